// The judge of the soak, judged: what it must not let pass.

import { expect, test } from "vitest";
import {
	judge,
	type Soak,
	type SoakSample,
} from "../../../../bench/soak/report.ts";

const MIB = 1024 ** 2;
const RECORDS = 1_000_000;

const FINE = {
	records: RECORDS,
	repeated: 0,
	unheard: 7,
	unknown: 0,
	requests: 100,
	troubles: 10,
};

/** Four samples a tenth; `changes` are made to the n-th of the 40. */
function soak(
	changes: (n: number) => Partial<SoakSample> = () => ({}),
	different: Partial<Soak> = {},
): Soak {
	return {
		machine: "here",
		records: RECORDS,
		eventTypes: 50,
		files: 5_000,
		hours: 100,
		backends: [FINE, FINE],
		samples: Array.from({ length: 40 }, (_, n) => ({
			records: ((n + 0.5) / 40) * RECORDS,
			seconds: n,
			rssBytes: 200 * MIB + (n % 4) * MIB,
			descriptors: 40 + (n % 3),
			databaseBytes: 30 * MIB,
			...changes(n),
		})),
		...different,
	};
}

test("what swings and does not grow is flat, whatever the first tenth was like", () => {
	const verdict = judge(soak((n) => (n < 4 ? { rssBytes: 80 * MIB } : {})));
	expect(verdict.problems).toEqual([]);
	expect(verdict.text).toContain("flat after the first tenth");
});

test.each([
	["RSS, MiB", (n: number) => ({ rssBytes: (200 + n) * MIB })],
	["file descriptors", (n: number) => ({ descriptors: 40 + n })],
	["database, MiB", (n: number) => ({ databaseBytes: (30 + n) * MIB })],
] as const)("%s that grow to the end are told", (what, growing) => {
	const { problems, text } = judge(soak(growing));
	expect(problems).toEqual([expect.stringContaining(`${what}: grew from`)]);
	expect(text).toContain("**Failed**");
});

test.each([
	["lacks 1 record", { records: RECORDS - 1 }],
	["2 records that nobody published", { unknown: 2 }],
	["3 answered records again", { repeated: 3 }],
] as const)("a backend that %s is told", (words, different) => {
	const backends = [FINE, { ...FINE, ...different }];
	const { problems } = judge(soak(undefined, { backends }));
	expect(problems).toEqual([expect.stringContaining(words)]);
	expect(problems[0]).toContain("backend 2");
});
