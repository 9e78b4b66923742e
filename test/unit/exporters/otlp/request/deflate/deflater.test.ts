import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBodyMemory } from "../../../../../../exporters/otlp/request/body-memory.ts";
import {
	createDeflater,
	MAX_INPUT,
} from "../../../../../../exporters/otlp/request/deflate/deflater.ts";
import { MAX_SEQUENCES } from "../../../../../../exporters/otlp/request/deflate/engine/layout.ts";
import { fileOf, readingOf, TABLES } from "../../../../transcoder/any-file.ts";
import { pageOf } from "../../../../transcoder/any-page.ts";
import { byTranscoder } from "../../../../transcoder/both-ways.ts";
import { rowsByTranscoder } from "../../../../transcoder/objects-both-ways.ts";
import { attribute, delimited, noise, requestOf } from "./requests.ts";
import { createRoundTrip, FILLING } from "./round-trip.ts";

const roundTrip = createRoundTrip();
const KIB = 1024;

/** Text that repeats itself now and then. */
const text = fc
	.array(
		fc.oneof(
			fc.constantFrom("LOGIN_NO_ERROR", "https://", "/", "0055j00000", " "),
			fc.string({ maxLength: 30 }),
		),
		{ maxLength: 8 },
	)
	.map((parts) => Buffer.from(parts.join("")));
const bytes = fc
	.uint8Array({ maxLength: 60 })
	.map((content) => Buffer.from(content));
const run = fc
	.tuple(fc.nat(255), fc.nat(2_000))
	.map(([byte, length]) => Buffer.alloc(length, byte));

const value = fc.oneof(text, bytes, run);
const anyAttribute = fc
	.tuple(fc.constantFrom("a", "user.id", "http.url", "x".repeat(200)), value)
	.map(([key, content]) => attribute(key, content));
const anyField = fc.oneof(
	{ weight: 6, arbitrary: anyAttribute },
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.integer({ min: 1, max: 15 }), value)
			.map(([field, content]) => delimited(field, content)),
	},
	{
		weight: 1,
		arbitrary: fc
			.uint8Array({ minLength: 8, maxLength: 8 })
			.map((content) => Buffer.from([0x09, ...content])),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			Buffer.from([0x10, 0x05]),
			Buffer.from([0x10, 0x80, 0x80, 0x01]),
			// Varints and lengths that do not end, or are longer than they need be.
			Buffer.from([0x10, 0x80]),
			Buffer.from([0x32, 0x80, 0x00]),
			Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 0xff]),
			Buffer.from([0x32, 0x7f]),
			Buffer.from([0x32, 0x00]),
			Buffer.from([0x32, 0x02, 0x0a, 0xff]),
			Buffer.from([0x32]),
			Buffer.from([0x45, 1, 2, 3, 4]),
			Buffer.from([0x45, 1]),
			Buffer.from([0x0b]),
		),
	},
);
const record = fc
	.array(anyField, { maxLength: 12 })
	.map((fields) => Buffer.concat(fields));
/** Records come again, and some differ a little. */
const request = fc
	.array(fc.tuple(record, fc.integer({ min: 1, max: 30 }), fc.nat()), {
		maxLength: 6,
	})
	.map((made) =>
		requestOf(
			...made.flatMap(([fields, times, place]) =>
				Array.from({ length: times }, (_, n) => {
					const copy = Buffer.from(fields);
					if (n % 3 === 2 && copy.length > 0) copy[place % copy.length] = n;
					return copy;
				}),
			),
		),
	);

