import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { convertOtlpFile } from "../../../../cli/convert/convert-otlp-file.ts";
import { fileExporterSchema } from "../../../../config/schema/file-exporter.ts";
import { createFileExporter } from "../../../../exporters/file/create-file-exporter.ts";
import { serializeLogs } from "../../../../exporters/otlp/serializers.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { logRecords } from "../../exporters/log-records.ts";
import { answer, loopbackBackend } from "../../exporters/loopback-backend.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";

const NEVER = new AbortController().signal;
const MAIN = join(import.meta.dirname, "../../../../cli/main.ts");
const run = promisify(execFile);

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-convert-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
});

/** What the file exporter makes of these records, several requests of them. */
async function archive(
	records: readonly LogRecord[],
	compression: "none" | "gzip" = "none",
): Promise<string> {
	const path = join(directory, `archive-${compression}`);
	const exporter = createFileExporter(
		"file",
		fileExporterSchema.parse({
			path,
			compression,
			sending_queue: { batch: { max_size: 10, sizer: "items" } },
		}),
		recordingTelemetry(),
	);
	for (const request of await exporter.encoder.encode(records)) {
		await exporter.send(request, NEVER);
	}
	await exporter.shutdown();
	return path;
}

async function convertFile(path: string) {
	const records: LogRecord[] = [];
	const counts = await convertOtlpFile(path, {
		async write(part) {
			records.push(...part);
			return true;
		},
		onRead() {},
	});
	return { records, counts };
}

const line = (records: readonly LogRecord[]) =>
	`${new TextDecoder().decode(serializeLogs("json", records))}\n`;

describe("a file of OTLP JSON lines", () => {
	test.each(["none", "gzip"] as const)(
		"that the file exporter wrote gives back its records (compression %s)",
		async (compression) => {
			const written = logRecords(35);
			const { records, counts } = await convertFile(
				await archive(written, compression),
			);
			expect(counts).toMatchObject({
				rows: 4,
				records: 35,
				rowsSetAside: 0,
				problems: [],
			});
			for (const [index, record] of records.entries()) {
				expect(serializeLogs("proto", [record])).toEqual(
					serializeLogs("proto", [written[index] as LogRecord]),
				);
			}
		},
	);

	test("says of each line that is something else where it is and why, and reads the others", async () => {
		const path = join(directory, "mixed");
		const good = line(logRecords(2));
		writeFileSync(
			path,
			`${good}{"resourceLogs":[{"sco\n\n${good}{"resourceSpans":[]}\n${good.trimEnd()}`,
		);
		const { counts } = await convertFile(path);
		expect(counts).toEqual({
			file: path,
			rows: 6,
			records: 6,
			rowsSetAside: 2,
			cellsSetAside: 0,
			problems: [
				"line 2 is not OTLP: it is not JSON",
				"line 5 is not OTLP: it has resourceSpans, and only logs are read",
			],
		});
	});

	test("with many bad lines names the first of them", async () => {
		const path = join(directory, "bad");
		writeFileSync(path, "nonsense\n".repeat(1_000));
		const { counts } = await convertFile(path);
		expect(counts.rowsSetAside).toBe(1_000);
		expect(counts.problems).toHaveLength(6);
		expect(counts.problems.at(-1)).toBe("and 995 more lines");
	});

	test("cut off inside gzip gives what came before, and the failure", async () => {
		const path = join(directory, "cut.gz");
		const whole = gzipSync(line(logRecords(1)));
		writeFileSync(
			path,
			Buffer.concat([
				whole,
				gzipSync(line(logRecords(9, 999))).subarray(0, 40),
			]),
		);
		const { records, counts } = await convertFile(path);
		expect(records).toHaveLength(1);
		expect(counts.failure).toMatch(/unexpected end/);
	});

	test("that isn't there is a failure", async () => {
		const { counts } = await convertFile(join(directory, "missing"));
		expect(counts.failure).toContain("ENOENT");
	});
});

describe("convert --from otlp_json", () => {
	const convert = async (...options: string[]) => {
		try {
			const { stdout, stderr } = await run(process.execPath, [
				MAIN,
				"convert",
				"--from",
				"otlp_json",
				...options,
			]);
			return { code: 0, stdout, stderr };
		} catch (error) {
			return error as { code: number; stdout: string; stderr: string };
		}
	};

	test("prints the same OTLP that it was given", async () => {
		const path = join(directory, "logs.jsonl");
		const content = line(logRecords(2)) + line(logRecords(3));
		writeFileSync(path, content);
		const { code, stdout, stderr } = await convert("--to", "otlp_json", path);
		expect(stdout).toBe(content);
		expect(stderr).toMatch(
			/^1 file, 2 lines, 5 records; set aside: 0 lines; [\d.]+ s/,
		);
		expect(code).toBe(0);
	});

	test("sends a file on to a backend", async () => {
		await using backend = await loopbackBackend(answer(200));
		const path = await archive(logRecords(25), "gzip");
		const { code } = await convert("--endpoint", backend.url, path);
		expect(code).toBe(0);
		expect(backend.requests).toHaveLength(3);
		const bodies = backend.requests.map(({ body }) =>
			gunzipSync(body).toString("latin1"),
		);
		expect(bodies.join("").match(/user\d+(?=@)/g)).toEqual(
			Array.from({ length: 25 }, (_, index) => `user${index}`),
		);
	});

	test("sends the halves of what is too large for the backend", async () => {
		const users = (body: Uint8Array) =>
			gunzipSync(body)
				.toString("latin1")
				.match(/user\d+(?=@)/g) ?? [];
		await using backend = await loopbackBackend((response, { body }) => {
			response.writeHead(users(body).length > 3 ? 413 : 200).end();
		});
		const path = join(directory, "logs.jsonl");
		writeFileSync(path, line(logRecords(10)));
		const { code } = await convert("--endpoint", backend.url, path);
		expect(code).toBe(0);
		expect(
			backend.requests
				.map(({ body }) => users(body))
				.filter(({ length }) => length <= 3)
				.flat(),
		).toEqual(Array.from({ length: 10 }, (_, index) => `user${index}`));
	});

	test("ends with 1 when a line was not OTLP", async () => {
		const path = join(directory, "logs.jsonl");
		writeFileSync(path, `${line(logRecords(1))}{"torn":`);
		const { code, stdout, stderr } = await convert(path);
		expect(code).toBe(1);
		expect(stdout).toContain("event 0");
		expect(stderr).toContain(`${path}: line 2 is not OTLP: it is not JSON`);
	});

	test("does not take the options of event log files", async () => {
		const { code, stderr } = await convert("--include-original", "any");
		expect(code).toBe(2);
		expect(stderr).toContain("are for event log files");
	});
});
