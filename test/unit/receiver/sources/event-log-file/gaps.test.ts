import { describe, expect, test } from "vitest";
import { parseCheckpoint } from "../../../../../receiver/sources/event-log-file/checkpoint.ts";
import { type Collector, createCollector, keyOf } from "./collector.ts";
import { createFakeOrg, type FakeOrg, HOUR, MINUTE } from "./fake-org.ts";

const gapsOf = ({ states }: Collector) => {
	const parsed = parseCheckpoint(states.get(keyOf("Login")) ?? "");
	if ("problem" in parsed) throw new Error(parsed.problem);
	return parsed.state.gaps ?? [];
};
const counted = ({ telemetry }: Collector, reason: string) =>
	telemetry.counts[`salesforce_receiver_gaps/${reason}`] ?? 0;
const iso = (ms: number) => new Date(ms).toISOString();

/** What the org keeps: files of the last `ms`. */
function keep(org: FakeOrg, ms: number): void {
	const kept = org.files.filter(
		({ createdDate }) => createdDate > org.now - ms,
	);
	org.files.splice(0, org.files.length, ...kept);
}

/** A file an hour until `hours` from now, and no poll meanwhile. */
function goOn(org: FakeOrg, hours: number): void {
	for (let hour = 0; hour < hours; hour++) {
		org.now += HOUR;
		org.add({ createdDate: org.now, requestIds: [`at ${iso(org.now)}`] });
	}
	org.now += 5 * MINUTE;
}

describe("an org that keeps files for a day", () => {
	test.each(["stopped", "failing"])(
		"a service that was %s for longer tells the gap once, counts it and remembers it",
		async (how) => {
			const org = createFakeOrg();
			const collector = createCollector(org, org.client());
			goOn(org, 3);
			await collector.poll();
			const read = org.now;
			goOn(org, 30);
			if (how === "stopped") collector.restart();
			keep(org, 24 * HOUR);
			await collector.poll();

			const oldest = org.files[0]?.createdDate ?? 0;
			expect(gapsOf(collector)).toEqual([
				{
					from: iso(read - 5 * MINUTE),
					to: iso(oldest),
					why: "retention",
					foundAt: iso(org.now),
				},
			]);
			expect(counted(collector, "retention")).toBe(1);
			await collector.poll();
			collector.restart();
			await collector.poll();
			expect(counted(collector, "retention")).toBe(1);
			expect(gapsOf(collector)).toHaveLength(1);
		},
	);

	test("a service that was stopped for less tells none", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		goOn(org, 3);
		await collector.poll();
		goOn(org, 22);
		collector.restart();
		keep(org, 24 * HOUR);
		await collector.poll();
		expect(gapsOf(collector)).toEqual([]);
		expect(new Set(collector.delivered).size).toBe(25);
	});

	test("a type that was silent for days is no gap while it is polled", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		goOn(org, 1);
		for (let hour = 0; hour < 60; hour++) {
			await collector.poll();
			org.now += HOUR;
			org.add({ createdDate: org.now, eventType: "Logout" });
			keep(org, 24 * HOUR);
		}
		collector.restart();
		await collector.poll();
		expect(gapsOf(collector)).toEqual([]);
	});

	test("an org without any file left after days is a gap up to now", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		goOn(org, 1);
		await collector.poll();
		org.now += 50 * HOUR;
		keep(org, 24 * HOUR);
		await collector.poll();
		expect(gapsOf(collector)).toMatchObject([{ to: iso(org.now) }]);
	});
});

test("an org that keeps files for a month loses nothing in a week, and that is no gap", async () => {
	const org = createFakeOrg();
	const collector = createCollector(org, org.client());
	goOn(org, 3);
	await collector.poll();
	goOn(org, 7 * 24);
	collector.restart();
	await collector.poll();
	expect(gapsOf(collector)).toEqual([]);
	expect(new Set(collector.delivered).size).toBe(3 + 7 * 24);
});

test("a listed file that has vanished is a gap of its hour; the next one makes it longer", async () => {
	const org = createFakeOrg();
	const client = org.client();
	const collector = createCollector(org, {
		...client,
		openLogFile: (_path, signal) => client.openLogFile("/gone", signal),
	});
	const created = org.now - 2 * HOUR;
	org.add({ createdDate: created });
	org.add({ createdDate: created + HOUR });
	await collector.poll();
	// The fake org makes a file three hours after its hour.
	expect(gapsOf(collector)).toEqual([
		{
			from: iso(created - 3 * HOUR),
			to: iso(created - HOUR),
			why: "file_vanished",
			foundAt: iso(org.now),
		},
	]);
	expect(counted(collector, "file_vanished")).toBe(2);
});
