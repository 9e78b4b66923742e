// The configuration to use against the simulated org, as YAML.

import { stringify } from "yaml";
import type { ResolvedOptions } from "./options.ts";

type Section = Readonly<Record<string, unknown>>;

/** What a caller wants different; each section replaces the one that is there. */
export interface ConfigOverrides {
	/** Keys of the `login` stream, e.g. `{ poll_interval: "1s" }`. */
	readonly login?: Section;
	readonly exporters?: Section;
	readonly extensions?: Section;
	readonly service?: Section;
}

export interface Credentials {
	readonly instanceUrl: string;
	readonly clientId: string;
	readonly username: string;
	readonly privateKeyPem: string;
}

export const AUDIENCE = "https://login.salesforce.com";

/** The `salesforce` receiver's section. */
export function receiverSection(
	credentials: Credentials,
	options: ResolvedOptions,
	login: Section = {},
): Section {
	const daily = options.interval === "daily";
	return {
		instance_url: credentials.instanceUrl,
		auth: {
			jwt_bearer: {
				client_id: credentials.clientId,
				username: credentials.username,
				private_key: credentials.privateKeyPem,
				audience: AUDIENCE,
			},
		},
		streams: {
			login: {
				source: "event_log_file",
				log_file_interval: daily ? "daily" : "hourly",
				poll_interval: "5s",
				initial_lookback: `${options.hours + (daily ? 48 : 24)}h`,
				// The org's files are whole from the first moment.
				settle: "0s",
				...login,
			},
		},
	};
}

export function configText(
	credentials: Credentials,
	options: ResolvedOptions,
	overrides: ConfigOverrides = {},
): string {
	const exporters = overrides.exporters ?? { debug: { verbosity: "normal" } };
	return stringify({
		receivers: {
			salesforce: receiverSection(credentials, options, overrides.login),
		},
		exporters,
		...(overrides.extensions ? { extensions: overrides.extensions } : {}),
		service: overrides.service ?? {
			...(overrides.extensions
				? { extensions: Object.keys(overrides.extensions) }
				: {}),
			pipelines: {
				logs: {
					receivers: ["salesforce"],
					exporters: Object.keys(exporters),
				},
			},
		},
	});
}
