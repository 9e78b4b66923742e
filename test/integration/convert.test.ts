// `convert`: files that somebody has downloaded, into OTLP, without an org.

import { once } from "node:events";
import {
	copyFileSync,
	createReadStream,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, test } from "vitest";
import type { ArrivedRecord } from "./support/arrived-record.ts";
import { HEADER, loginCsv, loginLines, loginRow } from "./support/login-csv.ts";
import { startBackend, unusedPort } from "./support/otlp-backend.ts";
import { readJsonRequest } from "./support/otlp-json.ts";
import { readProtobufRequest } from "./support/otlp-protobuf.ts";
import { runProduct, startProduct } from "./support/product-process.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** A real header and row, published by a Salesforce customer. */
const SAMPLE = join(
	import.meta.dirname,
	"../fixtures/event-log-files/login-2023.csv",
);
const ONE_OF_EACH =
	/^1 file, 1 row, 1 record; set aside: 0 rows, 0 cells; [\d.]+ s(?:, \d+ records\/s)?\n$/;

const SAMPLE_RECORD = {
	timeUnixNano: 1_702_878_511_655_000_000n,
	severityText: "INFO",
	eventName: "salesforce.login",
	attributes: {
		"user.name": "salesforceinstance@devtest.in",
		"client.address": "103.108.207.58",
		"salesforce.client.label": "Salesforce.com IP",
		"salesforce.db.total_time_ms": 1051n,
		"salesforce.login.type": "Remote Access 2.0",
		"url.path": "/services/oauth2/token",
	},
	resource: { "service.name": "salesforce" },
};

/** The requests of an otlp_proto file: a length of four bytes, big-endian, before each. */
function readFrames(bytes: Buffer): ArrivedRecord[] {
	const records: ArrivedRecord[] = [];
	for (let at = 0; at < bytes.length; ) {
		const length = bytes.readUInt32BE(at);
		records.push(
			...readProtobufRequest(bytes.subarray(at + 4, at + 4 + length)),
		);
		at += 4 + length;
	}
	return records;
}

/** The requests of an otlp_json file, one a line. */
function readLines(text: string): ArrivedRecord[] {
	return text
		.trimEnd()
		.split("\n")
		.flatMap((line) => readJsonRequest(Buffer.from(line)));
}

function requestIds(records: readonly ArrivedRecord[]): unknown[] {
	return records.map((record) => record.attributes["salesforce.request.id"]);
}

