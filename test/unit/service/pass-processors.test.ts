// What processors and encoders are given of encoded records: the same as of objects, and
// no more work than they need.

import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRecordDecoder } from "../../../exporters/otlp/protobuf/record-decoder.ts";
import { createRecordEncoder } from "../../../exporters/otlp/protobuf/record-encoder.ts";
import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Processor } from "../../../pipeline/processor.ts";
import { fingerprintsOf } from "../../../service/deduplication/fingerprints.ts";
import {
	createPassProcessors,
	type Passed,
	type PassedBatch,
} from "../../../service/pass-processors.ts";
import { PROCESSORS, records } from "../processors/any-records.ts";
import { processorOf } from "../processors/processor.ts";
import {
	LOGIN,
	RESOURCE,
	recordOf,
	resourceOf,
} from "../processors/records.ts";

/** As a transcoder makes them. */
function encodedOf(records: readonly LogRecord[]): { encoded: EncodedRecords } {
	const batch = createRecordEncoder().encode(records);
	return { encoded: { ...batch, ...fingerprintsOf({ records }) } };
}

/** As bytes, with what they share. */
function bytesOf(
	records: readonly LogRecord[],
	encoder = createRecordEncoder(),
): string[] {
	return records.map((record) => {
		const { bytes, resource, scope } = encoder.encode([record]);
		return [resource, scope, bytes]
			.map((part) => Buffer.from(part).toString("hex"))
			.join(" ");
	});
}

/** The same of what a pipeline delivers, cut where its records end. */
function deliveredBytes(passed: Passed): string[] {
	if (passed.groups === undefined) return bytesOf(passed.records);
	return passed.groups.flatMap(({ count, bytes, ends, resource, scope }) => {
		expect(ends).toHaveLength(count);
		expect(ends.at(-1) ?? 0).toBe(bytes.length);
		return Array.from(ends, (end, n) =>
			[resource, scope, bytes.subarray(ends[n - 1] ?? 0, end)]
				.map((part) => Buffer.from(part).toString("hex"))
				.join(" "),
		);
	});
}

function processor(type: string, settings: string) {
	return { id: type, ...processorOf(type, settings) };
}

/** Changes records one by one. */
function changing(
	change: (record: LogRecord, index: number) => LogRecord | undefined,
): Processor {
	return {
		id: "test",
		process: (records) =>
			records.map(change).filter((record) => record !== undefined),
	};
}

/** Of a pipeline with one processor. */
function passOf(processor: Processor) {
	return createPassProcessors([
		{ processors: [processor], needsRecords: false },
	]);
}

/** What the one pipeline delivers. */
async function delivered({ passed }: PassedBatch): Promise<string[]> {
	return deliveredBytes(passed[0] as Passed);
}

/** More than are decoded at once, and no two alike. */
function many(count: number): LogRecord[] {
	return Array.from({ length: count }, (_, n) => recordOf({ n }));
}

describe.each(PROCESSORS)("%s %s", (type, settings) => {
	test.each([false, true])(
		"makes the same of encoded records as of objects (an encoder that needs objects: %s)",
		async (needsRecords) => {
			const ofObjects = processor(type, settings);
			const ofEncoded = processor(type, settings);
			// One for all, as there is: what is changed in a resource is counted once.
			const passEncoded = createPassProcessors([
				{ processors: [ofEncoded], needsRecords },
			]);
			const passObjects = createPassProcessors([
				{ processors: [ofObjects], needsRecords },
			]);
			await fc.assert(
				fc.asyncProperty(
					records.filter(({ length }) => length > 0),
					async (batch) => {
						const alike = batch.map((one) => ({ ...one, resource: RESOURCE }));
						const both = async ({ passed, recordsOf }: PassedBatch) => [
							deliveredBytes(passed[0] as Passed),
							bytesOf(recordsOf(passed[0] as Passed)),
						];
						expect(await passEncoded(encodedOf(alike), both)).toEqual(
							await passObjects({ records: alike }, both),
						);
					},
				),
			);
			for (const counter of [
				"salesforce_processor_dropped_log_records",
				"salesforce_processor_dropped_attributes",
				"salesforce_processor_masked_values",
				"otelcol_processor_incoming_items",
				"otelcol_processor_outgoing_items",
			] as const) {
				expect(ofEncoded.total(counter)).toBe(ofObjects.total(counter));
			}
		},
	);
});

