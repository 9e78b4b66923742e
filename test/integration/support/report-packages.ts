// Loaded into a process before the product: says, when it ends, what it has loaded of
// which package, as a line of standard error.

import { registerHooks } from "node:module";
import { PREFIX } from "./loaded-packages.ts";

const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/;
const modules = new Map<string, number>();

registerHooks({
	load(url, context, next) {
		const name = PACKAGE.exec(url)?.[1];
		if (name !== undefined) modules.set(name, (modules.get(name) ?? 0) + 1);
		return next(url, context);
	},
});
process.on("exit", () => {
	process.stderr.write(
		`\n${PREFIX}${JSON.stringify(Object.fromEntries(modules))}\n`,
	);
});
