// The encoder of records writes what the official serializer writes.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecordEncoder } from "../../../../exporters/otlp/protobuf/record-encoder.ts";
import { packRecords } from "../../../../exporters/otlp/request/pack-records.ts";
import { serializeLogs } from "../../../../exporters/otlp/serializers.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { logRecord } from "../log-records.ts";
import { anyOwn, anyShared } from "./any-record.ts";

const NO_LIMIT = { maxBytes: Infinity, maxRecords: Infinity };

/** As a request of its own; the encoder may put a schema URL before the records. */
function request(
	encoder: ReturnType<typeof createRecordEncoder>,
	records: readonly LogRecord[],
): Buffer {
	const [packed] = packRecords(encoder.encode(records), NO_LIMIT);
	const bytes = Buffer.alloc(packed?.size ?? 0);
	packed?.write(bytes);
	return bytes;
}

test("records are encoded byte for byte as the official serializer does", () => {
	// One encoder for all: what it keeps of one batch must not show in another.
	const encoder = createRecordEncoder();
	fc.assert(
		fc.property(
			anyShared,
			fc.array(anyOwn, { minLength: 1, maxLength: 5 }),
			({ resource, instrumentationScope }, records) => {
				const all = records.map((record) => ({
					...record,
					resource: { attributes: resource.attributes },
					instrumentationScope: {
						...instrumentationScope,
						schemaUrl: undefined,
					},
				})) as unknown as LogRecord[];
				const [{ resource: one, instrumentationScope: scope }] = all as [
					LogRecord,
				];
				const grouped = all.map((record) => ({
					...record,
					resource: one,
					instrumentationScope: scope,
				}));
				expect(request(encoder, grouped)).toEqual(
					Buffer.from(serializeLogs("proto", grouped)),
				);
			},
		),
		{ numRuns: 300 },
	);
});

test("schema URLs are in their messages, before the records", () => {
	const record: LogRecord = {
		...logRecord(1),
		resource: { attributes: {}, schemaUrl: "https://resource.example" },
		instrumentationScope: { name: "s", schemaUrl: "https://scope.example" },
	};
	const official = Buffer.from(serializeLogs("proto", [record]));
	const bytes = request(createRecordEncoder(), [record]);
	expect(bytes).toHaveLength(official.length);
	for (const url of ["https://resource.example", "https://scope.example"]) {
		const field = Buffer.from([(3 << 3) | 2, url.length]).toString("latin1");
		expect(bytes.toString("latin1")).toContain(field + url);
	}
});
