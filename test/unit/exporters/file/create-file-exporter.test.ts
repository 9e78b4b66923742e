import { execFileSync } from "node:child_process";
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
	filesIn,
	NEVER,
	numbersIn,
	openExporter,
	requestOf,
	temporaryDirectory,
} from "./archive.ts";

const mode = (path: string) => statSync(path).mode & 0o777;

describe("a request", () => {
	test("is one line of OTLP JSON, as it was encoded", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		const { exporter } = openExporter({ path });
		const requests = [
			await requestOf(exporter, 1),
			await requestOf(exporter, 2),
		];
		for (const request of requests) {
			expect(await exporter.send(request, NEVER)).toEqual({ kind: "accepted" });
		}
		expect(readFileSync(path)).toEqual(
			Buffer.concat(requests.flatMap(({ body }) => [body, Buffer.from("\n")])),
		);
	});

	test("with gzip is a member of its own in one valid gzip file", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl.gz");
		const { exporter } = openExporter({ path, compression: "gzip" });
		const first = await requestOf(exporter, 1);
		await exporter.send(first, NEVER);
		await exporter.send(await requestOf(exporter, 2), NEVER);
		const bytes = readFileSync(path);
		expect(bytes.subarray(0, first.body.length).equals(first.body)).toBe(true);
		expect(execFileSync("gzip", ["-dc", path]).toString()).toBe(
			gunzipSync(bytes).toString(),
		);
		expect(numbersIn(path)).toEqual([1, 2]);
	});

	test.each([
		["none", "gzip"],
		["gzip", "none"],
	])(
		"stored under compression %s is written under %s",
		async (before, after) => {
			const directory = temporaryDirectory();
			const old = openExporter({
				path: join(directory, "old"),
				compression: before,
			});
			const path = join(directory, "new");
			const { exporter } = openExporter({ path, compression: after });
			await exporter.send(await requestOf(old.exporter, 7), NEVER);
			expect(numbersIn(path)).toEqual([7]);
		},
	);

	test("that is damaged in the store is set aside", async () => {
		const directory = temporaryDirectory();
		const zipped = openExporter({
			path: join(directory, "zipped"),
			compression: "gzip",
		});
		const request = await requestOf(zipped.exporter, 1);
		const { exporter } = openExporter({ path: join(directory, "plain") });
		const damaged = { ...request, body: request.body.subarray(0, 30) };
		expect(await exporter.send(damaged, NEVER)).toMatchObject({
			kind: "permanent",
			message: expect.stringContaining("can't be decompressed"),
		});
	});

	test("is there when many are sent at once", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		const { write } = openExporter({ path });
		await Promise.all(
			Array.from({ length: 100 }, (_, number) => write(number)),
		);
		expect(numbersIn(path)).toEqual(Array.from({ length: 100 }, (_, n) => n));
	});

	test("is appended by the next process", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		const first = openExporter({ path });
		await first.write(1);
		await first.exporter.shutdown();
		await openExporter({ path }).write(2);
		expect(numbersIn(path)).toEqual([1, 2]);
	});

	test("is not begun when the caller has aborted", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		const { exporter } = openExporter({ path });
		const request = await requestOf(exporter, 1);
		await expect(
			exporter.send(request, AbortSignal.abort(new Error("stopping"))),
		).rejects.toThrow("stopping");
		expect(numbersIn(path)).toEqual([]);
	});
});

describe("the file", () => {
	test("is private from the first byte, and there from the start", () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		openExporter({ path });
		expect(mode(path)).toBe(0o600);
	});

	test("keeps the mode that the operator gave it", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		writeFileSync(path, "");
		chmodSync(path, 0o640);
		await openExporter({ path }).write(1);
		expect(mode(path)).toBe(0o640);
	});

	test("needs its directory", () => {
		const path = join(temporaryDirectory(), "missing", "logs.jsonl");
		expect(() => openExporter({ path })).toThrow(
			/directory .*missing does not exist; make it, or set create_directory: true/,
		);
	});

	test("gets a private directory with create_directory", async () => {
		const directory = join(temporaryDirectory(), "a", "b");
		const path = join(directory, "logs.jsonl");
		await openExporter({ path, create_directory: true }).write(1);
		expect(mode(directory)).toBe(0o700);
		expect(numbersIn(path)).toEqual([1]);
	});

	test("is a regular file", () => {
		expect(() => openExporter({ path: temporaryDirectory() })).toThrow(
			"is not a regular file",
		);
		expect(() => openExporter({ path: "/dev/null" })).toThrow(
			"/dev/null is not a regular file",
		);
	});

	test("belongs to one exporter", async () => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		const { exporter } = openExporter({ path });
		expect(() => openExporter({ path })).toThrow("another exporter writes to");
		await exporter.shutdown();
		await exporter.shutdown();
		openExporter({ path });
	});
});

