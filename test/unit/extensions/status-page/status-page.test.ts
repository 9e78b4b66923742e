import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { statusPageSchema } from "../../../../config/schema/status-page.ts";
import type { Snapshot } from "../../../../extensions/status-page/snapshot.ts";
import { startStatusPage } from "../../../../extensions/status-page/start-status-page.ts";
import { createTelemetry } from "../../../../service/telemetry/create-telemetry.ts";
import { manualClock } from "../../exporters/manual-clock.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23, 12);

async function started(settings: object = {}) {
	const clock = manualClock(NOW);
	const telemetry = createTelemetry({
		level: "info",
		encoding: "json",
		write() {},
		clock,
	});
	const page = await startStatusPage({
		id: "status_page",
		config: statusPageSchema.parse({ endpoint: "127.0.0.1:0", ...settings }),
		version: "1.2.3",
		receivers: ["salesforce"],
		exporters: ["otlp_http"],
		configuration: "exporters: {}\n",
		components: telemetry.components,
		measurements: telemetry.metrics,
		problems: telemetry.problems,
		collect: telemetry.collect,
		clock,
	});
	onTestFinished(() => page.close());
	const receiver = telemetry.component("receiver", "salesforce");
	const exporter = telemetry.component("exporter", "otlp_http");
	const login = receiver.stream("login");
	for (const each of [receiver, exporter, login]) {
		each.report({ status: { state: "ok" } });
	}

	function ask(
		path: string,
		headers: Record<string, string> = {},
	): Promise<IncomingMessage> {
		return new Promise((resolve, reject) => {
			const options = { port: page.port, host: "127.0.0.1", path, headers };
			httpRequest(options, resolve).on("error", reject).end();
		});
	}

	return {
		page,
		clock,
		telemetry,
		receiver,
		exporter,
		login,
		ask,
		async snapshot(): Promise<Snapshot & { configuration: string }> {
			return JSON.parse(await text(await ask("/status.json")));
		},
	};
}

test("when everything works, it says so", async () => {
	const { snapshot } = await started();
	expect(await snapshot()).toMatchObject({
		version: "1.2.3",
		verdict: { state: "ok", text: "Nothing is lost, and nothing is late." },
		findings: [],
		configuration: "exporters: {}\n",
	});
});

test("what has not spoken yet is starting", async () => {
	const { snapshot, login } = await started();
	login.report({ status: { state: "starting" } });
	expect((await snapshot()).verdict.state).toBe("starting");
});

test("an org is shown with its streams, its calls and what they read in the last hour", async () => {
	const { snapshot, receiver, login, clock } = await started();
	receiver.report({ organizationId: "00D000000000001" });
	receiver.gauge("salesforce_client_api_calls_used", 40);
	receiver.gauge("salesforce_client_api_calls_limit", 100);
	receiver.gauge("salesforce_client_api_calls_own", 3);
	receiver.gauge("salesforce_client_api_calls_budget", 20);
	const type = { event_type: "Login" };
	login.count("salesforce_receiver_rows_read", 7, type);
	await snapshot();
	clock.advance(10 * MINUTE);
	login.count("salesforce_receiver_rows_read", 5, type);
	login.age("salesforce_receiver_newest_event_age_seconds", NOW - 5, type);
	login.age("salesforce_receiver_watermark_age_seconds", NOW - 9, type);
	login.age("salesforce_receiver_watermark_age_seconds", NOW - 30, {
		event_type: "LoginAs",
	});
	login.gauge("salesforce_receiver_files_waiting", 3, type);
	login.report({ lastFile: "Login x", lastPollAt: NOW, nextPollAt: NOW + 1 });
	const [org] = (await snapshot()).orgs;
	expect(org).toMatchObject({
		id: "salesforce",
		organizationId: "00D000000000001",
		calls: { used: 40, limit: 100 },
		budget: { used: 3, limit: 20 },
		streams: [
			{
				name: "login",
				state: "ok",
				newestEventAt: NOW - 5,
				watermark: NOW - 30,
				lastFile: "Login x",
				nextPollAt: NOW + 1,
				filesWaiting: 3,
			},
		],
	});
	const rows = org?.streams[0]?.rows ?? [];
	expect(rows).toHaveLength(60);
	expect([rows.at(-1), rows.at(-11)]).toEqual([5, 7]);
	clock.advance(55 * MINUTE);
	const later = (await snapshot()).orgs[0]?.streams[0]?.rows ?? [];
	expect(later.reduce((sum, value) => sum + value, 0)).toBe(5);
});

