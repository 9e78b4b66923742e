// The resource and the scope that all records of a receiver share.

import type { LogRecord, LogResource } from "../../pipeline/log-record.ts";

export interface ResourceOptions {
	/** The origin of the instance, where it is known. */
	readonly instanceUrl?: string | undefined;
	/** 18 characters; empty where it can't be known. */
	readonly organizationId: string;
	/** Further attributes, e.g. `deployment.environment.name`; they win over the defaults. */
	readonly attributes: Readonly<Record<string, string>>;
}

/** Call it once a receiver: records are grouped by the identity of the resource. */
export function createResource(options: ResourceOptions): LogResource {
	return {
		attributes: {
			"service.name": "salesforce",
			...(options.organizationId !== "" && {
				"salesforce.organization.id": options.organizationId,
			}),
			...(options.instanceUrl !== undefined && {
				"salesforce.instance.url": options.instanceUrl,
			}),
			...options.attributes,
		},
	};
}

/**
 * Named like the scopes of the Collector's own receivers. Elastic takes what
 * follows `/receiver/` as the name of the data set where a record has no
 * `data_stream.dataset`, so plain OTLP from here lands in `logs-salesforce*`.
 */
const SCOPE_NAME = "salesforce-otlp/receiver/salesforce";

/** Call it once a stream: records are grouped by the identity of the scope. */
export function createScope(options: {
	/** The product's version. */
	readonly version: string;
}): LogRecord["instrumentationScope"] {
	return { name: SCOPE_NAME, version: options.version };
}
