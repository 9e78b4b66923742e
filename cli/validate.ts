import { EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import { readConfig } from "./read-config.ts";

/** Checks the configuration and contacts nothing. */
export async function validate(uris: readonly string[]): Promise<number> {
	if ((await readConfig(uris)) === undefined) return EXIT_USAGE;
	console.log("The configuration is valid.");
	return EXIT_OK;
}
