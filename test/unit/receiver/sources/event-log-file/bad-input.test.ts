// Everything an org, or what stands between, can answer instead of a good file:
// the real client against a loopback server.

import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import {
	afterAll,
	afterEach,
	beforeEach,
	describe,
	expect,
	test,
} from "vitest";
import { createInThread } from "../../../transcoder/in-thread.ts";
import {
	type Collector,
	createCollector,
	createRecordingTelemetry,
	TRANSCODED,
	type Way,
} from "./collector.ts";
import {
	createFakeOrg,
	csvOf,
	type FakeOrg,
	HOUR,
	MINUTE,
} from "./fake-org.ts";

let org: FakeOrg;
let collector: Collector;
let close: () => Promise<void>;

const rows = Array.from({ length: 9 }, (_unused, index) => `row${index}`);

/** Sends a part, and breaks the connection when it has gone out. */
function breakOff(response: ServerResponse, part: string | Buffer): void {
	response.write(part, () => setImmediate(() => response.destroy()));
}

/** The file before and the one behind are read, whatever the one between does. */
async function pollAround(): Promise<void> {
	const between = org.files.pop();
	org.add({ requestIds: ["before"], createdDate: org.now - 2 * HOUR });
	if (between) org.files.push(between);
	org.add({ requestIds: ["behind"], createdDate: org.now - HOUR / 2 });
	await collector.poll();
	expect(collector.delivered).toEqual(
		expect.arrayContaining(["before", "behind"]),
	);
}

const middle = () =>
	collector.delivered.filter((id) => id !== "before" && id !== "behind");

const threads = createInThread();
afterAll(() => threads.thread.close());

