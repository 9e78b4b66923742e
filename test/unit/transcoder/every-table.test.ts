import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileOf, readingOf, TABLES } from "./any-file.ts";
import { byReference, byTranscoder, comparable } from "./both-ways.ts";

describe("every table, any header, any cells, any chunks", () => {
	test.each(TABLES.map((table) => [table.eventType, table] as const))(
		"%s: both ways give the same bytes, uids and problems",
		async (eventType, table) => {
			await fc.assert(
				fc.asyncProperty(fileOf(table), async (file) => {
					const { bytes, ...reading } = readingOf(eventType, file);

					const transcoded = byTranscoder(bytes, reading);

					expect(comparable(transcoded)).toEqual(
						await byReference(bytes, reading),
					);
				}),
				{ numRuns: 25 },
			);
		},
	);
});