describe.concurrent("a real file", () => {
	// picocolors colours whatever is printed in CI, pipes too.
	test("is readable text, in CI too", async ({ expect }) => {
		const { code, stdout, stderr } = await runProduct(["convert", SAMPLE], {
			env: { CI: "true" },
		});
		expect(code).toBe(0);
		expect(stdout).toMatch(
			/^2023-12-18T05:48:31\.655Z {2}INFO {3}Login succeeded for salesforceinstance@devtest\.in from 103\.108\.207\.58 {2}[^\n]+\n$/,
		);
		expect(stderr).toMatch(ONE_OF_EACH);
	});

	test("is OTLP in JSON", async ({ expect }) => {
		const { code, stdout, stderr } = await runProduct([
			"convert",
			"--to",
			"otlp_json",
			"--instance-url",
			"https://acme.my.salesforce.com",
			SAMPLE,
		]);
		expect(code).toBe(0);
		expect(readLines(stdout)).toMatchObject([
			{
				...SAMPLE_RECORD,
				resource: {
					"service.name": "salesforce",
					"salesforce.organization.id": "00D5j00000DgAYGEA3",
					"salesforce.instance.url": "https://acme.my.salesforce.com",
				},
			},
		]);
		expect(stderr).toMatch(ONE_OF_EACH);
	});

	test("is OTLP in Protobuf, in a file", async ({ expect }) => {
		using directory = temporaryDirectory();
		const output = join(directory.path, "login.otlp");
		const { code, stdout } = await runProduct([
			"convert",
			"--to",
			"otlp_proto",
			"--output",
			output,
			SAMPLE,
		]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
		expect(readFrames(readFileSync(output))).toMatchObject([SAMPLE_RECORD]);
	});

	test("may be compressed, whatever its name", async ({ expect }) => {
		using directory = temporaryDirectory();
		const compressed = join(directory.path, "login.csv.gz");
		const renamed = join(directory.path, "login.csv");
		writeFileSync(compressed, gzipSync(readFileSync(SAMPLE)));
		copyFileSync(compressed, renamed);
		const { code, stdout } = await runProduct([
			"convert",
			"--to",
			"otlp_json",
			compressed,
			renamed,
		]);
		expect(code).toBe(0);
		expect(readLines(stdout)).toMatchObject([SAMPLE_RECORD, SAMPLE_RECORD]);
	});

	test.for([
		["plain", (bytes: Buffer) => bytes],
		["compressed", (bytes: Buffer) => gzipSync(bytes)],
	] as const)(
		"may come from standard input (%s)",
		async ([, encode], { expect }) => {
			const { code, stdout, stderr } = await runProduct(
				["convert", "--to", "otlp_json", "-"],
				{ stdin: encode(readFileSync(SAMPLE)) },
			);
			expect(code).toBe(0);
			expect(readLines(stdout)).toMatchObject([SAMPLE_RECORD]);
			expect(stderr).toMatch(ONE_OF_EACH);
		},
	);

	test("keeps its rows as they were when asked to", async ({ expect }) => {
		const { stdout } = await runProduct([
			"convert",
			"--include-original",
			"--to",
			"otlp_json",
			SAMPLE,
		]);
		const [record] = readLines(stdout);
		expect(record?.attributes["log.record.original"]).toContain(
			"4u6LyuMrDvb_G-l1cJIQk-",
		);
	});
});

describe.concurrent("to a backend", () => {
	test("the records are delivered with the given headers", async ({
		expect,
	}) => {
		await using backend = await startBackend();
		const { code, stdout } = await runProduct([
			"convert",
			"--endpoint",
			backend.url,
			"--header",
			"Authorization=ApiKey a=b",
			SAMPLE,
		]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
		expect(backend.records).toMatchObject([SAMPLE_RECORD]);
		expect(backend.requests[0]).toMatchObject({
			path: "/v1/logs",
			headers: { authorization: "ApiKey a=b" },
		});
	});

	test("a passing refusal is retried", async ({ expect }) => {
		await using backend = await startBackend((_, index) => ({
			status: index === 0 ? 503 : 200,
			// Sooner than the first interval can't be had.
			headers: { "retry-after": "0" },
		}));
		const { code, stderr } = await runProduct([
			"convert",
			"--endpoint",
			backend.url,
			"--to",
			"otlp_json",
			SAMPLE,
		]);
		expect(code).toBe(0);
		expect(backend.requests).toHaveLength(2);
		expect(stderr).toContain("HTTP 503");
	});

	test("a refusal for good is exit code 1, and counted", async ({ expect }) => {
		await using backend = await startBackend(() => ({
			status: 400,
			body: "no such data stream",
		}));
		const { code, stderr } = await runProduct([
			"convert",
			"--endpoint",
			backend.url,
			SAMPLE,
		]);
		expect(code).toBe(1);
		expect(stderr).toContain("no such data stream");
		expect(stderr).toContain("the backend refused 1 record");
	});

	test("a partial refusal is exit code 1, and counted", async ({ expect }) => {
		await using backend = await startBackend(() => ({
			status: 200,
			headers: { "content-type": "application/json" },
			body: JSON.stringify({
				partialSuccess: { rejectedLogRecords: 1, errorMessage: "too old" },
			}),
		}));
		const { code, stderr } = await runProduct([
			"convert",
			"--endpoint",
			backend.url,
			SAMPLE,
		]);
		expect(code).toBe(1);
		expect(stderr).toContain("too old");
	});

	test.for([
		[["--endpoint", "collector:4318"], "endpoint"],
		[["--endpoint", "http://localhost:4318", "--output", "x"], "--output"],
		[["--to", "parquet"], "text, otlp_json, otlp_proto"],
	] as const)(
		"%j is a wrong usage: exit code 2",
		async ([options, text], { expect }) => {
			const { code, stdout, stderr } = await runProduct([
				"convert",
				...options,
				SAMPLE,
			]);
			expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
			expect(stderr).toContain(text);
			expect(stderr).not.toContain("    at ");
		},
	);

	test("SIGINT ends the waiting for a backend that is not there", async ({
		expect,
	}) => {
		const port = await unusedPort();
		await using product = startProduct([
			"convert",
			"--endpoint",
			`http://127.0.0.1:${port}`,
			SAMPLE,
		]);
		await product.until(() => product.stderr.includes("connection refused"));
		product.kill("SIGINT");
		expect(await product.exited).not.toMatchObject({ code: 0 });
	});
});

describe.concurrent("what can't be read", () => {
	test("a row that is lost is exit code 1, and named; the others are there", async ({
		expect,
	}) => {
		const csv =
			HEADER +
			loginLines(loginRow("a")) +
			'"Login","too short"\n' +
			loginLines(loginRow("b", { RUN_TIME: "fast" }));
		const { code, stdout, stderr } = await runProduct(
			["convert", "--to", "otlp_json", "-"],
			{ stdin: Buffer.from(csv) },
		);
		expect(code).toBe(1);
		expect(requestIds(readLines(stdout))).toEqual(["a", "b"]);
		expect(stderr).toContain("row 2 has 2 cells, the header 11");
		expect(stderr).toContain("RUN_TIME");
		expect(stderr).toContain("3 rows, 2 records; set aside: 1 row, 1 cell;");
	});

	test("a cell that is set aside loses no row: exit code 0", async ({
		expect,
	}) => {
		const csv = HEADER + loginLines(loginRow("a", { RUN_TIME: "fast" }));
		const { code } = await runProduct(["convert", "-"], {
			stdin: Buffer.from(csv),
		});
		expect(code).toBe(0);
	});

	test("a missing, a foreign, a cut-off file keep no other one back", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		const file = (name: string, content: string | Buffer) => {
			const path = join(directory.path, name);
			writeFileSync(path, content);
			return path;
		};
		const foreign = file("page.csv", "<html>\n<p>Sign in</p>\n</html>\n");
		const cut = file(
			"cut.csv.gz",
			gzipSync(loginCsv("x", "y", "z")).subarray(0, -40),
		);
		const good = file("good.csv", loginCsv("a", "b"));
		const { code, stdout, stderr } = await runProduct([
			"convert",
			"--to",
			"otlp_json",
			join(directory.path, "missing.csv"),
			directory.path,
			foreign,
			cut,
			good,
		]);
		expect(code).toBe(1);
		expect(requestIds(readLines(stdout)).slice(-2)).toEqual(["a", "b"]);
		for (const name of [
			join(directory.path, "missing.csv"),
			directory.path,
			foreign,
			cut,
		]) {
			expect(
				stderr.split("\n").filter((line) => line.startsWith(`${name}: `)),
			).toHaveLength(1);
		}
		expect(stderr).not.toContain("    at ");
	});

	test.for([
		["no bytes", ""],
		["a header alone", HEADER],
	])("%s makes no record, and is no failure", async ([, csv], { expect }) => {
		const { code, stdout, stderr } = await runProduct(["convert", "-"], {
			stdin: Buffer.from(csv ?? ""),
		});
		expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
		expect(stderr).toContain("0 rows, 0 records");
	});
});

describe.concurrent("the output", () => {
	test("may be closed early by its reader, as `head` does", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		const large = join(directory.path, "large.csv");
		const rows = Array.from({ length: 5_000 }, (_, index) => `row-${index}`);
		writeFileSync(large, loginCsv(...rows));
		await using product = startProduct(["convert", large, large, large]);
		await product.until(() => product.stdout.length > 0);
		product.closeStdout();
		const { signal } = await product.exited;
		expect(signal).toBeNull();
		expect(product.stderr).not.toMatch(/EPIPE|^node:|Node\.js v/m);
	});

	test("that can't be written is exit code 1 with a reason", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		const output = join(directory.path, "nowhere", "x.txt");
		const { code, stdout, stderr } = await runProduct([
			"convert",
			"--output",
			output,
			SAMPLE,
		]);
		expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
		expect(stderr.trim().split("\n").at(-1)).toContain(`${output}: ENOENT`);
		expect(stderr).not.toMatch(/^node:|Node\.js v/m);
	});

	test("holds every row of a larger file, in requests of at most a megabyte", async ({
		expect,
	}) => {
		const rows = Array.from({ length: 5_000 }, (_, index) => `row-${index}`);
		using directory = temporaryDirectory();
		const output = join(directory.path, "large.otlp");
		const { code } = await runProduct(
			["convert", "--to", "otlp_proto", "--output", output, "-"],
			{ stdin: gzipSync(loginCsv(...rows)) },
		);
		expect(code).toBe(0);
		expect(requestIds(readFrames(readFileSync(output)))).toEqual(rows);
		const stream = createReadStream(output, { end: 3 });
		const [first] = (await once(stream, "data")) as [Buffer];
		expect(first.readUInt32BE()).toBeLessThanOrEqual(1_000_000);
	});
});
