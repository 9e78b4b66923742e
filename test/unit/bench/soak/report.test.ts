// The judge of the soak, judged: what it must not let pass.

import { expect, test } from "vitest";
import type { ProcessSample } from "../../../../bench/soak/process-sample.ts";
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

const SAMPLE: ProcessSample = {
	rssBytes: 200 * MIB,
	descriptors: 40,
	databaseBytes: 12 * MIB,
};

/** The database at rest after the n-th tenth. */
const rests = (mebibytes: (n: number) => number) =>
	Array.from({ length: 10 }, (_, n) => ({
		...SAMPLE,
		databaseBytes: mebibytes(n) * MIB,
	}));

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
		rests: rests(() => 12),
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
] as const)("%s that grow to the end are told", (what, growing) => {
	const { problems, text } = judge(soak(growing));
	expect(problems).toEqual([expect.stringContaining(`${what}: grew from`)]);
	expect(text).toContain("**Failed**");
});

test("a database that grows from rest to rest is told", () => {
	const { problems } = judge(soak(undefined, { rests: rests((n) => 12 + n) }));
	expect(problems).toEqual([
		"database, MiB: grew from 14 to 20 after the first tenth",
	]);
});

test("a database that is larger only while more records wait does not grow", () => {
	const growing = (n: number) => ({ databaseBytes: (30 + n) * MIB });
	expect(judge(soak(growing)).problems).toEqual([]);
});

test("a soak that never came to rest is no proof", () => {
	const { problems } = judge(
		soak(undefined, { rests: rests(() => 12).slice(1) }),
	);
	expect(problems).toEqual(["database, MiB: not measured in each tenth"]);
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
