import { parse as parseCsv } from "csv-parse/sync";
import { afterEach, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { loadConfig } from "../../../config/load.ts";
import { formatBanner } from "../../../simulator/format-banner.ts";
import { rowsContent } from "../../../simulator/log-files/file-content.ts";
import {
	readOptions,
	resolveOptions,
	type SimulatorOptions,
} from "../../../simulator/options.ts";
import type { ConfigOverrides } from "../../../simulator/receiver-config.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import { startSimulator } from "../../../simulator/start-simulator.ts";
import { type Connection, connect } from "./connect.ts";

const HOUR = 3_600_000;
const FILE_FIELDS =
	"Id, CreatedDate, LogDate, LogFile, LogFileLength, Sequence";
const HOURLY = `SELECT ${FILE_FIELDS} FROM EventLogFile WHERE Interval = 'Hourly' ORDER BY CreatedDate, Id`;
const DAILY = HOURLY.replace("Hourly", "Daily");

const running: Simulator[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((org) => org.close()));
});

async function start(
	options: SimulatorOptions = {},
): Promise<{ org: Simulator; client: Connection }> {
	const org = await startSimulator({
		speed: 0,
		start_time: "2026-11-23T12:30:00Z",
		streams: ["login"],
		...options,
	});
	running.push(org);
	return { org, client: await connect(org) };
}