test("any mixture of kept, changed and dropped records, over many parts, is delivered in order", async () => {
	const other = resourceOf({ other: "resource" });
	const fates = ["keep", "drop", "change", "move"] as const;
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.record({
					fate: fc.oneof(
						{ weight: 5, arbitrary: fc.constant("keep" as const) },
						fc.constantFrom(...fates),
					),
					times: fc.nat({ max: 80 }),
				}),
				{ minLength: 1, maxLength: 8 },
			),
			async (runs) => {
				const all = runs.flatMap(({ fate, times }) =>
					Array.from({ length: times }, () => fate),
				);
				if (all.length === 0) return;
				const records = many(all.length);
				const fateOf = ({ attributes }: LogRecord) =>
					all[attributes.n as number];
				const change = (record: LogRecord): LogRecord | undefined => {
					const fate = fateOf(record);
					if (fate === "drop") return undefined;
					if (fate === "change") return { ...record, body: "x".repeat(200) };
					return fate === "move" ? { ...record, resource: other } : record;
				};
				expect(
					await passOf(changing(change))(encodedOf(records), delivered),
				).toEqual(
					bytesOf(records.map(change).filter((one) => one !== undefined)),
				);
			},
		),
		{ numRuns: 60 },
	);
});

test("records that nobody looks into are not decoded", async () => {
	const decoder = { decode: () => expect.unreachable() };
	const { encoded } = encodedOf([LOGIN]);
	const { passed } = await createPassProcessors(
		[{ processors: [], needsRecords: false }],
		decoder,
	)({ encoded }, async (batch) => batch);
	expect(passed[0]?.groups).toEqual([encoded]);
});

test("records are decoded once for all pipelines", async () => {
	let decoded = 0;
	const decoder = createRecordDecoder();
	const processors = [processor("elastic", "{}")];
	await createPassProcessors(
		Array.from({ length: 3 }, () => ({ processors, needsRecords: false })),
		{
			decode(batch) {
				decoded += batch.count;
				return decoder.decode(batch);
			},
		},
	)(encodedOf(many(200)), async () => {});
	expect(decoded).toBe(200);
});

test("pipelines that change nothing deliver the very batch, and share it", async () => {
	const nothing = changing((record) => record);
	const same: Processor = { id: "same", process: (records) => records };
	const { encoded } = encodedOf(many(200));
	const { passed } = await createPassProcessors(
		[[], [same], [nothing]].map((processors) => ({
			processors,
			needsRecords: false,
		})),
	)({ encoded }, async (batch) => batch);
	expect(passed[0]?.groups?.[0]).toBe(encoded);
	expect(passed[1]).toBe(passed[0]);
	// A new array of the same records is a change, if one of nothing.
	expect(deliveredBytes(passed[2] as Passed)).toEqual(
		deliveredBytes(passed[0] as Passed),
	);
});

test("a filter that leaves nothing delivers nothing", async () => {
	const none = passOf(changing(() => undefined));
	expect(await none(encodedOf(many(100)), delivered)).toEqual([]);
});

const CHANGED = { body: "changed" };
const changedBytes = (n: number) => bytesOf([recordOf({ n }, CHANGED)]);
const change = () => passOf(changing((record) => ({ ...record, ...CHANGED })));
const bufferOf = ({ passed }: PassedBatch) =>
	passed[0]?.groups?.[0]?.bytes.buffer;

test("a batch that is encoded again waits until the one before it is sent on, and takes its memory", async () => {
	const passProcessors = change();
	const buffers: unknown[] = [];
	const events: string[] = [];
	const one = (n: number) =>
		passProcessors(encodedOf([recordOf({ n })]), async (batch) => {
			events.push(`${n} begins`);
			buffers.push(bufferOf(batch));
			// Time enough for another one to begin.
			for (let turn = 0; turn < 10; turn++) await setImmediate();
			expect(await delivered(batch)).toEqual(changedBytes(n));
			events.push(`${n} ends`);
		});
	await Promise.all([one(1), one(2)]);
	expect(events).toEqual(["1 begins", "1 ends", "2 begins", "2 ends"]);
	expect(buffers[0]).toBeDefined();
	expect(buffers[1]).toBe(buffers[0]);
});

test("a batch that failed holds up none, and keeps its memory", async () => {
	const passProcessors = change();
	const buffers: unknown[] = [];
	const failing = passProcessors(encodedOf([recordOf({ n: 1 })]), (batch) => {
		buffers.push(bufferOf(batch));
		return Promise.reject(new Error("disk"));
	});
	await expect(failing).rejects.toThrow("disk");
	await passProcessors(encodedOf([recordOf({ n: 2 })]), async (batch) => {
		buffers.push(bufferOf(batch));
		expect(await delivered(batch)).toEqual(changedBytes(2));
	});
	expect(buffers[1]).not.toBe(buffers[0]);
});
