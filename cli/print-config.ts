import { formatConfig } from "../config/format.ts";
import { EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import { readConfig } from "./read-config.ts";

/** Prints the configuration as it takes effect, defaults filled in and secrets redacted. */
export async function printConfig(uris: readonly string[]): Promise<number> {
	const config = await readConfig(uris);
	if (config === undefined) return EXIT_USAGE;
	process.stdout.write(formatConfig(config));
	return EXIT_OK;
}
