// What all commands that take --config do first: read, check, and say what is
// wrong in the operator's words.

import {
	type Config,
	ConfigError,
	configFromEnvironment,
	formatWarning,
	loadConfig,
	readConfigSources,
} from "../config/load.ts";

/** Undefined when the configuration is unusable; the reasons are on stderr then. */
export function readConfig(uris: readonly string[]): Config | undefined {
	try {
		const { config, warnings } =
			uris.length === 0
				? configFromEnvironment(process.env)
				: loadConfig(readConfigSources(uris), process.env);
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
