// The judge of the crash tests, judged: what it must not let pass.

import { expect, test } from "vitest";
import type { TakenRequest } from "../../crash/crash-backend.ts";
import { judge, type Verdict } from "../../crash/oracle.ts";

const RECORDS = ["a", "b", "c", "d"];

function taken(
	uids: string,
	run = 1,
	different: Partial<TakenRequest> = {},
): TakenRequest {
	return { run, uids: [...uids], unheard: false, ...different };
}

function verdictOn(
	requests: readonly TakenRequest[],
	different: Partial<Verdict> = {},
	changed: readonly string[] = [],
): string[] {
	const records = new Map(
		requests.flatMap(({ uids }) => uids.map((uid) => [uid, "a record"])),
	);
	return judge(
		{ taken: requests, records, changed },
		{
			backend: "backend",
			published: { due: new Set(RECORDS), known: new Set(RECORDS) },
			setAside: new Set(),
			numConsumers: 1,
			killedRuns: new Set([1]),
			forgot: false,
			...different,
		},
	);
}

test("everything once is right", () => {
	expect(verdictOn([taken("ab"), taken("cd")])).toEqual([]);
});

test("what is missing is lost, unless it was set aside", () => {
	const requests = [taken("ab"), taken("c")];
	expect(verdictOn(requests)).toEqual(["backend: 1 records lost, such as d"]);
	expect(verdictOn(requests, { setAside: new Set("d") })).toEqual([]);
});

test("what nobody has published is found", () => {
	expect(verdictOn([taken("abcdx")])).toEqual([
		"backend: 1 records not in the ledger, such as x",
	]);
});

test("what was replaced by something newer may arrive, and need not", () => {
	const published = { due: new Set("abcd"), known: new Set("abcdx") };
	expect(verdictOn([taken("abcdx")], { published })).toEqual([]);
	expect(verdictOn([taken("abcd")], { published })).toEqual([]);
});

test("a request in flight at a kill may come again, as it was", () => {
	const requests = [taken("ab"), taken("cd"), taken("cd", 2)];
	expect(verdictOn(requests)).toEqual([]);
	expect(verdictOn(requests, {}, ["c"])).toEqual([
		"backend: 1 records came again as another record, such as c",
	]);
});

test("no more requests of a killed run may come again than there are consumers", () => {
	const requests = [taken("ab"), taken("cd"), taken("abcd", 2)];
	expect(verdictOn(requests)).toEqual([
		expect.stringContaining("2 requests of the killed run 1 came again"),
	]);
	expect(verdictOn(requests, { numConsumers: 2 })).toEqual([]);
});

test("nothing of a run that was stopped properly may come again", () => {
	const requests = [taken("abcd"), taken("a", 2)];
	expect(verdictOn(requests, { killedRuns: new Set() })).toEqual([
		expect.stringContaining("of an acknowledged request of run 1 came again"),
	]);
});

test("nothing acknowledged may come again in the same run", () => {
	expect(verdictOn([taken("abcd"), taken("a")])).toEqual([
		expect.stringContaining("of an acknowledged request of run 1 came again"),
	]);
});

test("a request whose answer was spoilt has to come again", () => {
	const requests = [taken("abcd", 1, { unheard: true }), taken("abcd", 1)];
	expect(verdictOn(requests, { killedRuns: new Set() })).toEqual([]);
});
