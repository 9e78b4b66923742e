import { expect, onTestFinished, test } from "vitest";
import { healthCheckSchema } from "../../../../config/schema/health-check.ts";
import { startHealthCheck } from "../../../../extensions/health-check/start-health-check.ts";
import type { ComponentStatus } from "../../../../pipeline/component-report.ts";
import { createComponentBoard } from "../../../../service/telemetry/component-board.ts";
import { manualClock } from "../../exporters/manual-clock.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const OK: ComponentStatus = { state: "ok" };
const AWAY: ComponentStatus = {
	state: "recoverable_error",
	message: "connection refused",
};
const REFUSED: ComponentStatus = {
	state: "permanent_error",
	message: "the login was refused",
	code: "invalid_client",
	cure: "Check client_id.",
};

async function started(settings: object = {}) {
	const clock = manualClock(NOW);
	const components = createComponentBoard(clock);
	const health = await startHealthCheck({
		id: "health_check",
		config: healthCheckSchema.parse({ endpoint: "127.0.0.1:0", ...settings }),
		pipelines: {
			logs: { receivers: ["salesforce"], exporters: ["otlp_http", "debug"] },
			"logs/audit": { receivers: ["salesforce"], exporters: ["debug"] },
		},
		components,
		clock,
	});
	onTestFinished(() => health.close());
	const report = (
		kind: "receiver" | "exporter",
		id: string,
		status: ComponentStatus,
		stream?: string,
	) => components.report({ kind, id, stream }, { status });
	return {
		health,
		clock,
		report,
		allOk() {
			report("receiver", "salesforce", OK);
			report("receiver", "salesforce", OK, "login");
			report("exporter", "otlp_http", OK);
			report("exporter", "debug", OK);
		},
		async get(path: string) {
			const response = await fetch(`http://127.0.0.1:${health.port}${path}`);
			const text = await response.text();
			const isJson = response.headers.get("content-type")?.includes("json");
			return {
				code: response.status,
				body: isJson ? JSON.parse(text) : text,
			};
		},
	};
}

test("it is alive from its start, and ready when every component works", async () => {
	const { get, allOk } = await started();
	expect(await get("/")).toEqual({
		code: 200,
		body: {
			status: "Server available",
			upSince: "2026-11-23T12:00:00.000Z",
			uptime: "0s",
		},
	});
	expect(await get("/status")).toMatchObject({
		code: 503,
		body: { healthy: false, status: "StatusStarting" },
	});
	allOk();
	expect(await get("/status")).toEqual({
		code: 200,
		body: {
			start_time: "2026-11-23T12:00:00.000Z",
			healthy: true,
			status: "StatusOK",
			status_time: "2026-11-23T12:00:00.000Z",
		},
	});
});

test("a dead backend and a refused login are told, and get nobody killed", async () => {
	const { get, allOk, report, clock } = await started();
	allOk();
	clock.advance(60_000);
	report("exporter", "otlp_http", AWAY);
	report("receiver", "salesforce", REFUSED);
	clock.advance(3_600_000);
	expect(await get("/")).toMatchObject({ code: 200 });
	const { code, body } = await get("/status?verbose");
	expect(code).toBe(200);
	expect(body).toMatchObject({
		healthy: true,
		status: "StatusPermanentError",
		error: "the login was refused",
		cure: "Check client_id.",
	});
	const { components } = body.components["pipeline:logs"];
	expect(components["exporter:otlp_http"]).toEqual({
		healthy: true,
		status: "StatusRecoverableError",
		status_time: "2026-11-23T12:01:00.000Z",
		error: "connection refused",
	});
	expect(components["receiver:salesforce"]).toMatchObject({
		status: "StatusPermanentError",
		components: { "stream:login": { status: "StatusOK" } },
	});
	expect(components["exporter:debug"]).toMatchObject({ status: "StatusOK" });
});

test("one stream's trouble is that of its receiver", async () => {
	const { get, allOk, report } = await started();
	allOk();
	report("receiver", "salesforce", REFUSED, "logout");
	const { body } = await get("/status?verbose&pipeline=logs/audit");
	expect(body.status).toBe("StatusPermanentError");
	expect(body.components["receiver:salesforce"].components).toMatchObject({
		"stream:login": { status: "StatusOK" },
		"stream:logout": { status: "StatusPermanentError" },
	});
});

test("a pipeline is asked for by its id", async () => {
	const { get, allOk, report } = await started();
	allOk();
	report("exporter", "otlp_http", AWAY);
	expect((await get("/status?pipeline=logs")).body.status).toBe(
		"StatusRecoverableError",
	);
	expect((await get("/status?pipeline=logs/audit")).body.status).toBe(
		"StatusOK",
	);
	expect(await get("/status?pipeline=logs/none")).toMatchObject({ code: 404 });
});

test("errors count when they are asked for, passing ones when they last", async () => {
	const { get, allOk, report, clock } = await started({
		component_health: {
			include_permanent_errors: true,
			include_recoverable_errors: true,
			recovery_duration: "1m",
		},
	});
	allOk();
	report("exporter", "otlp_http", AWAY);
	expect(await get("/status")).toMatchObject({ code: 200 });
	clock.advance(60_001);
	expect(await get("/status")).toMatchObject({
		code: 503,
		body: { healthy: false, status: "StatusRecoverableError" },
	});
	report("exporter", "otlp_http", OK);
	expect(await get("/status")).toMatchObject({ code: 200 });
	report("receiver", "salesforce", REFUSED);
	expect(await get("/status")).toMatchObject({ code: 503 });
	expect(await get("/")).toMatchObject({ code: 200 });
});

test("while it stops it is neither alive nor ready", async () => {
	const { get, allOk, health } = await started();
	allOk();
	health.stopping();
	expect(await get("/")).toMatchObject({
		code: 503,
		body: { status: "Server not available" },
	});
	expect(await get("/status")).toMatchObject({ code: 503 });
});

test("paths and answers are as configured", async () => {
	const { get, health } = await started({
		path: "/live",
		response_body: { healthy: "yes", unhealthy: "no" },
		http: { status: { enabled: false } },
	});
	expect(await get("/live")).toEqual({ code: 200, body: "yes" });
	expect(await get("/")).toMatchObject({ code: 404 });
	expect(await get("/status")).toMatchObject({ code: 404 });
	health.stopping();
	expect(await get("/live")).toEqual({ code: 503, body: "no" });
});
