// The decoder of records reads what their encoder has written.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecordDecoder } from "../../../../exporters/otlp/protobuf/record-decoder.ts";
import { createRecordEncoder } from "../../../../exporters/otlp/protobuf/record-encoder.ts";
import type { EncodedRecords } from "../../../../pipeline/encoded-records.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { logRecord } from "../log-records.ts";
import { anyOwn, anyShared } from "./any-record.ts";

function encoded(records: readonly LogRecord[]): EncodedRecords {
	const group = createRecordEncoder().encode(records);
	return { ...group, uids: new Uint8Array(), hours: new Uint32Array() };
}

/** Everything of a batch that was encoded, in one text: large arrays take long to compare. */
function hex({ bytes, ends, resource, scope }: EncodedRecords): string {
	return [bytes, resource, scope]
		.map((part) => Buffer.from(part).toString("hex"))
		.concat(ends.join())
		.join("\n");
}

test("what was decoded is encoded to the same bytes", () => {
	// One decoder for all: what it keeps of one batch must not show in another.
	const decoder = createRecordDecoder();
	fc.assert(
		fc.property(
			anyShared,
			fc.array(anyOwn, { minLength: 1, maxLength: 5 }),
			(shared, owns) => {
				const records = owns.map((own) => ({
					...own,
					...shared,
				})) as unknown as LogRecord[];
				const once = encoded(records);
				expect(hex(encoded(decoder.decode(once)))).toBe(hex(once));
			},
		),
		{ numRuns: 200 },
	);
});

test("a record comes out as it went in", () => {
	const record: LogRecord = {
		...logRecord(1),
		spanContext: {
			traceId: "0af7651916cd43dd8448eb211c80319c",
			spanId: "",
			traceFlags: 0,
		},
		resource: {
			attributes: { "service.name": "salesforce" },
			schemaUrl: "https://resource.example",
		},
		attributes: {
			text: "ä€𝄞",
			empty: "",
			small: 7,
			large: 2 ** 53 - 1,
			negative: -42,
			fraction: 0.1,
			yes: true,
			no: false,
			texts: ["a", ""],
			numbers: [1, 2.5],
		},
	};
	const other = { ...record, body: "another", attributes: {} };
	const [first, second] = createRecordDecoder().decode(
		encoded([record, other]),
	);
	expect(first).toEqual(record);
	expect(second).toEqual(other);
	expect(Object.keys(first?.attributes ?? {})).toEqual(
		Object.keys(record.attributes),
	);
});

test.each([
	[0, 0],
	[1, 999_999_999],
	[4, 294_967_295],
	[4, 294_967_296],
	[1_795_000_000, 123_456_789],
	[18_446_744_073, 709_551_615],
])("%i s %i ns are exact", (...time) => {
	const record: LogRecord = { ...logRecord(1), hrTime: [...time] };
	const [decoded] = createRecordDecoder().decode(encoded([record]));
	expect(decoded?.hrTime).toEqual(time);
});

test("records of one resource and scope share the objects, in other batches too", () => {
	const decoder = createRecordDecoder();
	const [a, b] = decoder.decode(encoded([logRecord(1), logRecord(2)]));
	const [c] = decoder.decode(encoded([logRecord(3)]));
	const resource = { attributes: { "service.name": "another" } };
	const [d] = decoder.decode(encoded([{ ...logRecord(4), resource }]));
	expect(b?.resource).toBe(a?.resource);
	expect(c?.resource).toBe(a?.resource);
	expect(c?.instrumentationScope).toBe(a?.instrumentationScope);
	expect(d?.resource).toEqual(resource);
	expect(d?.instrumentationScope).toBe(a?.instrumentationScope);
});

test("nothing of a record changes with the bytes that it came from", () => {
	const batch = encoded([logRecord(1)]);
	const bytes = batch.bytes.slice();
	const [record] = createRecordDecoder().decode({ ...batch, bytes });
	bytes.fill(0);
	expect(record).toEqual({
		...logRecord(1),
		resource: { attributes: { "service.name": "salesforce" } },
	});
});
