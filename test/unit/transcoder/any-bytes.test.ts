import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byReference, byTranscoder, comparable } from "./both-ways.ts";

const EVENT_TYPE = "Login";
const HEADER = '"EVENT_TYPE","USER_NAME","RUN_TIME","TIMESTAMP_DERIVED"\n';
const GOOD = '"Login","ada@example.com","61","2026-11-02T09:09:57.374Z"\n';

function bytesOf(...parts: readonly (string | readonly number[])[]): Buffer {
	return Buffer.concat(
		parts.map((part) =>
			typeof part === "string" ? Buffer.from(part) : Buffer.from([...part]),
		),
	);
}

/** Files that a well-behaved writer never writes, and some that only look so. */
const NASTY: Readonly<Record<string, Buffer>> = {
	"an empty file": bytesOf(""),
	"line ends alone": bytesOf("\n\r\n\n"),
	"a header alone": bytesOf(HEADER),
	"a header without a line end": bytesOf(HEADER.trimEnd()),
	"a byte order mark": bytesOf([0xef, 0xbb, 0xbf], HEADER, GOOD),
	"a byte order mark within": bytesOf(HEADER, [0xef, 0xbb, 0xbf], GOOD, GOOD),
	"a header with an open quote": bytesOf('"EVENT_TYPE,"A"\n', GOOD),
	"no line end at the end": bytesOf(HEADER, GOOD, GOOD.trimEnd()),
	"a carriage return at the end": bytesOf(HEADER, GOOD.trimEnd(), "\r"),
	"carriage returns and line feeds": bytesOf(
		HEADER.replaceAll("\n", "\r\n"),
		GOOD.replaceAll("\n", "\r\n"),
		"\r\n",
		GOOD,
		"\n\n",
		GOOD,
	),
	"lone carriage returns": bytesOf(
		HEADER,
		"Login,a\rb,1,\r\n",
		"\r\r\n",
		"a,b\r,c,d\r\r\n",
		GOOD,
	),
	"unquoted cells": bytesOf(HEADER, "Login,ada,61,\n", ",,,\n", GOOD),
	"quotes and line ends in cells": bytesOf(
		HEADER,
		'"Login","say ""hi""","1",""\n',
		'"Login","""","1",""\n',
		'"Login","a\nb\r\nc","1",""""""\n',
		GOOD,
	),
	"a quote in an unquoted cell": bytesOf(HEADER, 'Login,a"b,1,\n', GOOD),
	"text behind a closing quote": bytesOf(HEADER, '"Login","a"b,1,\n', GOOD),
	"a carriage return behind a closing quote": bytesOf(
		HEADER,
		'"Login","a"\rb,1,\n',
		'"Login","a","1",""\r',
	),
	"NUL behind a closing quote": bytesOf(
		HEADER,
		'"Login","a"',
		[0],
		',"1",""\n',
		GOOD,
		'"Login",""',
		[0],
		'"x","1",""\n',
		GOOD,
	),
	"a quote that is never closed": bytesOf(
		HEADER,
		GOOD,
		'"Login","a\n',
		GOOD,
		GOOD,
	),
	"a quote that is never closed, in the last line": bytesOf(
		HEADER,
		GOOD,
		'"Login","a',
	),
	"many broken lines": bytesOf(HEADER, '"a\n"b\n"c\n', GOOD, '"d"e\n"f\n'),
	"rows too short and too long": bytesOf(
		HEADER,
		'"Login"\n',
		'"Login","a","1","","more","and ""more"""\n',
		GOOD,
	),
	"bytes that are not UTF-8": bytesOf(
		HEADER,
		'"Login","a',
		[0xff],
		'b","x',
		[0xc3],
		'",""\n',
		GOOD,
		'"Login","',
		[0xe2, 0x82],
		'","1',
		[0xed, 0xa0, 0x80],
		'",""\n',
	),
	"characters of several bytes": bytesOf(
		HEADER,
		'"Login","é日本😀","1",""\n',
		GOOD,
	),
	"a row larger than most": bytesOf(
		HEADER,
		`"Login","${"x".repeat(70_000)}","1",""\n`,
		GOOD,
	),
};

describe("a corpus of nasty files", () => {
	test.each(Object.entries(NASTY))(
		"%s: both ways give the same, wherever chunks end",
		async (_, bytes) => {
			const reading = { eventType: EVENT_TYPE };
			// Everywhere in the small ones.
			const step = Math.ceil(bytes.length / (bytes.length < 1000 ? 1000 : 20));
			const cuts = [[], [1], [2], [3], [5], [8], [13], [40]];
			for (let border = 1; border < bytes.length; border += step)
				cuts.push([border, bytes.length]);

			const results = cuts.map((cuts) =>
				JSON.stringify(comparable(byTranscoder(bytes, { ...reading, cuts }))),
			);

			expect(new Set(results)).toEqual(
				new Set([JSON.stringify(await byReference(bytes, reading))]),
			);
		},
	);

	test.each(Object.entries(NASTY))(
		"%s: a body that was cut off gives no part of a row",
		async (_, bytes) => {
			const reading = { eventType: EVENT_TYPE, cutOff: true };
			const whole = await byReference(bytes, { eventType: EVENT_TYPE });

			for (const end of [1, 0.3, 0.7, 0.95]) {
				const part = bytes.subarray(0, Math.floor(bytes.length * end));
				const { records } = byTranscoder(part, reading);

				expect(records).toEqual(whole.records.slice(0, records.length));
			}
		},
	);
});

