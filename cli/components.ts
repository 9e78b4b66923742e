import { componentTypes } from "../config/schema/component-types.ts";
import { EXIT_OK } from "./exit-codes.ts";

/** Lists the component types by kind, as YAML. */
export function components(): number {
	for (const [kind, types] of Object.entries(componentTypes)) {
		const names = Object.keys(types);
		console.log(names.length === 0 ? `${kind}: []` : `${kind}:`);
		for (const name of names) console.log(`  - ${name}`);
	}
	return EXIT_OK;
}
