import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byReference, byTranscoder, comparable } from "./both-ways.ts";
import { bytesOf, EVENT_TYPE, GOOD, HEADER, NASTY } from "./nasty-files.ts";

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
