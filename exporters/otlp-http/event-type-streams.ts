// Every event type of an org as a Loki stream of its own. Loki makes its streams of
// a few resource attributes, `service.instance.id` among them, and refuses what is
// more than an hour behind the newest record of its stream ("entry too far
// behind"). Event types do not arrive in one time order, so with one stream for all
// an ordinary day would lose records.

import type { RequestEncoder } from "../../pipeline/exporter.ts";
import type { LogRecord, LogResource } from "../../pipeline/log-record.ts";

const EVENT_TYPE = "salesforce.event.type";
const ORGANIZATION_ID = "salesforce.organization.id";
const INSTANCE_ID = "service.instance.id";

/**
 * Writes `ORGANIZATION/EVENTTYPE` into each record's `service.instance.id`, with the
 * instance id that the resource already has instead of the organization's; and puts
 * the records of a type together, in time order.
 */
export function withEventTypeStreams(encoder: RequestEncoder): RequestEncoder {
	// Weak, and by identity: the serializers group records by the same resource object.
	const resources = new WeakMap<LogResource, Map<string, LogResource>>();

	function resourceOf(resource: LogResource, type: string): LogResource {
		let byType = resources.get(resource);
		if (byType === undefined) {
			byType = new Map();
			resources.set(resource, byType);
		}
		let derived = byType.get(type);
		if (derived === undefined) {
			const { attributes } = resource;
			const owner = attributes[INSTANCE_ID] ?? attributes[ORGANIZATION_ID];
			derived = {
				...resource,
				attributes: {
					...attributes,
					[INSTANCE_ID]: owner === undefined ? type : `${owner}/${type}`,
				},
			};
			byType.set(type, derived);
		}
		return derived;
	}

	function grouped(records: readonly LogRecord[]): LogRecord[] {
		const streams = new Map<LogResource, LogRecord[]>();
		for (const record of records) {
			const type = record.attributes[EVENT_TYPE];
			const resource =
				typeof type === "string"
					? resourceOf(record.resource, type)
					: record.resource;
			const stream = streams.get(resource);
			const moved = { ...record, resource };
			if (stream === undefined) streams.set(resource, [moved]);
			else stream.push(moved);
		}
		return [...streams.values()].flatMap((stream) => stream.sort(byTime));
	}

	const { slice, join } = encoder;
	return {
		slice,
		join,
		key: `${encoder.key}/event-type-streams`,
		encode: (records) => encoder.encode(grouped(records)),
	};
}

function byTime({ hrTime: a }: LogRecord, { hrTime: b }: LogRecord): number {
	return a[0] - b[0] || a[1] - b[1];
}