describe.each<[string, Way]>([
	["mapped", "mapped"],
	["transcoded", TRANSCODED],
	["transcoded in a thread", threads.transcodeFile],
])("rows are %s", (_, way) => {
	beforeEach(async () => {
		org = createFakeOrg();
		const telemetry = createRecordingTelemetry();
		const listening = await org.listen(telemetry);
		close = listening.close;
		collector = createCollector(org, listening.client, {}, telemetry, way);
	});

	afterEach(() => close());

	test("a gzip body is read", async () => {
		org.add({
			requestIds: rows,
			serve(response, _attempt, body) {
				response.setHeader("content-encoding", "gzip");
				response.end(gzipSync(body));
			},
		});
		await pollAround();
		expect(middle()).toEqual(rows);
	});

	test("a connection that breaks in the middle is taken up behind the rows that came", async () => {
		org.add({
			requestIds: rows,
			serve(response, attempt, body) {
				if (attempt > 1) response.end(body);
				else breakOff(response, body.slice(0, -70));
			},
		});
		await pollAround();
		expect(middle()).toEqual(rows);
		expect(
			collector.telemetry.counts[
				"salesforce_receiver_files_failed/truncated_body"
			],
		).toBe(1);
	});

	test("a gzip stream that is always cut off leaves the file open for later", async () => {
		const file = org.add({
			requestIds: rows,
			serve(response, attempt, body) {
				response.setHeader("content-encoding", "gzip");
				const packed = gzipSync(body);
				if (attempt > 3) response.end(packed);
				else response.end(packed.subarray(0, -9));
			},
		});
		await pollAround();
		expect(file.downloads).toBe(3);
		org.now += MINUTE;
		await collector.poll();
		expect(middle()).toEqual(rows);
	});

	test("a file that vanished is lost, counted and told in one line", async () => {
		const gone = org.add({
			serve(response) {
				response.statusCode = 404;
				response.end('[{"errorCode":"NOT_FOUND","message":"gone"}]');
			},
		});
		await pollAround();
		await collector.poll();
		expect(gone.downloads).toBe(1);
		expect(
			collector.telemetry.lines.filter(({ level }) => level === "error"),
		).toMatchObject([
			{ fields: { file: gone.id, code: "log_file_not_found" } },
		]);
		expect(collector.telemetry.counts.salesforce_receiver_files_lost).toBe(1);
	});

	test.each([
		["a web page", "text/html", "<!DOCTYPE html><html>maintenance</html>"],
		["a web page called CSV", "text/csv", "<html><body>maintenance"],
		["JSON", "application/json", '[{"message":"no"}]'],
		["a binary", "text/csv", "\u0000\u0001\u0002"],
		["a file of another program", "text/csv", "a,b\n1,2\n"],
	])(
		"%s with status 200 is no file; the file is read when it is there",
		async (_, type, page) => {
			let broken = true;
			org.add({
				requestIds: rows,
				serve(response, _attempt, body) {
					if (broken) response.setHeader("content-type", type);
					response.end(broken ? page : body);
				},
			});
			await pollAround();
			expect(middle()).toEqual([]);
			broken = false;
			org.now += MINUTE;
			await collector.poll();
			expect(middle()).toEqual(rows);
		},
	);

	test("one file that the org fails on does not stop the next", async () => {
		let broken = true;
		org.add({
			requestIds: rows,
			serve(response, _attempt, body) {
				if (broken) response.statusCode = 500;
				response.end(broken ? "" : body);
			},
		});
		await pollAround();
		broken = false;
		org.now += MINUTE;
		await collector.poll();
		expect(middle()).toEqual(rows);
	});

	test("an org that fails on every file fails the poll after two, and none is lost", async () => {
		let broken = true;
		const files = ["a", "b", "c", "d"].map((id) =>
			org.add({
				requestIds: [id],
				serve(response, _attempt, body) {
					if (broken) response.statusCode = 503;
					response.end(broken ? "" : body);
				},
			}),
		);
		await expect(collector.poll()).rejects.toMatchObject({
			code: "server_unavailable",
		});
		expect(files.map((file) => file.downloads > 0)).toEqual([
			true,
			true,
			false,
			false,
		]);
		broken = false;
		org.now += MINUTE;
		await collector.poll();
		expect(collector.delivered.toSorted()).toEqual(["a", "b", "c", "d"]);
	});

	test("bad rows are set aside, counted and logged once; no good row is lost", async () => {
		const good = csvOf(rows).trimEnd().split("\n");
		good.splice(3, 0, '"Login","2026-11-22T09:00:00.000Z"');
		good.splice(6, 0, '"Login","2026-11-22T09:00:00.000Z","unclosed');
		good.splice(8, 0, '"Login","2026-11-22T09:00:00.000Z","x","y"');
		org.add({ body: `\uFEFF${good.join("\r\n")}\r\n` });
		await pollAround();
		expect(middle()).toEqual(rows);
		expect(collector.telemetry.counts).toMatchObject({
			"salesforce_receiver_rows_set_aside/row_width": 2,
			"salesforce_receiver_rows_set_aside/quotes": 1,
			salesforce_receiver_rows_read: rows.length + 2,
		});
		expect(
			collector.telemetry.lines.filter(({ level }) => level === "warn"),
		).toHaveLength(2);
	});

	test("bytes that are not UTF-8 cost no row", async () => {
		const body = Buffer.from(csvOf(["a", "b"]));
		body[body.indexOf("b", 80)] = 0xff;
		org.add({
			requestIds: [],
			length: body.length,
			serve: (response) => response.end(body),
		});
		await pollAround();
		expect(middle()).toHaveLength(2);
		expect(
			collector.telemetry.counts[
				"salesforce_receiver_cells_set_aside/invalid_utf8"
			],
		).toBe(1);
	});

	test("a path that points to another origin is not followed", async () => {
		org.add({
			requestIds: rows,
			listed: { LogFile: "https://attacker.example/LogFile" },
		});
		await pollAround();
		expect(middle()).toEqual([]);
		expect(
			collector.telemetry.counts[
				"salesforce_receiver_files_failed/foreign_origin"
			],
		).toBe(1);
	});

	test("an abort in the middle ends the poll and the downloads", async () => {
		const stop = new AbortController();
		org.add({
			requestIds: rows,
			serve: (response, _attempt, body) => {
				response.write(body.slice(0, -10), () => stop.abort());
			},
		});
		org.add({ requestIds: ["next"] });
		await expect(collector.poll(Infinity, stop.signal)).rejects.toThrow(
			/abort/i,
		);
	});
});
