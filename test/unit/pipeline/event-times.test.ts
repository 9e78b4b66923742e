import fc from "fast-check";
import { expect, test } from "vitest";
import { readFields } from "../../../exporters/otlp/request/wire.ts";
import { serializeLogs } from "../../../exporters/otlp/serializers.ts";
import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import { eventTimesOf, joinTimes } from "../../../pipeline/event-times.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import { logRecord } from "../exporters/log-records.ts";

const records = fc.array(
	fc
		.tuple(
			fc.oneof(
				fc.integer({ min: 0, max: 4_102_444_800 }),
				// Close together, as in a batch.
				fc.integer({ min: 1_795_000_000, max: 1_795_000_009 }),
			),
			fc.integer({ min: 0, max: 999 }),
			fc.nat(300),
		)
		.map(
			([seconds, ms, padding]): LogRecord => ({
				...logRecord(1, padding),
				hrTime: [seconds, ms * 1e6],
			}),
		),
	{ minLength: 1, maxLength: 20 },
);

/** As a transcoder makes them: `log_records` fields, one after the other. */
function encodedOf(logs: readonly LogRecord[]): EncodedRecords {
	const fields = logs.map((record) => {
		const bytes = serializeLogs("proto", [record]);
		const [resourceLogs] = [...readFields(bytes)];
		const scopeLogs = [
			...readFields(bytes, resourceLogs?.valueStart, resourceLogs?.end),
		].find(({ number }) => number === 2);
		const field = [
			...readFields(bytes, scopeLogs?.valueStart, scopeLogs?.end),
		].find(({ number }) => number === 2);
		return bytes.subarray(field?.start, field?.end);
	});
	let end = 0;
	return {
		count: logs.length,
		bytes: Buffer.concat(fields),
		ends: Uint32Array.from(fields, ({ length }) => (end += length)),
		uids: new Uint8Array(16 * logs.length),
		hours: new Uint32Array(logs.length),
		resource: new Uint8Array(),
		scope: new Uint8Array(),
	};
}

test("the times of a batch are those of its oldest and its newest event, in either form", () => {
	fc.assert(
		fc.property(records, (logs) => {
			const times = logs.map(({ hrTime: [s, ns] }) => s * 1e3 + ns / 1e6);
			for (const content of [{ records: logs }, { encoded: encodedOf(logs) }]) {
				const found = eventTimesOf(content);
				expect(found?.oldest).toBe(Math.min(...times));
				expect(found?.newest).toBe(Math.max(...times));
			}
		}),
	);
});

test("a batch without records has no times", () => {
	expect(eventTimesOf({ records: [] })).toBeUndefined();
	expect(eventTimesOf({ encoded: encodedOf([]) })).toBeUndefined();
});

test("joined times reach over all that are known", () => {
	expect(joinTimes([undefined])).toBeUndefined();
	expect(
		joinTimes([{ oldest: 5, newest: 7 }, undefined, { oldest: 1, newest: 6 }]),
	).toEqual({ oldest: 1, newest: 7 });
});
