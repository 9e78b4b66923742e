// Files that come after the first one of their hour or day.

import { afterEach, describe, expect, test } from "vitest";
import type { LedgerEntry } from "../../../../simulator/log-files/log-file-store.ts";
import type { SimulatorOptions } from "../../../../simulator/options.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";

const HOUR = 3_600_000;
const running: Simulator[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((org) => org.close()));
});

async function start(options: SimulatorOptions): Promise<Simulator> {
	const org = await startSimulator({
		speed: 0,
		start_time: "2026-11-23T12:30:00Z",
		hours: 4,
		streams: ["login", "apex"],
		...options,
	});
	running.push(org);
	return org;
}

const rows = (files: readonly LedgerEntry[]) =>
	files.flatMap((file) =>
		[...(file.content.rows() ?? [])].map((row) => JSON.stringify(row)),
	);

/** Files by hour and type. */
function hours(org: Simulator): LedgerEntry[][] {
	const byHour = Map.groupBy(
		org.ledger(),
		({ eventType, logDate }) => `${eventType} ${logDate}`,
	);
	return [...byHour.values()];
}

describe("late hourly files", () => {
	test("have the rows that the first one lacks, hours later", async () => {
		const whole = await start({});
		const parted = await start({ late_rows: { share: 0.2, sequences: 3 } });
		parted.advance(8 * HOUR);
		let late = 0;
		for (const files of hours(parted)) {
			const [first, ...later] = files as [LedgerEntry, ...LedgerEntry[]];
			const complete = whole
				.ledger()
				.find(
					({ eventType, logDate }) =>
						eventType === first.eventType && logDate === first.logDate,
				);
			if (!complete) continue;
			expect(rows(files).sort()).toEqual(rows([complete]).sort());
			for (const file of later) {
				late++;
				expect(file.createdDate - first.createdDate).toBe(
					(file.sequence - first.sequence) * 3 * HOUR,
				);
			}
		}
		expect(late).toBeGreaterThan(8);
	});

	test("repeat some rows when they are told to", async () => {
		const org = await start({
			rows_per_hour: 400,
			late_rows: { share: 0.2, repeated: 0.3 },
		});
		org.advance(3 * HOUR);
		const [first, second] = hours(org).find(
			(files) => files[0]?.eventType === "Login",
		) as [LedgerEntry, LedgerEntry];
		expect([first.sequence, second.sequence]).toEqual([1, 2]);
		const known = new Set(rows([first]));
		const repeated = rows([second]).filter((row) => known.has(row));
		expect(repeated.length).toBeGreaterThan(30);
		expect(repeated.length).toBeLessThan(second.rowCount ?? 0);
		expect(second.rowCount).toBe(rows([second]).length);
	});
});

describe.each(["same_id", "new_id"] as const)("a daily file (%s)", (mode) => {
	test("is replaced by one with all rows", async () => {
		const org = await start({
			hours: 24,
			interval: "daily",
			daily_replacement: mode,
			streams: ["login"],
		});
		const [before] = org.ledger().filter(({ fate }) => fate === "present");
		org.advance(6 * HOUR);
		const replaced = org
			.ledger()
			.find(({ id, fate }) => id === before?.id && fate === "replaced");
		const after = org
			.ledger()
			.find(
				({ logDate, fate }) =>
					fate === "present" && logDate === before?.logDate,
			);
		expect(replaced).toBeDefined();
		expect(after?.id === before?.id).toBe(mode === "same_id");
		expect(after?.createdDate).toBe((before?.createdDate ?? 0) + 12 * HOUR);
		const known = new Set(rows([after as LedgerEntry]));
		const first = rows([before as LedgerEntry]);
		expect(first.length).toBeLessThan(known.size);
		expect(first.every((row) => known.has(row))).toBe(true);
	});
});

test("files of several types share a second now and then", async () => {
	const org = await start({});
	const seconds = org.ledger().map(({ createdDate }) => createdDate);
	expect(new Set(seconds).size).toBeLessThan(seconds.length);
	const ids = org.ledger().map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
});