describe("event log files", () => {
	test("are what the ledger says, row by row and byte by byte", async () => {
		const { org, client } = await start({
			hours: 3,
			releases: ["2021", "2026"],
		});
		const { records } = await client.query(HOURLY);
		const ledger = org.ledger();
		expect(records.map(({ Id }) => Id)).toEqual(ledger.map(({ id }) => id));
		expect(records).toHaveLength(3);
		for (const [i, file] of ledger.entries()) {
			const response = await client.get(String(records[i]?.LogFile));
			const text = await response.text();
			expect(Buffer.byteLength(text)).toBe(records[i]?.LogFileLength);
			expect(parseCsv(text, { columns: true })).toEqual([
				...(file.content.rows() ?? []),
			]);
			expect(file.rowCount).toBeGreaterThan(0);
		}
	});

	test("are the same in another org of the same seed, and others with another seed", async () => {
		const { org: first } = await start();
		const { org: second } = await start();
		const { org: third } = await start({ seed: 2 });
		const sizes = (org: Simulator) =>
			org
				.ledger()
				.map(({ id, length, createdDate }) => [id, length, createdDate]);
		expect(sizes(second)).toEqual(sizes(first));
		expect(sizes(third)).not.toEqual(sizes(first));
		expect(third.organizationId).not.toBe(first.organizationId);
	});

	test("keep Id and rows of an hour when the org is started at another time", async () => {
		const { org: early } = await start({ hours: 6 });
		const { org: late } = await start({
			hours: 6,
			start_time: "2026-11-23T14:30:00Z",
		});
		const known = new Map(early.ledger().map((file) => [file.logDate, file]));
		const shared = late.ledger().filter(({ logDate }) => known.has(logDate));
		expect(shared).toHaveLength(4);
		for (const file of shared) {
			expect(file.id).toBe(known.get(file.logDate)?.id);
			expect(file.length).toBe(known.get(file.logDate)?.length);
		}
	});

	test("appear when the org's clock has passed the hour and the latency", async () => {
		const { org, client } = await start({ hours: 2, latency: "3h" });
		expect((await client.query(HOURLY)).totalSize).toBe(2);
		org.advance(HOUR);
		const { records } = await client.query(HOURLY);
		expect(records).toHaveLength(3);
		for (const { CreatedDate, LogDate } of records) {
			const latency =
				Date.parse(String(CreatedDate)) - Date.parse(String(LogDate)) - HOUR;
			expect(latency).toBeGreaterThanOrEqual(3 * HOUR);
			expect(latency).toBeLessThan(3.5 * HOUR);
		}
	});

	test("appear faster when time is sped up", async () => {
		let real = 0;
		const published: string[] = [];
		const org = await startSimulator(
			{
				hours: 0,
				speed: 3600,
				start_time: "2026-11-23T12:30:00Z",
				streams: ["login"],
			},
			{ realNow: () => real, onPublish: ({ id }) => published.push(id) },
		);
		running.push(org);
		expect(org.ledger()).toEqual([]);
		real = 5000;
		expect(org.ledger()).toHaveLength(5);
		expect(published).toHaveLength(5);
	});

	test("of a day have the rows of its hours", async () => {
		const { org, client } = await start({ hours: 48, interval: "both" });
		const { records } = await client.query(DAILY);
		const daily = org.ledger().find(({ id }) => id === records[0]?.Id);
		const hourly = org
			.ledger()
			.filter(
				({ interval, logDate }) =>
					interval === "Hourly" &&
					logDate >= (daily?.logDate ?? 0) &&
					logDate < (daily?.logDate ?? 0) + 24 * HOUR,
			);
		const known = new Set(
			[...(daily?.content.rows() ?? [])].map((row) => JSON.stringify(row)),
		);
		const rows = hourly.flatMap((file) => [...(file.content.rows() ?? [])]);
		expect(rows.length).toBeGreaterThan(500);
		expect(rows.every((row) => known.has(JSON.stringify(row)))).toBe(true);
		expect(daily?.sequence).toBe(0);
	});

	test("can be published by hand, now or later, with any content", async () => {
		const { org, client } = await start({ rows_per_hour: 0 });
		const now = org.now();
		org.publishFile({ content: "", sequence: 2 });
		org.publishFile({
			content: rowsContent(
				["EVENT_TYPE", "X"],
				[{ EVENT_TYPE: "Login", X: '"' }],
			),
			createdDate: new Date(now + HOUR),
			length: 12,
		});
		expect((await client.query(HOURLY)).records).toMatchObject([
			{ Sequence: 2, LogFileLength: 0 },
		]);
		org.advance(HOUR);
		const { records } = await client.query(HOURLY);
		expect(records[1]).toMatchObject({ Sequence: 1, LogFileLength: 12 });
		const body = await (await client.get(String(records[1]?.LogFile))).text();
		expect(body).toBe('"EVENT_TYPE","X"\n"Login",""""\n');
	});

	test("can be replaced under the same Id or a new one, and vanish", async () => {
		const { org, client } = await start({ hours: 0 });
		const file = org.publishFile({ interval: "Daily", content: "a" });
		org.advance(2000);
		org.replaceFile(file.id, { content: "bb" });
		const [same] = (await client.query(DAILY)).records;
		expect(same).toMatchObject({ Id: file.id, LogFileLength: 2 });
		expect(same?.CreatedDate).toBe("2026-11-23T12:30:02.000+0000");

		const other = org.replaceFile(file.id, { content: "ccc" }, { newId: true });
		expect((await client.query(DAILY)).records).toMatchObject([
			{ Id: other.id, LogFileLength: 3 },
		]);
		expect(other.id).not.toBe(file.id);

		org.withdrawFile(other.id);
		expect((await client.query(DAILY)).totalSize).toBe(0);
		const gone = await client.get(
			`/services/data/v67.0/sobjects/EventLogFile/${other.id}/LogFile`,
		);
		expect(gone.status).toBe(404);
		expect(org.ledger().map(({ fate }) => fate)).toEqual([
			"replaced",
			"replaced",
			"withdrawn",
		]);
	});
});

