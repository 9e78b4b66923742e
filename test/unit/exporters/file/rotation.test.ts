import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backupNames } from "../../../../exporters/file/backups.ts";
import { manualClock } from "../manual-clock.ts";
import {
	filesIn,
	numbersIn,
	openExporter,
	temporaryDirectory,
} from "./archive.ts";

const HALF_A_MEBIBYTE = 512 * 1024;
const DAY_MS = 86_400_000;

/** Two requests of half a MiB and a bit do not fit in a file of 1 MiB. */
function rotating(rotation: Record<string, unknown> = {}, name = "logs.jsonl") {
	const directory = temporaryDirectory();
	const opened = openExporter({
		path: join(directory, name),
		rotation: { max_megabytes: 1, ...rotation },
	});
	return {
		...opened,
		directory,
		async fill(...numbers: number[]) {
			for (const number of numbers) {
				await opened.write(number, HALF_A_MEBIBYTE);
				opened.clock.advance(1_000);
			}
		},
	};
}

describe("rotation", () => {
	test("renames a full file and begins a new one", async () => {
		const { fill, directory } = rotating();
		await fill(1, 2, 3);
		expect(filesIn(directory)).toEqual([
			"logs-2026-11-23T12-00-01.000.jsonl",
			"logs-2026-11-23T12-00-02.000.jsonl",
			"logs.jsonl",
		]);
		expect(
			filesIn(directory).map((file) => numbersIn(join(directory, file))),
		).toEqual([[1], [2], [3]]);
	});

	test("never happens when it is not configured", async () => {
		const directory = temporaryDirectory();
		const { write } = openExporter({ path: join(directory, "logs.jsonl") });
		for (const number of [1, 2, 3]) await write(number, HALF_A_MEBIBYTE);
		expect(filesIn(directory)).toEqual(["logs.jsonl"]);
	});

	test("gives a request that is larger than a file one of its own", async () => {
		const { write, directory } = rotating();
		await write(1);
		await write(2, 3 * HALF_A_MEBIBYTE);
		await write(3);
		const files = filesIn(directory);
		expect(files).toHaveLength(3);
		expect(
			files.flatMap((file) => numbersIn(join(directory, file))).sort(),
		).toEqual([1, 2, 3]);
	});

	test("never writes over a backup of the same moment", async () => {
		const { write, directory } = rotating();
		for (const number of [1, 2, 3]) await write(number, HALF_A_MEBIBYTE);
		expect(filesIn(directory)).toEqual([
			"logs-2026-11-23T12-00-00.000.jsonl",
			"logs-2026-11-23T12-00-00.001.jsonl",
			"logs.jsonl",
		]);
	});

	test("loses no request, in whatever sizes they come at once", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(600_000), { minLength: 1, maxLength: 8 }),
				fc.constantFrom("none", "gzip"),
				async (paddings, compression) => {
					const directory = temporaryDirectory();
					const { exporter, write } = openExporter({
						path: join(directory, "logs"),
						compression,
						rotation: { max_megabytes: 1 },
					});
					await Promise.all(
						paddings.map((padding, number) => write(number, padding)),
					);
					await exporter.shutdown();
					const numbers = filesIn(directory).flatMap((file) =>
						numbersIn(join(directory, file)),
					);
					expect(numbers.sort()).toEqual(paddings.map((_, number) => number));
				},
			),
			{ numRuns: 15 },
		);
	});
});

describe("backups", () => {
	test("are all kept by default", async () => {
		const { fill, directory } = rotating();
		await fill(1, 2, 3, 4, 5);
		expect(filesIn(directory)).toHaveLength(5);
	});

	test("beyond max_backups are deleted, the oldest first, and it is said", async () => {
		const { fill, directory, telemetry } = rotating({ max_backups: 2 });
		await fill(1, 2, 3, 4, 5);
		expect(filesIn(directory)).toEqual([
			"logs-2026-11-23T12-00-03.000.jsonl",
			"logs-2026-11-23T12-00-04.000.jsonl",
			"logs.jsonl",
		]);
		expect(telemetry.lines.map(({ fields }) => fields.path)).toEqual([
			join(directory, "logs-2026-11-23T12-00-01.000.jsonl"),
			join(directory, "logs-2026-11-23T12-00-02.000.jsonl"),
		]);
	});

	test("older than max_days are deleted", async () => {
		const { fill, clock, directory } = rotating({ max_days: 7 });
		await fill(1, 2);
		clock.advance(7 * DAY_MS);
		await fill(3);
		expect(filesIn(directory)).toEqual([
			"logs-2026-11-30T12-00-02.000.jsonl",
			"logs.jsonl",
		]);
	});

	test("are told from every other file", async () => {
		const { fill, directory } = rotating({ max_backups: 1 });
		const others = [
			"logs-2026-11-23T12-00-00.000.txt",
			"logs-2026-11-23.jsonl",
			"logs-important.jsonl",
			"other-2026-11-23T12-00-00.000.jsonl",
		];
		for (const name of others) writeFileSync(join(directory, name), "kept");
		await fill(1, 2, 3, 4);
		expect(filesIn(directory)).toEqual(expect.arrayContaining(others));
	});

	test.each([
		["logs.jsonl", "logs-2026-11-23T12-00-00.000.jsonl"],
		["logs.jsonl.gz", "logs-2026-11-23T12-00-00.000.jsonl.gz"],
		["logs", "logs-2026-11-23T12-00-00.000"],
		[".hidden", ".hidden-2026-11-23T12-00-00.000"],
		["acme.login.json", "acme.login-2026-11-23T12-00-00.000.json"],
	])("of %s are called %s", async (name, backup) => {
		const directory = temporaryDirectory();
		const path = join(directory, name);
		writeFileSync(path, "");
		const now = manualClock().now();
		const names = backupNames(path, false);
		expect(await names.moveAside(now)).toBe(join(directory, backup));
		expect(await names.list()).toEqual([
			{ path: join(directory, backup), time: now },
		]);
	});

	test("are named in local time when that is wanted", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		writeFileSync(path, "");
		const now = new Date(2026, 5, 1, 7, 8, 9, 10).getTime();
		const names = backupNames(path, true);
		expect(await names.moveAside(now)).toMatch(
			/logs-2026-06-01T07-08-09\.010\.jsonl$/,
		);
		expect((await names.list())[0]?.time).toBe(now);
	});
});
