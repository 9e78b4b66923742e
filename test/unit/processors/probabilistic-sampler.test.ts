import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import { processorOf } from "./processor.ts";
import { recordOf } from "./records.ts";

const COUNT = 20_000;

const withUid = (uid: string) => recordOf({ "log.record.uid": uid });
const digest = (n: number) => createHash("md5").update(`${n}`).digest("hex");

/** The kinds of uid that there are. */
const UIDS: Readonly<Record<string, (n: number) => string>> = {
	"hashes of rows": digest,
	"UUIDs of events": (n) =>
		digest(n).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
	"ids of the setup audit trail, one after the other": (n) =>
		`0Ym5j0000${n.toString(36).padStart(6, "0")}CAA`,
};

const sampler = (percentage: number, seed = 0) =>
	processorOf(
		"probabilistic_sampler",
		`{ sampling_percentage: ${percentage}, hash_seed: ${seed} }`,
	);

test.each(Object.keys(UIDS))("of %s the share is kept", (kind) => {
	const records = Array.from({ length: COUNT }, (_, n) =>
		withUid(UIDS[kind]?.(n) ?? ""),
	);
	for (const percentage of [1, 10, 50, 99.5]) {
		const expected = (COUNT * percentage) / 100;
		// Five standard deviations.
		const margin = 5 * Math.sqrt(expected * (1 - percentage / 100));
		const kept = sampler(percentage).process(records).length;
		expect(Math.abs(kept - expected)).toBeLessThan(margin);
	}
});

test("the same records are chosen every time, and with a larger percentage as well", () => {
	fc.assert(
		fc.property(
			fc.array(fc.string(), { maxLength: 50 }),
			fc.double({ min: 0, max: 100, noNaN: true }),
			fc.double({ min: 0, max: 100, noNaN: true }),
			fc.integer({ min: 0, max: 2 ** 32 - 1 }),
			(uids, a, b, seed) => {
				const records = uids.map(withUid);
				const [less, more] = [Math.min(a, b), Math.max(a, b)].map(
					(percentage) => new Set(sampler(percentage, seed).process(records)),
				) as [Set<LogRecord>, Set<LogRecord>];
				const again = new Set(sampler(Math.min(a, b), seed).process(records));
				expect(less).toEqual(again);
				expect(less.isSubsetOf(more)).toBe(true);
			},
		),
		{ numRuns: 30 },
	);
});

test("another seed chooses others", () => {
	const records = Array.from({ length: 200 }, (_, n) => withUid(digest(n)));
	expect(sampler(50, 1).process(records)).not.toEqual(
		sampler(50, 2).process(records),
	);
});

test("100 keeps all of them in their array, 0 none, and a record without a uid stays", () => {
	const records = Array.from({ length: 100 }, (_, n) => withUid(digest(n)));
	expect(sampler(100).process(records)).toBe(records);
	const none = sampler(0);
	const anonymous = recordOf({});
	expect(none.process([...records, anonymous])).toEqual([anonymous]);
	expect(
		none.total("salesforce_processor_dropped_log_records", {
			reason: "not_sampled",
		}),
	).toBe(100);
});
