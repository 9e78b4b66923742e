// Events as a receiver of OTLP gets them.

import type { LokiRequest } from "./engines.ts";
import { ORGANIZATION, type RuleEvent } from "./event-rule-cases.ts";

const keyed = (attributes: Readonly<Record<string, string>>) =>
	Object.entries(attributes).map(([key, stringValue]) => ({
		key,
		value: { stringValue },
	}));

/** Events as they come in a request, with the resource that the receiver's records have. */
export function requestOf(events: readonly RuleEvent[]): LokiRequest {
	const logRecords = events.map(({ at, attributes }) => ({
		timeUnixNano: `${at}000000`,
		attributes: keyed(attributes),
	}));
	const resource = {
		attributes: keyed({
			"service.name": "salesforce",
			"salesforce.organization.id": ORGANIZATION,
		}),
	};
	return {
		headers: { "content-type": "application/json" },
		body: Buffer.from(
			JSON.stringify({
				resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
			}),
		),
	};
}
