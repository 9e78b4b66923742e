// The configuration to use against the simulated org, as YAML.

import { stringify } from "yaml";
import { EVENTS_PER_LOGIN } from "./generate/event-types/event-types.ts";
import type { AppSecrets } from "./oauth/app-secrets.ts";
import { STORAGE_OBJECTS } from "./objects/storage-objects.ts";
import type { ResolvedOptions } from "./options.ts";

type Section = Readonly<Record<string, unknown>>;

/** What a caller wants different; each section replaces the one that is there. */
export interface ConfigOverrides {
	/** Keys of the `login` stream, e.g. `{ poll_interval: "1s" }`, beside those that are there. */
	readonly login?: Section;
	/** The same for any stream; one that is not there is added, null leaves one out. */
	readonly streams?: Readonly<Record<string, Section | null>>;
	readonly exporters?: Section;
	readonly extensions?: Section;
	readonly service?: Section;
}

export interface Credentials extends AppSecrets {
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
	overrides: ConfigOverrides = {},
): Section {
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
		streams: streamsSection(options, overrides),
	};
}

/** A stream for each kind of events that the org has. */
function streamsSection(
	options: ResolvedOptions,
	{ login, streams = {} }: ConfigOverrides,
): Section {
	const daily = options.interval === "daily";
	const polls = {
		poll_interval: "5s",
		initial_lookback: `${options.hours + (daily ? 48 : 24)}h`,
	};
	const files = {
		log_file_interval: daily ? "daily" : "hourly",
		...polls,
		// The org's files are whole from the first moment.
		settle: "0s",
	};
	const logFiles = { source: "event_log_file", ...files };
	const others = furtherTypes(options);
	const objects = furtherObjects(options);
	const byStream: Record<string, Section> = {
		login: logFiles,
		logout: logFiles,
		apex: files,
		setup_audit_trail: polls,
		event_log_files: { event_types: others, ...files },
		event_objects: { objects, ...polls, visibility_lag: "10s" },
	};
	const wanted = [
		...options.streams,
		...(others.length > 0 ? ["event_log_files"] : []),
		...(objects.length > 0 ? ["event_objects"] : []),
		...Object.keys(streams),
		...(login ? ["login"] : []),
	];
	return Object.fromEntries(
		[...new Set(wanted)].flatMap((name) => {
			const changes = streams[name];
			if (changes === null) return [];
			// Keys of one source are not those of another.
			const base = changes?.source === undefined ? byStream[name] : {};
			return [
				[name, { ...base, ...changes, ...(name === "login" ? login : {}) }],
			];
		}),
	);
}

/** Event types that none of the other streams reads. */
function furtherTypes(options: ResolvedOptions): string[] {
	const known = new Set(
		Object.values(EVENTS_PER_LOGIN).flatMap((types) => Object.keys(types)),
	);
	return Object.keys(options.event_types).filter((name) => !known.has(name));
}

function furtherObjects(options: ResolvedOptions): string[] {
	return Object.keys(options.objects).filter((name) =>
		STORAGE_OBJECTS.includes(name),
	);
}

export function configText(
	credentials: Credentials,
	options: ResolvedOptions,
	overrides: ConfigOverrides = {},
): string {
	const exporters = overrides.exporters ?? { debug: { verbosity: "normal" } };
	return stringify({
		receivers: {
			salesforce: receiverSection(credentials, options, overrides),
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
