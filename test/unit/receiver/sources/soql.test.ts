import fc from "fast-check";
import { expect, test } from "vitest";
import { soqlDateTime, soqlString } from "../../../../receiver/sources/soql.ts";

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
