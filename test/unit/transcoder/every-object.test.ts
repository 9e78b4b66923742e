import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TABLES } from "./any-file.ts";
import { pageOf } from "./any-page.ts";
import { rowsByReference, rowsByTranscoder } from "./objects-both-ways.ts";

describe("every table, any fields, any values", () => {
	test.each(TABLES.map((table) => [table.eventType, table] as const))(
		"%s: JSON and cells give the bytes, uids and problems of the reference",
		(_, table) => {
			fc.assert(
				fc.property(pageOf(table), ({ list, ...reading }) => {
					const expected = rowsByReference(list, reading);

					expect(rowsByTranscoder(list, reading)).toEqual(expected);
					expect(rowsByTranscoder(list, reading, "cells")).toEqual(expected);
				}),
				{ numRuns: 25 },
			);
		},
	);
});
