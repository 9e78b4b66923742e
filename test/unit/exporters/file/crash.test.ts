// What a crash leaves behind: nothing that was accepted is missing, and the file is
// readable again after the restart.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import {
	filesIn,
	numbersIn,
	openExporter,
	temporaryDirectory,
} from "./archive.ts";

describe.each(["none", "gzip"])("compression %s", (compression) => {
	test("a file cut off at any byte is readable after the restart, with every whole request", async () => {
		const directory = temporaryDirectory();
		const original = join(directory, "original");
		const source = openExporter({ path: original, compression });
		const ends = [0];
		for (const number of [1, 2, 3]) {
			await source.write(number);
			ends.push(readFileSync(original).length);
		}
		const bytes = readFileSync(original);
		// A file that lacks only the end of its last request keeps that request.
		const path = join(directory, "cut");
		const cuts = Array.from({ length: bytes.length + 1 }, (_, at) => at).filter(
			// Every byte where a request ends and the next begins, some of those between.
			(at) => at % 29 === 0 || ends.some((end) => Math.abs(end - at) < 25),
		);
		for (const length of cuts) {
			writeFileSync(path, bytes.subarray(0, length));
			const { exporter, write, telemetry } = openExporter({
				path,
				compression,
			});
			await write(9);
			await exporter.shutdown();
			const whole = ends.findLastIndex((end) => end <= length);
			const numbers = numbersIn(path).slice(0, -1);
			const expected = [1, 2, 3].slice(0, whole);
			if (numbers.length > whole) {
				expect(numbers).toEqual([...expected, whole + 1]);
				expect(length).toBeGreaterThan((ends[whole + 1] as number) - 22);
			} else {
				expect(numbers).toEqual(expected);
			}
			if (ends.includes(length)) expect(telemetry.lines).toEqual([]);
			expect(filesIn(directory)).toEqual(["cut", "original"]);
		}
	});

	test("kill -9 costs nothing that was accepted", async () => {
		const directory = temporaryDirectory();
		const path = join(directory, "logs.jsonl");
		const accepted = new Set<number>();
		for (const kills of [1, 150]) {
			const child = spawn(
				process.execPath,
				[join(import.meta.dirname, "writing-process.ts"), path, compression],
				{ stdio: ["ignore", "pipe", "inherit"] },
			);
			const exited = once(child, "exit");
			let count = 0;
			for await (const line of createInterface({ input: child.stdout })) {
				accepted.add(Number(line));
				count += 1;
				if (count === kills) child.kill("SIGKILL");
			}
			await exited;
		}
		const last = openExporter({ path, compression });
		await last.write(1_000_000);
		await last.exporter.shutdown();

		const files = filesIn(directory);
		const written = new Set(
			files.flatMap((file) => numbersIn(join(directory, file))),
		);
		expect(accepted.difference(written)).toEqual(new Set());
		expect(written.has(1_000_000)).toBe(true);
		if (compression === "none") expect(files.length).toBeGreaterThan(1);
	});
});
