// The configuration of a receiver for each of some orgs, with one exporter behind them.

import { stringify } from "yaml";
import type { OrgAccess } from "../processes/org-access.ts";

export interface ReceiversYaml {
	/** Each with the streams of its receiver. */
	readonly orgs: readonly {
		readonly access: OrgAccess;
		readonly streams: object;
	}[];
	readonly endpoint: string;
	readonly stateDirectory: string;
	/** Of the pipeline, in their order. */
	readonly processors?: Readonly<Record<string, object>>;
	/** Beside file_storage. */
	readonly extensions?: Readonly<Record<string, object>>;
}

export function receiversYaml({
	orgs,
	endpoint,
	stateDirectory,
	processors = {},
	extensions = {},
}: ReceiversYaml): string {
	const receivers = Object.fromEntries(
		orgs.map(({ access, streams }, index) => [
			`salesforce/${index}`,
			{
				instance_url: access.instanceUrl,
				auth: {
					jwt_bearer: {
						client_id: access.clientId,
						username: access.username,
						private_key: access.privateKeyPem,
						audience: access.instanceUrl,
					},
				},
				streams,
			},
		]),
	);
	const all = { file_storage: { directory: stateDirectory }, ...extensions };
	return stringify({
		receivers,
		processors,
		exporters: { otlp_http: { endpoint } },
		extensions: all,
		service: {
			extensions: Object.keys(all),
			pipelines: {
				logs: {
					receivers: Object.keys(receivers),
					processors: Object.keys(processors),
					exporters: ["otlp_http"],
				},
			},
		},
	});
}