const piece = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom('"', '""', ",", "\n", "\r\n", "\r") },
	{ weight: 3, arbitrary: fc.constantFrom("a", "1", "é", "😀", " ", "\u0000") },
	{
		weight: 2,
		arbitrary: fc.constantFrom('","', '"\n"', '"a","b"\n', "a,b\n"),
	},
	{ weight: 1, arbitrary: fc.constantFrom("\uFEFF", "\uFFFD") },
);
const broken = fc.constantFrom([0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f]);

describe("bytes that only chance has written", () => {
	test("both ways give the same rows and problems", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(piece, { maxLength: 40 }),
				fc.array(fc.integer({ min: 1, max: 20 }), {
					minLength: 1,
					maxLength: 5,
				}),
				fc.constantFrom("", "\uFEFF"),
				fc.integer({ min: 0, max: 4 }),
				async (pieces, cuts, bom, skipRows) => {
					const bytes = bytesOf(bom, "EVENT_TYPE,B\n", ...pieces);
					const reading = { eventType: EVENT_TYPE };
					const expected = await byReference(bytes, reading);

					expect(comparable(byTranscoder(bytes, { ...reading, cuts }))).toEqual(
						expected,
					);
					// What was delivered before counts, and is not delivered again.
					expect(
						byTranscoder(bytes, { ...reading, cuts, skipRows }).records,
					).toEqual(expected.records.slice(skipRows));
				},
			),
			{ numRuns: 400 },
		);
	});

	test("a header of chance is read or refused alike", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(piece, { maxLength: 20 }),
				fc.integer({ min: 1, max: 9 }),
				async (pieces, size) => {
					const bytes = bytesOf(...pieces);
					const reading = { eventType: EVENT_TYPE, cuts: [size] };

					expect(comparable(byTranscoder(bytes, reading))).toEqual(
						await byReference(bytes, reading),
					);
				},
			),
			{ numRuns: 150 },
		);
	});

	test("broken characters are replaced and counted alike", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof(fc.constantFrom("a", '","', '"\n"', "é"), broken), {
					maxLength: 30,
				}),
				fc.integer({ min: 1, max: 20 }),
				async (parts, size) => {
					const bytes = bytesOf('A,B\n"', ...parts, '"\n');
					const reading = { eventType: EVENT_TYPE, cuts: [size] };

					expect(comparable(byTranscoder(bytes, reading))).toEqual(
						await byReference(bytes, reading),
					);
				},
			),
			{ numRuns: 150 },
		);
	});
});

describe("the way of a row", () => {
	test("good rows are transcoded, and only the others are mapped one by one", () => {
		const bytes = NASTY["bytes that are not UTF-8"] as Buffer;

		const { rows, rowsMapped } = byTranscoder(bytes, { eventType: EVENT_TYPE });

		expect({ rows, rowsMapped }).toEqual({ rows: 3, rowsMapped: 2 });
	});

	test("quotes and line ends in cells are no reason to map a row", () => {
		const bytes = NASTY["quotes and line ends in cells"] as Buffer;

		const { rows, rowsMapped } = byTranscoder(bytes, { eventType: EVENT_TYPE });

		expect({ rows, rowsMapped }).toEqual({ rows: 4, rowsMapped: 0 });
	});

	test("a row larger than allowed is set aside alike", async () => {
		const bytes = bytesOf(
			HEADER,
			GOOD,
			`"Login","${"x".repeat(300)}","1",""\n`,
			GOOD,
			`"Login","${'x""y\n'.repeat(100)}","1",""\n`,
			GOOD,
		);
		for (const cuts of [[], [7], [64], [1000]]) {
			const reading = { eventType: EVENT_TYPE, maxRecordBytes: 200, cuts };

			expect(comparable(byTranscoder(bytes, reading))).toEqual(
				await byReference(bytes, reading),
			);
		}
	});

	test("a batch ends at its number of records", () => {
		const bytes = bytesOf(HEADER, GOOD.repeat(7));

		const { batches } = byTranscoder(bytes, {
			eventType: EVENT_TYPE,
			maxBatchRecords: 3,
		});

		expect(batches).toEqual([3, 3, 1]);
	});
});
