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

test("remembers at least two generations back, and forgets in the end", () => {
	// 12 entries a generation.
	const table = createOccurrenceTable({ maxSlots: 16, parts: 1 });
	const note = (n: number) => table.note((n * 0x9e3779b1) >>> 0, n << 8);
	expect(note(0)).toBe(0);
	for (let n = 1; n <= 11; n++) expect(note(n)).toBe(0);
	// The first two generations are full; their rows are still known in the third.
	for (let n = 12; n <= 34; n++) expect(note(n)).toBe(0);
	expect(note(0)).toBe(1);
	expect(note(0)).toBe(2);
	expect(note(12)).toBe(1);
	// Three generations later it is gone.
	for (let n = 35; n <= 80; n++) expect(note(n)).toBe(0);
	expect(note(0)).toBe(0);
});

test("a file of a million rows is known to the last one, from all its generations", () => {
	const table = createOccurrenceTable();
	const fingerprintOf = (n: number): [number, number] => [
		Math.imul(n, 0x9e3779b1) >>> 0,
		Math.imul(n, 0x85ebca6b) >>> 0,
	];
	const rows = 2 ** 20;
	let known = 0;
	for (let n = 0; n < rows; n++) known += table.note(...fingerprintOf(n));
	expect(known).toBe(0);
	for (const n of [0, 1, rows / 2, rows - 1])
		expect(table.note(...fingerprintOf(n))).toBe(1);
});

test("counts rows that come hundreds of times, while others come and it grows", () => {
	const table = createOccurrenceTable();
	for (let n = 0; n < 1000; n++) {
		expect(table.note(1, 2)).toBe(n);
		for (let other = 0; other < 3; other++)
			expect(table.note(((n * 3 + other) * 0x9e3779b1) >>> 0, 9)).toBe(0);
	}
});

test("still knows hundreds of times in the next generation", () => {
	const table = createOccurrenceTable({ maxSlots: 16, parts: 1 });
	for (let n = 0; n < 300; n++) table.note(7, 7);
	for (let n = 1; n <= 12; n++) table.note((n * 0x9e3779b1) >>> 0, n);
	expect(table.note(7, 7)).toBe(300);
	expect(table.note(7, 7)).toBe(301);
});
