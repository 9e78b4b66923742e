import fc from "fast-check";
import { expect, test } from "vitest";
import { createOccurrenceTable } from "../../../../receiver/mapping/occurrence-table.ts";

const half = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const fingerprint = fc.tuple(
	fc.oneof(half, fc.constantFrom(0, 1, 2 ** 32 - 1)),
	fc.oneof(half, fc.constantFrom(0, 1)),
);

test("counts like a map, while it grows", () => {
	fc.assert(
		fc.property(
			fc.array(fingerprint, { maxLength: 3000, size: "max" }),
			(fingerprints) => {
				const table = createOccurrenceTable();
				const counts = new Map<string, number>();
				for (const [high, low] of [...fingerprints, ...fingerprints]) {
					const key = `${high} ${low}`;
					const before = counts.get(key) ?? 0;
					counts.set(key, before + 1);
					expect(table.note(high, low)).toBe(before);
				}
			},
		),
		{ numRuns: 20 },
	);
});

test("remembers at least one generation back, and forgets in the end", () => {
	// 12 entries a generation.
	const table = createOccurrenceTable(16);
	const note = (n: number) => table.note((n * 0x9e3779b1) >>> 0, n);
	expect(note(0)).toBe(0);
	for (let n = 1; n <= 11; n++) expect(note(n)).toBe(0);
	// The first generation is full; its rows are still known in the second.
	for (let n = 12; n <= 22; n++) expect(note(n)).toBe(0);
	expect(note(0)).toBe(1);
	expect(note(0)).toBe(2);
	// Two generations later it is gone.
	for (let n = 23; n <= 50; n++) expect(note(n)).toBe(0);
	expect(note(0)).toBe(0);
});