describe("what others do to the file", () => {
	async function withTwoLines() {
		const directory = temporaryDirectory();
		const path = join(directory, "logs.jsonl");
		const opened = openExporter({ path });
		await opened.write(1);
		await opened.write(2);
		return { ...opened, directory, path };
	}

	test("moved away, it is begun anew", async () => {
		const { write, directory, path } = await withTwoLines();
		renameSync(path, join(directory, "shipped.jsonl"));
		await write(3);
		expect(numbersIn(join(directory, "shipped.jsonl"))).toEqual([1, 2]);
		expect(numbersIn(path)).toEqual([3]);
		expect(mode(path)).toBe(0o600);
	});

	test("deleted, it is begun anew", async () => {
		const { write, path } = await withTwoLines();
		unlinkSync(path);
		await write(3);
		expect(numbersIn(path)).toEqual([3]);
	});

	test("copied and emptied, as logrotate does, it goes on at its beginning", async () => {
		const { write, directory, path } = await withTwoLines();
		copyFileSync(path, join(directory, "copy.jsonl"));
		truncateSync(path);
		await write(3);
		expect(numbersIn(path)).toEqual([3]);
	});

	test("written to, it keeps what they wrote", async () => {
		const { write, path } = await withTwoLines();
		writeFileSync(path, '{"note": "no end of line"}', { flag: "a" });
		await write(3);
		const lines = readFileSync(path, "utf8").trimEnd().split("\n");
		expect(lines).toHaveLength(4);
		expect(lines[2]).toBe('{"note": "no end of line"}');
	});

	test("its directory gone, requests wait until it is back", async () => {
		const directory = join(temporaryDirectory(), "archive");
		mkdirSync(directory);
		const path = join(directory, "logs.jsonl");
		const { exporter, write } = openExporter({ path });
		await write(1);
		rmSync(directory, { recursive: true });
		const request = await requestOf(exporter, 2);
		expect(await exporter.send(request, NEVER)).toEqual({
			kind: "retry",
			message: `can't write to ${path}: its directory is gone (ENOENT)`,
		});
		mkdirSync(directory);
		expect(await exporter.send(request, NEVER)).toEqual({ kind: "accepted" });
		expect(numbersIn(path)).toEqual([2]);
	});
});

describe("a file that was there before", () => {
	test.each([
		["none", '{"unfinished": "but not ours', "put on a line of its own"],
		["none", "a note without an end of line", "put on a line of its own"],
	])("compression %s: %s is %s", async (compression, content) => {
		const path = join(temporaryDirectory(), "logs.jsonl");
		writeFileSync(path, content);
		await openExporter({ path, compression }).write(1);
		const [first, second] = readFileSync(path, "utf8").split("\n");
		expect(first).toBe(content);
		expect(second).toContain("event 1");
	});

	test("gzip of another kind is continued when it is whole", async () => {
		const directory = temporaryDirectory();
		const source = openExporter({ path: join(directory, "source") });
		await source.write(1);
		await source.write(2);
		const path = join(directory, "logs.gz");
		writeFileSync(path, gzipSync(readFileSync(join(directory, "source"))));
		await openExporter({ path, compression: "gzip" }).write(3);
		expect(
			gunzipSync(readFileSync(path))
				.toString()
				.match(/event \d/g),
		).toEqual(["event 1", "event 2", "event 3"]);
	});

	test.each([
		["none", gzipSync("compressed")],
		["gzip", Buffer.from("not compressed")],
		["gzip", gzipSync("x".repeat(10_000)).subarray(0, 25)],
	])(
		"compression %s: what can't be continued is put aside untouched, and said",
		async (compression, content) => {
			const directory = temporaryDirectory();
			const path = join(directory, "logs.jsonl");
			writeFileSync(path, content);
			const { write, telemetry } = openExporter({ path, compression });
			await write(1);
			const backup = "logs-2026-11-23T12-00-00.000.jsonl";
			expect(filesIn(directory)).toEqual([backup, "logs.jsonl"]);
			expect(readFileSync(join(directory, backup))).toEqual(content);
			expect(numbersIn(path)).toEqual([1]);
			expect(telemetry.messages("warn")).toEqual([
				expect.stringContaining("is not appended to"),
			]);
		},
	);
});

const canMount = (() => {
	try {
		execFileSync("unshare", ["-rm", "true"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
})();

describe.skipIf(!canMount)("a full disk", () => {
	test.each(["none", "gzip"])(
		"makes requests wait, leaves no torn line, and is over when there is room (compression %s)",
		(compression) => {
			const directory = temporaryDirectory();
			const script = join(import.meta.dirname, "full-disk-process.ts");
			const output = execFileSync("unshare", [
				"-rm",
				"sh",
				"-c",
				'mount -t tmpfs -o size=128k tmpfs "$1" && exec "$0" "$2" "$1" "$3"',
				process.execPath,
				directory,
				script,
				compression,
			]);
			const { accepted, failure, again, afterwards, lines } = JSON.parse(
				output.toString(),
			);
			expect(accepted.length).toBeGreaterThan(2);
			expect(failure).toEqual({
				kind: "retry",
				message: `can't write to ${directory}/logs.jsonl: no space is left on its disk (ENOSPC)`,
			});
			expect(again).toEqual(failure);
			expect(afterwards).toEqual({ kind: "accepted" });
			expect(lines).toEqual([...accepted, accepted.length]);
		},
	);
});