describe("whatever is in a request comes back", () => {
	test("records of any fields", () => {
		fc.assert(
			fc.property(request, (made) => {
				expect(roundTrip(made)).toBeDefined();
			}),
			{ numRuns: 300 },
		);
	});

	test("records of any bytes", () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ size: "large" })), (records) => {
				expect(roundTrip(requestOf(...records))).toBeDefined();
			}),
			{ numRuns: 200 },
		);
	});

	test("several resources and scopes", () => {
		fc.assert(
			fc.property(fc.array(request, { maxLength: 4 }), (made) => {
				expect(roundTrip(Buffer.concat(made))).toBeDefined();
			}),
			{ numRuns: 50 },
		);
	});

	test.each(TABLES.map((table) => [table.eventType, table] as const))(
		"%s, from files and from objects",
		(eventType, table) => {
			const both = fc.tuple(fileOf(table), pageOf(table));
			fc.assert(
				fc.property(both, ([file, { list, ...page }]) => {
					const records = [
						byTranscoder(...fileReading(eventType, file)).records,
						rowsByTranscoder(list, page)?.records ?? [],
					].flat();
					const some = records.map((hex) => Buffer.from(hex, "hex"));
					expect(roundTrip(requestOf(...some, ...some))).toBeDefined();
				}),
				{ numRuns: 3 },
			);
		},
	);
});

function fileReading(
	eventType: string,
	file: Parameters<typeof readingOf>[1],
): Parameters<typeof byTranscoder> {
	const { bytes, ...reading } = readingOf(eventType, file);
	return [bytes, reading];
}

describe("what is no request is left to zlib, or comes back all the same", () => {
	test("any bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ size: "large" }), (made) => {
				roundTrip(made);
			}),
			{ numRuns: 200 },
		);
		expect(roundTrip(Buffer.from('{"resourceLogs":[]}'))).toBeUndefined();
	});

	test("requests with other bytes in them, and those that are cut off", () => {
		fc.assert(
			fc.property(
				request,
				fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
				fc.nat(),
				(made, changes, end) => {
					for (const [place, byte] of changes) made[place % made.length] = byte;
					roundTrip(made);
					roundTrip(made.subarray(0, end % (made.length + 1)));
				},
			),
			{ numRuns: 300 },
		);
	});
});

test("a request that is cut off is none", () => {
	const made = requestOf(attribute("key", noise(30, 7)), Buffer.alloc(5, 0x0a));
	for (let end = 1; end < made.length; end++)
		expect(roundTrip(made.subarray(0, end))).toBeUndefined();
	expect(roundTrip(made)).toBeDefined();
});

describe("matches", () => {
	const text = noise(100, 1);
	// Before and behind the input lies what the gaps are filled with.
	const outside = Buffer.alloc(40, FILLING);

	test("begin with the input, even if what lies before it is alike", () => {
		const field = delimited(3, text.subarray(0, 30));
		const length = field.length + 2 + outside.length + 2 + field.length;
		const start = Buffer.from([0x0a, length]);
		const before = Buffer.concat([outside, start]);
		const made = Buffer.concat([start, field, delimited(3, before), field]);
		expect(made.length).toBe(2 + length);
		expect(roundTrip(made)).toBeDefined();
	});

	test("end with the input, even if what lies behind it is alike", () => {
		const word = Buffer.from("/somewhere");
		const first = attribute("first", Buffer.concat([word, outside]));
		const last = attribute("last", Buffer.concat([noise(9, 8), word]));
		expect(roundTrip(requestOf(first, last))).toBeDefined();
	});

	const between = (length: number) => attribute("between", noise(length, 2));

	test.each([-9, -8, -4, -1, 0, 1, 4, 8, 9])(
		"a value that comes again after 32 KiB and %i bytes",
		(more) => {
			const first = attribute("value", text);
			const around = between(32 * KIB).length - 32 * KIB;
			const gap = between(32 * KIB + more - first.length - around);
			const record = Buffer.concat([first, gap, first]);
			const distance = record.lastIndexOf(text) - record.indexOf(text);
			expect(distance).toBe(32 * KIB + more);
			const { length = 0 } = roundTrip(requestOf(record)) ?? {};
			const alone = roundTrip(requestOf(record.subarray(0, -text.length)));
			// Noise takes its own size, so what is less is a match.
			expect(length < (alone?.length ?? 0) + 50).toBe(more <= 0);
		},
	);

	test.each([1, 2, 3, 4, 257, 258, 259, 260, 261, 515, 516, 517, 30_000])(
		"a value of %i bytes that comes again and again",
		(length) => {
			const field = attribute("value", noise(length, 1));
			const made = requestOf(field, field, Buffer.concat([field, field]));
			expect(roundTrip(made)?.length).toBeLessThan(600 + 1.1 * length);
		},
	);

	test.each([-1, 0, 1, 2, MAX_SEQUENCES])(
		"as many as a block has room for, and %i more",
		(more) => {
			const field = attribute("key", text.subarray(0, 8));
			const fields = Array.from({ length: MAX_SEQUENCES + more }, (_, n) =>
				Buffer.concat([field, Buffer.from([0x09]), noise(8, n)]),
			);
			expect(roundTrip(requestOf(Buffer.concat(fields)))).toBeDefined();
		},
	);
});

