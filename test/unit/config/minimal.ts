// The smallest configuration that loads, for tests that change one thing of it.

import {
	ConfigError,
	type LoadedConfig,
	loadConfig,
} from "../../../config/load.ts";

export const MINIMAL = `receivers:
  salesforce:
    instance_url: https://example.my.salesforce.com
    auth:
      jwt_bearer:
        client_id: consumer-key
        username: user@example.com
        private_key_file: server.key
    streams:
      login:
exporters:
  otlp_http:
    endpoint: http://localhost:4318
service:
  pipelines:
    logs:
      receivers: [salesforce]
      exporters: [otlp_http]
`;

/** `MINIMAL` merged with further texts, named `1.yaml`, `2.yaml` and so on. */
export function loadOver(
	texts: readonly string[],
	env: NodeJS.ProcessEnv = {},
): LoadedConfig {
	const sources = texts.map((text, index) => ({
		name: `${index + 1}.yaml`,
		text,
	}));
	return loadConfig([{ name: "minimal.yaml", text: MINIMAL }, ...sources], env);
}

/** The ConfigError that `action` throws. */
export function configErrorOf(action: () => unknown): ConfigError {
	try {
		action();
	} catch (error) {
		if (error instanceof ConfigError) return error;
		throw error;
	}
	throw new Error("no ConfigError was thrown");
}

/** The attributes that `resource: ...` ends up as. */
export function resourceOf(
	text: string,
	env: NodeJS.ProcessEnv = {},
): Record<string, string> | undefined {
	const over = `receivers: { salesforce: { resource: {}}}\n`;
	return loadOver([over, text], env).config.receivers.salesforce?.resource;
}