describe("the REST API", () => {
	test("pages a long answer, as it was when the query ran", async () => {
		const { org, client } = await start({ hours: 5, page_size: 2 });
		const first = await client.query(HOURLY);
		org.publishFile({ content: "" });
		expect(first).toMatchObject({ totalSize: 5, done: false });
		expect(first.nextRecordsUrl).toMatch(
			/^\/services\/data\/v67\.0\/query\/0r8\w{15}-2$/,
		);
		const records = [...first.records];
		for (let next = first.nextRecordsUrl; next !== undefined; ) {
			const page = (await (await client.get(next)).json()) as typeof first;
			expect(page.totalSize).toBe(5);
			records.push(...page.records);
			next = page.nextRecordsUrl;
			expect(page.done).toBe(next === undefined);
		}
		expect(new Set(records.map(({ Id }) => Id)).size).toBe(5);
	});

	test("forgets a locator after two days, and knows no other", async () => {
		const { org, client } = await start({
			hours: 3,
			page_size: 2,
			access_token_lifetime: "100h",
		});
		const { nextRecordsUrl = "" } = await client.query(HOURLY);
		org.advance(48 * HOUR);
		for (const locator of [
			nextRecordsUrl,
			"/services/data/v67.0/query/0r8000000000000AAA-2000",
		]) {
			const response = await client.get(locator);
			expect(response.status).toBe(400);
			expect(await response.json()).toMatchObject([
				{ errorCode: "INVALID_QUERY_LOCATOR" },
			]);
		}
	});

	test("tells versions to everybody, as XML unless JSON is asked for", async () => {
		const { org } = await start({ hours: 0 });
		const xml = await fetch(`${org.url}/services/data`);
		expect(await xml.text()).toContain("<Versions><Version>");
		const json = await fetch(`${org.url}/services/data/`, {
			headers: { accept: "application/json" },
		});
		const versions = (await json.json()) as unknown[];
		expect(versions[0]).toEqual({
			label: "Summer '14",
			url: "/services/data/v31.0",
			version: "31.0",
		});
		expect(versions.at(-2)).toEqual({
			label: "Summer '26",
			url: "/services/data/v67.0",
			version: "67.0",
		});
	});

	test("counts calls, tells them with each answer and refuses those above the limit", async () => {
		const { org, client } = await start({ hours: 0, daily_api_requests: 3 });
		const first = await client.get("/services/data/v67.0/limits");
		expect(first.headers.get("sforce-limit-info")).toBe("api-usage=1/3");
		expect(await first.json()).toEqual({
			DailyApiRequests: { Max: 3, Remaining: 2 },
		});
		org.spendApiCalls(2);
		const refused = await client.get("/services/data/v67.0/limits");
		expect(refused.status).toBe(403);
		expect(await refused.json()).toEqual([
			{
				message: "TotalRequests Limit exceeded.",
				errorCode: "REQUEST_LIMIT_EXCEEDED",
			},
		]);
	});

	test("describes an object", async () => {
		const { client } = await start({ hours: 0 });
		const response = await client.get(
			"/services/data/v67.0/sobjects/EventLogFile/describe",
		);
		const { fields } = (await response.json()) as {
			fields: { name: string; filterable: boolean }[];
		};
		const filterable = (field: string) =>
			fields.find(({ name }) => name === field)?.filterable;
		expect(filterable("Interval")).toBe(true);
		expect(filterable("LogFile")).toBe(false);
	});

	test.each([
		["an old version", "/services/data/v30.0/limits", 410],
		["a version to come", "/services/data/v99.0/limits", 404],
		["an unknown resource", "/services/data/v67.0/nothing", 404],
		["a wrong query", "/services/data/v67.0/query?q=SELECT", 400],
		["no query", "/services/data/v67.0/query", 400],
		[
			"a URL of more than 16,384 bytes",
			`/services/data/v67.0/query?q=${"x".repeat(16_400)}`,
			414,
		],
	])("refuses %s", async (_, path, status) => {
		const { client } = await start({ hours: 0 });
		expect((await client.get(path)).status).toBe(status);
	});

	test("refuses headers and URL of more than 16,384 bytes", async () => {
		const { client } = await start({ hours: 0 });
		const response = await client.get("/services/data/v67.0/limits", {
			"x-long": "x".repeat(16_400),
		});
		expect(response.status).toBe(431);
	});

	test("refuses who has no token or a wrong one", async () => {
		const { org } = await start({ hours: 0 });
		const path = `${org.url}/services/data/v67.0/limits`;
		const none = await fetch(path);
		expect(none.status).toBe(401);
		const wrong = await fetch(path, { headers: { authorization: "Bearer x" } });
		expect(await wrong.json()).toMatchObject([
			{ errorCode: "INVALID_SESSION_ID" },
		]);
	});

	test("shows the org's clock in Date", async () => {
		const { org, client } = await start({ hours: 0 });
		org.advance(4 * HOUR);
		const { headers } = await client.get("/services/data/v67.0/limits");
		expect(headers.get("date")).toBe("Mon, 23 Nov 2026 16:30:00 GMT");
	});

	test("compresses only for who accepts it, and never when it is told not to", async () => {
		const coding = async (options: SimulatorOptions, accepted: string) => {
			const { org, client } = await start({ hours: 1, ...options });
			const [file] = org.ledger();
			const response = await client.get(
				`/services/data/v67.0/sobjects/EventLogFile/${file?.id}/LogFile`,
				{ "accept-encoding": accepted },
			);
			expect((await response.arrayBuffer()).byteLength).toBe(file?.length);
			return [
				response.headers.get("content-encoding"),
				response.headers.get("content-length") !== null,
			];
		};
		expect(await coding({}, "gzip, deflate")).toEqual(["gzip", false]);
		expect(await coding({}, "identity")).toEqual([null, false]);
		expect(await coding({}, "gzip;q=0")).toEqual([null, false]);
		expect(await coding({ gzip: false }, "gzip")).toEqual([null, false]);
		expect(await coding({ gzip: false, content_length: true }, "gzip")).toEqual(
			[null, true],
		);
	});
});

