// What holds for every processor, whatever the records.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import { PROCESSORS, records } from "./any-records.ts";
import { processorOf } from "./processor.ts";
import { LOGIN, SCOPE } from "./records.ts";

describe.each(PROCESSORS)("%s %s", (type, settings) => {
	test("never changes a record in place, nor makes one up", () => {
		const processor = processorOf(type, settings);
		fc.assert(
			fc.property(records, (batch) => {
				const passed = processor.process(Object.freeze(batch));
				expect(passed.length).toBeLessThanOrEqual(batch.length);
				for (const { hrTime } of passed) expect(hrTime).toBeDefined();
			}),
		);
	});

	test("passes the very array on when nothing changed, and the very records", () => {
		const processor = processorOf(type, settings);
		fc.assert(
			fc.property(records, (batch) => {
				const passed = processor.process(batch);
				const same =
					passed.length === batch.length &&
					passed.every((record, index) => record === batch[index]);
				expect(passed === batch).toBe(same);
				for (const record of passed) {
					const before = batch.includes(record)
						? undefined
						: batch.find(({ attributes }) => attributes === record.attributes);
					if (before !== undefined) expect(record).not.toEqual(before);
				}
			}),
		);
	});

	test("keeps what is shared shared: no more resources and scopes than before", () => {
		const processor = processorOf(type, settings);
		fc.assert(
			fc.property(records, (batch) => {
				const passed = processor.process(batch);
				const count = (
					of: (record: LogRecord) => object,
					all: readonly LogRecord[],
				) => new Set(all.map(of)).size;
				expect(count(({ resource }) => resource, passed)).toBeLessThanOrEqual(
					count(({ resource }) => resource, batch),
				);
				expect(
					count(({ instrumentationScope }) => instrumentationScope, passed),
				).toBeLessThanOrEqual(1);
			}),
		);
	});

	test("does the same to the same records every time", () => {
		fc.assert(
			fc.property(records, (batch) => {
				const once = processorOf(type, settings).process(batch);
				const again = processorOf(type, settings).process(batch);
				expect(again).toEqual(once);
			}),
			{ numRuns: 10 },
		);
	});

	test("takes no records, and gives none", () => {
		const none: LogRecord[] = [];
		expect(processorOf(type, settings).process(none)).toBe(none);
	});
});

describe("a processor that finds nothing to do passes the array on", () => {
	test.each([
		["resource", "{ attributes: [{ action: delete, key: nowhere }] }"],
		[
			"attributes",
			"{ actions: [{ action: update, key: nowhere, value: x }, { action: upsert, key: user.name, value: ana@example.com }] }",
		],
		[
			"filter",
			"{ logs: { exclude: { match_type: strict, event_names: [nothing] } } }",
		],
		["redaction", "{ blocked_values: [nothing-of-the-kind] }"],
		["probabilistic_sampler", "{ sampling_percentage: 100 }"],
	])("%s %s", (type, settings) => {
		const batch = [LOGIN, LOGIN];
		expect(processorOf(type, settings).process(batch)).toBe(batch);
		expect(LOGIN.instrumentationScope).toBe(SCOPE);
	});
});
