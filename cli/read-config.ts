// What all commands that take --config do first: read, check, and say what is
// wrong in the operator's words.

import { ConfigError, formatWarning } from "../config/config-error.ts";
import { configFromEnvironment } from "../config/environment/config-from-environment.ts";
import type { Config } from "../config/schema/config.ts";

/** Undefined when the configuration is unusable; the reasons are on stderr then. */
export async function readConfig(
	uris: readonly string[],
): Promise<Config | undefined> {
	try {
		const { config, warnings } =
			uris.length === 0
				? configFromEnvironment(process.env)
				: await readFiles(uris);
		for (const warning of warnings) {
			console.error(`${warning.severity}: ${formatWarning(warning)}`);
		}
		return config;
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		console.error(error.message);
		return undefined;
	}
}

/** YAML is not needed for variables. */
async function readFiles(uris: readonly string[]) {
	const { loadConfig, readConfigSources } = await import("../config/load.ts");
	return loadConfig(readConfigSources(uris), process.env);
}