describe("sizes", () => {
	test("no request at all", () => {
		expect(roundTrip(Buffer.alloc(0))?.length).toBe(10 + 5 + 8);
	});

	test.each([32 * KIB, 65_534, 65_535, 65_536, 131_070, 131_071, 1_000_000])(
		"about %i bytes that no code makes fewer, in one record and in many",
		(size) => {
			const whole = requestOf(noise(size, 3));
			const parts = Array.from({ length: 40 }, (_, n) =>
				attribute("key", noise(Math.floor(size / 40), n)),
			);
			for (const made of [whole, requestOf(...parts)]) {
				for (const spare of [0, 1, 2, 20]) {
					const shorter = requestOf(noise(size - spare, 3));
					expect(roundTrip(shorter)).toBeDefined();
				}
				expect(roundTrip(made)).toBeDefined();
			}
		},
	);

	test("records that are larger than the window", () => {
		const value = noise(40 * KIB, 4);
		const record = Buffer.concat([
			attribute("large", value),
			attribute("small", value.subarray(0, 50)),
		]);
		expect(roundTrip(requestOf(record, record, record))).toBeDefined();
	});

	test("the largest, of bytes that cost the most and of those that cost the least", () => {
		const around = requestOf(Buffer.alloc(MAX_INPUT - 64)).length;
		const room = 2 * MAX_INPUT - 64 - around;
		// The first block's codes fit what follows as badly as they can.
		const few = attribute("few", Buffer.alloc(8, 0x41));
		const fields = Array.from({ length: 600 }, () =>
			Buffer.concat([few, Buffer.from([0x10, 0x05])]),
		);
		const start = Buffer.concat(fields);
		const rare = noise(room - start.length - 20, 5).map((byte) => byte | 0x80);
		const made = requestOf(Buffer.concat([start, attribute("rare", rare)]));
		expect(made.length).toBeGreaterThan(MAX_INPUT - 64);
		expect(made.length).toBeLessThanOrEqual(MAX_INPUT);
		expect(roundTrip(made)).toBeDefined();
		expect(roundTrip(requestOf(Buffer.alloc(room, 0x32)))).toBeDefined();
		// And a small one in the memory that has grown.
		expect(roundTrip(requestOf(few, few))).toBeDefined();
	});
});

test("the same request is the same bytes, whatever was there before", () => {
	fc.assert(
		fc.property(request, request, (one, other) => {
			const first = Buffer.from(roundTrip(one) ?? []);
			roundTrip(other);
			expect(roundTrip(one)).toEqual(new Uint8Array(first));
		}),
		{ numRuns: 50 },
	);
});

test("what was made is its own memory", () => {
	const { begin, gzip } = createDeflater();
	const made = requestOf(attribute("key", noise(1_000, 6)));
	begin(made.length).set(made);
	const member = gzip(begin(made.length), createBodyMemory()) as Uint8Array;
	expect(member.buffer).not.toBe(begin(0).buffer);
	const copy = Buffer.from(member);
	begin(made.length).fill(0);
	expect(copy.equals(member)).toBe(true);
});
