import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLogsRequest } from "../../../../cli/convert/otlp-json/read-logs-request.ts";
import { serializeLogs } from "../../../../exporters/otlp/serializers.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { requestRecords } from "./otlp-request.ts";

const silent = () => {};

function read(json: unknown, note: (what: string) => void = silent) {
	return readLogsRequest(JSON.parse(JSON.stringify(json)), note);
}

function readBack(records: readonly LogRecord[]): LogRecord[] {
	const bytes = serializeLogs("json", records);
	return readLogsRequest(JSON.parse(new TextDecoder().decode(bytes)), silent);
}

function request(record: object, scope?: object, resource?: object) {
	return {
		resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }],
	};
}

function attributeOf(value: object, note?: (what: string) => void): unknown {
	const [record] = read(
		request({ attributes: [{ key: "some.key", value }] }),
		note,
	);
	return record?.attributes["some.key"];
}

test("what is read back is encoded to the same bytes, in JSON and in Protobuf", () => {
	fc.assert(
		fc.property(requestRecords, (records) => {
			const again = readBack(records);
			expect(again).toHaveLength(records.length);
			for (const encoding of ["json", "proto"] as const) {
				expect(serializeLogs(encoding, again)).toEqual(
					serializeLogs(encoding, records),
				);
			}
		}),
		{ numRuns: 300 },
	);
});

test("records of one resource and scope share the objects", () => {
	const [first, second, third] = read({
		resourceLogs: [
			{ scopeLogs: [{ logRecords: [{}, {}] }, { logRecords: [{}] }] },
		],
	});
	expect(first?.resource).toBe(third?.resource);
	expect(first?.instrumentationScope).toBe(second?.instrumentationScope);
	expect(first?.instrumentationScope).not.toBe(third?.instrumentationScope);
});

describe("a value", () => {
	test.each([
		[{ stringValue: "text" }, "text"],
		[{ stringValue: "" }, ""],
		[{ boolValue: false }, false],
		[{ intValue: "42" }, 42],
		[{ intValue: -42 }, -42],
		[{ intValue: "9007199254740991" }, 9_007_199_254_740_991],
		[{ doubleValue: 1.5 }, 1.5],
		[{ doubleValue: "NaN" }, Number.NaN],
		[{ doubleValue: "-Infinity" }, Number.NEGATIVE_INFINITY],
		[{ bytesValue: "AQL/" }, new Uint8Array([1, 2, 255])],
		[{ arrayValue: {} }, []],
		[
			{ arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }, {}] } },
			["a", 1, undefined],
		],
		[
			{
				kvlistValue: {
					values: [
						{ key: "a", value: { intValue: "1" } },
						{ key: "__proto__", value: { stringValue: "b" } },
					],
				},
			},
			Object.fromEntries([
				["a", 1],
				["__proto__", "b"],
			]),
		],
		[{}, undefined],
	])("%j is %j", (value, expected) => {
		expect(attributeOf(value)).toEqual(expected);
	});

	test("beyond 2^53 is kept to the last digit, as text, and said", () => {
		const notes: string[] = [];
		const value = attributeOf({ intValue: "9007199254740993" }, (what) =>
			notes.push(what),
		);
		expect(value).toBe("9007199254740993");
		expect(notes).toEqual(["some.key: an integer beyond 2^53 became text"]);
	});

	test("that is a double without a fraction is said to become an integer", () => {
		const notes: string[] = [];
		attributeOf({ doubleValue: 2 }, (what) => notes.push(what));
		expect(notes).toEqual([
			"some.key: a double without a fraction became an integer",
		]);
	});
});

test("maps, mixed lists and bytes of a resource are kept", () => {
	const attributes = [
		{
			key: "map",
			value: {
				kvlistValue: { values: [{ key: "a", value: { boolValue: true } }] },
			},
		},
	];
	const [record] = read(request({}, {}, { attributes }));
	expect(record?.resource.attributes).toEqual({ map: { a: true } });
});

test("a time is exact to the nanosecond, as a string or a number", () => {
	const [record] = read(
		request({
			timeUnixNano: "1702878511655000123",
			observedTimeUnixNano: 1_702_878_511_000_000_000,
		}),
	);
	expect(record?.hrTime).toEqual([1_702_878_511, 655_000_123]);
	expect(record?.hrTimeObserved).toEqual([1_702_878_511, 0]);
});

describe("what is not an OTLP logs request says where", () => {
	const record = (fields: object) => request(fields);
	test.each([
		[[], "it is not an object"],
		["text", "it is not an object"],
		[{}, "it has no resourceLogs"],
		[{ hello: 1 }, "it has no resourceLogs"],
		[{ resourceSpans: [] }, "it has resourceSpans, and only logs are read"],
		[{ resourceLogs: {} }, "resourceLogs is not a list"],
		[{ resourceLogs: [1] }, "resourceLogs[0] is not an object"],
		[
			record({ timeUnixNano: "soon" }),
			"resourceLogs[0].scopeLogs[0].logRecords[0].timeUnixNano is not an integer",
		],
		[
			record({ severityNumber: "INFO" }),
			/severityNumber is not a whole number/,
		],
		[record({ traceId: "xyz" }), /traceId is not 32 hexadecimal digits/],
		[record({ body: "text" }), /body is not an object/],
		[
			record({ attributes: [{ key: "a", value: { intValue: 1.5 } }] }),
			/attributes\[0\]\.value\.intValue is not an integer/,
		],
		[record({ attributes: { a: 1 } }), /attributes is not a list/],
	])("%j: %s", (json, message) => {
		expect(() => read(json)).toThrow(message as string | RegExp);
	});
});

test("whatever JSON it gets, it reads it or says why not", () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.jsonValue(),
				fc.jsonValue().map((value) => ({ resourceLogs: value })),
				fc
					.jsonValue()
					.map((value) => ({ resourceLogs: [{ scopeLogs: value }] })),
				fc
					.jsonValue()
					.map((value) => request({ body: value, attributes: value })),
			),
			(json) => {
				try {
					read(json);
				} catch (error) {
					expect((error as Error).constructor.name).toBe("NotOtlp");
				}
			},
		),
	);
});