test("an exporter is shown with its queue, its answers and how late events arrive", async () => {
	const { snapshot, exporter } = await started();
	exporter.count("otelcol_exporter_sent_log_records", 12);
	exporter.gauge("salesforce_exporter_queued_log_records", 4);
	exporter.age("salesforce_exporter_queue_age_seconds", NOW - MINUTE);
	exporter.record("salesforce_exporter_event_latency_seconds", {
		low: 40,
		high: 50,
		count: 12,
	});
	exporter.report({ lastAnswer: { at: NOW, text: "accepted" } });
	expect((await snapshot()).exporters).toMatchObject([
		{
			id: "otlp_http",
			state: "ok",
			queued: 4,
			oldestQueuedAt: NOW - MINUTE,
			sent: 12,
			lastAnswer: { text: "accepted" },
			latency: { median: 45 },
		},
	]);
});

describe("the first thing that it says is what is lost or late", () => {
	test("a backend that is away: where, since when, and that nothing is lost", async () => {
		const { snapshot, exporter, clock } = await started();
		clock.advance(MINUTE);
		exporter.report({
			status: { state: "recoverable_error", message: "connection refused" },
		});
		clock.advance(MINUTE);
		const { verdict, findings } = await snapshot();
		expect(verdict).toEqual({
			state: "late",
			text: "Nothing is lost. Some events are late.",
			since: NOW + MINUTE,
		});
		expect(findings).toEqual([
			{
				severity: "late",
				where: "otlp_http",
				what: "connection refused",
				since: NOW + MINUTE,
				todo: expect.stringContaining("tried again"),
			},
		]);
	});

	test("a refused login: once, with its cure, and not again for every stream", async () => {
		const { snapshot, receiver, login } = await started();
		const status = {
			state: "permanent_error",
			message: "no such app",
			code: "invalid_client_id",
			cure: "Copy the consumer key again.",
		} as const;
		for (const each of [receiver, login, receiver.stream("apex")]) {
			each.report({ status });
		}
		expect((await snapshot()).findings).toEqual([
			expect.objectContaining({
				where: "salesforce",
				what: "no such app",
				todo: "Copy the consumer key again.",
			}),
		]);
	});

	test("one stream's trouble names the stream", async () => {
		const { snapshot, login } = await started();
		login.report({
			status: { state: "permanent_error", message: "not licensed" },
		});
		expect((await snapshot()).findings).toMatchObject([
			{ where: "salesforce, login", what: "not licensed" },
		]);
	});

	test("a poll that is due and does not come", async () => {
		const { snapshot, login, clock } = await started();
		login.report({ lastPollAt: NOW, nextPollAt: NOW + MINUTE });
		clock.advance(7 * MINUTE);
		expect((await snapshot()).verdict.state).toBe("ok");
		clock.advance(MINUTE);
		expect((await snapshot()).findings).toMatchObject([
			{ severity: "late", since: NOW + MINUTE },
		]);
	});

	test("a queue that grows old, and not one that is in the middle of a burst", async () => {
		const { snapshot, exporter, clock } = await started();
		exporter.gauge("salesforce_exporter_queued_log_records", 1);
		exporter.age("salesforce_exporter_queue_age_seconds", NOW);
		clock.advance(5 * MINUTE);
		expect((await snapshot()).findings).toEqual([]);
		clock.advance(1);
		expect((await snapshot()).findings).toMatchObject([
			{ severity: "late", where: "otlp_http", since: NOW },
		]);
	});

	test("what waits for somebody comes before what is late, and what is lost before both", async () => {
		const { snapshot, receiver, exporter, login, clock } = await started();
		exporter.report({
			status: { state: "recoverable_error", message: "503" },
		});
		exporter.gauge("salesforce_exporter_dead_letters", 2);
		expect((await snapshot()).verdict.text).toBe(
			"Nothing is lost. Some events wait for you, and others are late.",
		);
		clock.advance(MINUTE);
		login.count("salesforce_receiver_files_lost", 1, {
			event_type: "Login",
			reason: "not_found",
		});
		receiver.count("salesforce_receiver_gaps", 2, { event_type: "Login" });
		const { verdict, findings } = await snapshot();
		expect(verdict.text).toBe("Some events are lost, and others are late.");
		expect(findings.map(({ severity }) => severity)).toEqual([
			"lost",
			"lost",
			"kept",
			"late",
		]);
		expect(findings[0]).toMatchObject({
			where: "salesforce",
			since: NOW + MINUTE,
		});
		clock.advance(MINUTE);
		expect((await snapshot()).findings[0]?.since).toBe(NOW + MINUTE);
	});

	test("API calls that are nearly used up", async () => {
		const { snapshot, receiver } = await started();
		receiver.gauge("salesforce_client_api_calls_limit", 100);
		receiver.gauge("salesforce_client_api_calls_used", 94);
		expect((await snapshot()).findings).toEqual([]);
		receiver.gauge("salesforce_client_api_calls_used", 95);
		expect((await snapshot()).findings).toMatchObject([
			{ severity: "late", where: "salesforce" },
		]);
	});
});

