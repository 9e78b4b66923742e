import fc from "fast-check";
import { expect, test } from "vitest";
import {
	parseDateTime,
	soqlDateTime,
	soqlString,
} from "../../../../receiver/sources/soql.ts";

test("no string can leave its quotes", () => {
	fc.assert(
		fc.property(
			fc.string({ unit: fc.constantFrom("'", "\\", '"', "\n", "a", " ") }),
			(value) => {
				const literal = soqlString(value);
				expect(literal).toMatch(/^'(?:[^'\\\n]|\\['"\\nrtbf])*'$/);
				const read = literal
					.slice(1, -1)
					.replace(/\\(.)/g, (_, char) => (char === "n" ? "\n" : char));
				expect(read).toBe(value);
			},
		),
	);
});

test("a dateTime has no quotes", () => {
	expect(soqlDateTime(Date.UTC(2026, 10, 22))).toBe("2026-11-22T00:00:00.000Z");
});

test.each([
	["2026-11-22T10:04:35.123+0000", "2026-11-22T10:04:35.123Z"],
	["2026-11-22T10:04:35.123Z", "2026-11-22T10:04:35.123Z"],
	["2026-11-22T10:04:35+0200", "2026-11-22T08:04:35Z"],
	["2026-11-22T10:04:35.123999+00:00", "2026-11-22T10:04:35.123Z"],
	["1969-12-31T23:59:59.500+0000", "1969-12-31T23:59:59.500Z"],
])("a dateTime as the API writes it, %s, is %s", (text, expected) => {
	expect(parseDateTime(text)).toBe(Date.parse(expected));
});

test("what is no dateTime is none", () => {
	for (const text of ["", "now", "20261122100435.123"])
		expect(parseDateTime(text)).toBeUndefined();
});
