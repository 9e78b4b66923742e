// Runs a source of an object as a stream does: a batch and its state are stored
// together, or not at all.

import { resourceFromAttributes } from "@opentelemetry/resources";
import type { Source } from "../../../../../receiver/source.ts";
import { createAuditObjectSource } from "../../../../../receiver/sources/audit-object/create-audit-object-source.ts";
import { createEventObjectSource } from "../../../../../receiver/sources/event-object/create-event-object-source.ts";
import { createGate } from "../../../../../receiver/sources/gate.ts";
import type { TimeRange } from "../../../../../receiver/time-range.ts";
import { createRowTranscoder } from "../../../../../transcoder/create-row-transcoder.ts";
import { type Attributes, attributesIn, timesIn } from "../attributes-in.ts";
import {
	createRecordingTelemetry,
	type RecordingTelemetry,
} from "../event-log-file/collector.ts";
import { type FakeObjectOrg, HOUR, MINUTE } from "./fake-object-org.ts";

export interface ObjectCollector {
	/** The identity of every row, in the order of delivery. */
	readonly delivered: string[];
	/** Of every record. */
	readonly attributes: Attributes[];
	/** Nanoseconds. */
	readonly times: bigint[];
	readonly telemetry: RecordingTelemetry;
	/** The one checkpoint. */
	state: string | undefined;
	key: string | undefined;
	/** Stores at most `batches` batches, then dies before the next is stored. Gives whether the poll ended. */
	poll(batches?: number): Promise<boolean>;
	/** A new process with the same store. */
	restart(): void;
}

export const OBJECT_SCHEDULE = {
	initialLookbackMs: 24 * HOUR,
	visibilityLagMs: 2 * MINUTE,
	overlapMs: 10 * MINUTE,
	maxWindowMs: HOUR,
};

export type ObjectSchedule = Partial<typeof OBJECT_SCHEDULE> & {
	maxWindowRows?: number;
	maxWindowBytes?: number;
	object?: string;
	related?: readonly string[];
	timeField?: string;
	range?: TimeRange;
	way?: Way;
};

/** What the source does with a row. */
export type Way = "mapped" | "transcoded";

export function createObjectCollector(
	kind: "event_object" | "audit_object",
	org: FakeObjectOrg,
	{ way = "transcoded", ...schedule }: ObjectSchedule = {},
): ObjectCollector {
	const telemetry = createRecordingTelemetry();
	const open = (): Source => {
		const common = {
			client: org.client,
			clock: { now: () => org.now, sleep: async () => {} },
			telemetry,
			eventType: "Test",
			records: {
				context: {
					resource: resourceFromAttributes({}),
					scope: { name: "test" },
					organizationId: "00D5j00000DgAYGEA3",
					source: "object" as const,
					includeOriginal: true,
				},
			},
			createRowTranscoder:
				way === "transcoded" ? createRowTranscoder : undefined,
			...OBJECT_SCHEDULE,
			...schedule,
		};
		return kind === "event_object"
			? createEventObjectSource({
					object: "TestEvent",
					maxBatchRecords: 3,
					maxWindowRows: 8,
					gate: createGate(1),
					...common,
				})
			: createAuditObjectSource({
					object: "SetupAuditTrail",
					timeField: "CreatedDate",
					...common,
				});
	};
	let source = open();
	const collector: ObjectCollector = {
		delivered: [],
		attributes: [],
		times: [],
		telemetry,
		state: undefined,
		key: undefined,
		async poll(batches = Infinity) {
			let left = batches;
			const stored = async () => collector.state;
			const { signal } = new AbortController();
			for await (const batch of source.poll(stored, signal)) {
				if (left-- <= 0) return false;
				for (const attributes of attributesIn(batch)) {
					const row = JSON.parse(String(attributes["log.record.original"]));
					collector.delivered.push(row.EventIdentifier ?? row.Id);
					collector.attributes.push(attributes);
				}
				collector.times.push(...timesIn(batch));
				collector.key = batch.key;
				collector.state = batch.state;
			}
			return true;
		},
		restart() {
			source = open();
		},
	};
	return collector;
}