test("recent problems have their cure, and nothing of an event", async () => {
	const { snapshot, login, clock } = await started();
	const fields = {
		code: "bad_rows",
		cure: "Do this.",
		error: "it broke",
		example: "jane@example.com,secret row",
		cells: { USER_NAME: 3 },
	};
	login.logger.warn("Rows can't be read", fields);
	clock.advance(MINUTE);
	login.logger.warn("Rows can't be read", fields);
	login.logger.info("All is well", fields);
	const body = await snapshot();
	expect(body.problems).toEqual([
		{
			level: "warn",
			message: "Rows can't be read",
			detail: "it broke",
			code: "bad_rows",
			cure: "Do this.",
			component: "salesforce",
			stream: "login",
			times: 2,
			firstAt: NOW,
			lastAt: NOW + MINUTE,
		},
	]);
	expect(JSON.stringify(body)).not.toMatch(/jane|secret row/);
});

test("problems are bounded, the latest kept", async () => {
	const { snapshot, telemetry } = await started();
	for (let index = 0; index < 200; index++) {
		telemetry.logger.error(`trouble ${index}`);
	}
	const { problems } = await snapshot();
	expect(problems).toHaveLength(50);
	expect(problems[0]?.message).toBe("trouble 199");
});

describe("who may ask", () => {
	test.each(["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:55679"])(
		"a page at %s",
		async (host) => {
			const { ask } = await started();
			expect((await ask("/", { host })).statusCode).toBe(200);
		},
	);

	test.each(["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])(
		"nobody through the name %s, for anything",
		async (host) => {
			const { ask } = await started();
			for (const path of ["/", "/status.json", "/events", "/script.js"]) {
				const answer = await ask(path, { host });
				expect([400, 421]).toContain(answer.statusCode);
				expect(await text(answer)).not.toContain("salesforce-otlp</title>");
			}
		},
	);

	test("a name that the operator has allowed", async () => {
		const { ask } = await started({ allowed_hosts: ["Status.acme.example"] });
		const host = "status.acme.example:8443";
		expect((await ask("/", { host })).statusCode).toBe(200);
	});

	test("nothing but GET is answered", async () => {
		const { page } = await started();
		for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
			const url = `http://127.0.0.1:${page.port}/status.json`;
			expect((await fetch(url, { method })).status).toBe(405);
		}
	});
});

test.each(["/", "/style.css", "/script.js", "/icon.svg", "/status.json"])(
	"%s has a strict policy and is not kept",
	async (path) => {
		const { ask } = await started();
		const { statusCode, headers } = await ask(path);
		expect(statusCode).toBe(200);
		expect(headers["content-security-policy"]).toMatch(/^default-src 'none';/);
		expect(headers["content-security-policy"]).not.toMatch(/unsafe|https?:/);
		expect(headers).toMatchObject({
			"x-content-type-options": "nosniff",
			"referrer-policy": "no-referrer",
			"cross-origin-resource-policy": "same-origin",
			"cache-control": "no-store",
		});
		expect(headers["access-control-allow-origin"]).toBeUndefined();
	},
);

test("no file names another origin, and the page holds neither script nor style of its own", async () => {
	const { ask } = await started();
	for (const path of ["/", "/style.css", "/script.js"]) {
		const body = (await text(await ask(path))).replaceAll(
			"http://www.w3.org/2000/svg",
			"",
		);
		expect(body).not.toMatch(/https?:\/\//);
		expect(body).not.toMatch(/<style|\sstyle=|\son\w+=/);
	}
});

test.each(["/../package.json", "/%2e%2e/package.json", "/page/index.html"])(
	"%s is not there",
	async (path) => {
		const { ask } = await started();
		expect((await ask(path)).statusCode).toBe(404);
	},
);

test("events begin with what is, and closing the page ends them", async () => {
	const { ask, page } = await started();
	const response = await ask("/events");
	expect(response.headers["content-type"]).toBe("text/event-stream");
	let received = "";
	response.setEncoding("utf8");
	response.on("error", () => {});
	for await (const chunk of response) {
		received += chunk;
		if (received.endsWith("\n\n")) break;
	}
	const [, data = ""] = /^data: (.*)$/m.exec(received) ?? [];
	expect(JSON.parse(data).verdict.state).toBe("ok");
	expect(JSON.parse(data).configuration).toBeUndefined();
	await page.close();
});

test("no more than a few pages are live at once", async () => {
	const { ask } = await started();
	const open = [];
	for (let index = 0; index < 21; index++) open.push(await ask("/events"));
	expect(open.map(({ statusCode }) => statusCode)).toEqual([
		...Array(20).fill(200),
		503,
	]);
	for (const response of open) {
		response.on("error", () => {});
		response.destroy();
	}
});