test("the configuration names what a receiver needs", async () => {
	const { org } = await start({ hours: 2, interval: "daily" });
	const config = parseYaml(
		org.config({
			exporters: { "otlp_http/sink": { endpoint: "http://127.0.0.1:1" } },
			login: { poll_interval: "1s" },
		}),
	);
	expect(config.receivers.salesforce).toMatchObject({
		instance_url: org.url,
		auth: {
			jwt_bearer: {
				client_id: org.clientId,
				username: org.username,
				private_key: org.privateKeyPem,
			},
		},
		streams: { login: { log_file_interval: "daily", poll_interval: "1s" } },
	});
	expect(config.service.pipelines.logs.exporters).toEqual(["otlp_http/sink"]);
	expect(formatBanner(org)).toContain(org.url);
	expect(formatBanner(org, "x.yaml")).toContain("--config x.yaml");
});

describe("the configuration has a stream", () => {
	const streamsOf = (org: Simulator, overrides?: ConfigOverrides) =>
		parseYaml(org.config(overrides)).receivers.salesforce.streams;
	const ALL = ["login", "logout", "apex", "setup_audit_trail"];

	test("for all that the org has, which the product accepts", async () => {
		const org = await startSimulator({
			hours: 1,
			event_types: { ReportExport: 2 },
			objects: { ApiEvent: 3 },
		});
		running.push(org);
		expect(Object.keys(streamsOf(org))).toEqual([
			...ALL,
			"event_log_files",
			"event_objects",
		]);
		const { config } = loadConfig([{ name: "x.yaml", text: org.config() }], {});
		expect(config.receivers.salesforce?.streams.event_objects?.objects).toEqual(
			["ApiEvent"],
		);
	});

	test("as the caller wants it", async () => {
		const org = await startSimulator({ hours: 1 });
		running.push(org);
		const streams = streamsOf(org, {
			login: { poll_interval: "1s" },
			streams: {
				logout: { source: "object", poll_interval: "2s" },
				apex: null,
			},
		});
		expect(Object.keys(streams)).toEqual([
			"login",
			"logout",
			"setup_audit_trail",
		]);
		expect(streams.login).toMatchObject({ settle: "0s", poll_interval: "1s" });
		expect(streams.logout).toEqual({ source: "object", poll_interval: "2s" });
	});
});

test("options are read from YAML, and wrong ones are named", () => {
	const parsed = (yaml: string) => resolveOptions(readOptions(yaml));
	expect(parsed("latency: 1h30m\nusers: 3")).toMatchObject({
		latency: 5_400_000,
		users: 3,
		interval: "hourly",
	});
	expect(parsed("")).toMatchObject({ hours: 6 });
	expect(() => parsed("latency: soon\nspeeed: 2")).toThrow(
		/duration[\s\S]*speeed|speeed[\s\S]*duration/,
	);
});

test("closing twice is fine, and the port is free afterwards", async () => {
	const { org } = await start({ hours: 0 });
	await org.close();
	await org.close();
	const { org: next } = await start({ hours: 0, port: org.port });
	expect(next.url).toBe(org.url);
});
