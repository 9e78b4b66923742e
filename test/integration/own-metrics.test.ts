// What the process measures and says of itself while it reads an org and delivers.

import { expect, test } from "vitest";
import { startBackend } from "./support/otlp-backend.ts";
import { prepareService } from "./support/running-service.ts";
import { publishedUids, startOrg } from "./support/simulated-org.ts";

const RECEIVER = "salesforce/acme";
const LOGIN = { receiver: RECEIVER, stream: "login", event_type: "Login" };

test("a run leaves counts, ages, the queue's gauges and the lateness of every record", async () => {
	await using org = await startOrg({
		streams: ["login", "logout", "setup_audit_trail"],
	});
	await using backend = await startBackend();
	await using service = await prepareService({
		orgs: { acme: org },
		exporters: { otlp_http: { endpoint: backend.url } },
	});
	await service.runOnce();
	const { metrics, collect, components } = service.telemetry;
	await collect();
	const value = (
		name: Parameters<typeof metrics.series>[0],
		where: Record<string, string>,
	) => metrics.series(name, where).map((series) => series.value);

	const accepted = service.total("otelcol_receiver_accepted_log_records");
	expect(accepted).toBeGreaterThan(publishedUids(org).size);
	const files = org.ledger().filter(({ eventType }) => eventType === "Login");
	expect(value("salesforce_receiver_files_seen", LOGIN)).toEqual([
		files.length,
	]);
	expect(value("salesforce_receiver_files_read", LOGIN)).toEqual([
		files.length,
	]);
	expect(value("salesforce_receiver_files_waiting", LOGIN)).toEqual([0]);
	expect(service.total("salesforce_client_logins")).toBe(1);

	const [used = 0] = value("salesforce_client_api_calls_used", {});
	const [limit = 0] = value("salesforce_client_api_calls_limit", {});
	expect(used).toBeGreaterThan(0);
	expect(value("salesforce_client_api_calls_left", {})).toEqual([limit - used]);

	// A fifth of them, by default.
	expect(value("salesforce_client_api_calls_budget", {})).toEqual([
		Math.floor(limit / 5),
	]);

	// The org's clock stands still: ages are by it.
	const [newest] = value("salesforce_receiver_newest_event_age_seconds", LOGIN);
	const events = backend.records
		.filter(({ attributes }) => attributes["salesforce.event.type"] === "Login")
		.map(({ timeUnixNano }) => Number(timeUnixNano / 1_000_000n));
	expect(newest).toBe(Math.max(...events));
	for (const stream of ["login", "logout", "setup_audit_trail"]) {
		const [watermark] = value("salesforce_receiver_watermark_age_seconds", {
			receiver: RECEIVER,
			stream,
		});
		expect(watermark, stream).toBeGreaterThan(newest as number);
	}

	const [latency] = metrics.series(
		"salesforce_exporter_event_latency_seconds",
		{ exporter: "otlp_http" },
	);
	expect(latency?.distribution?.count).toBe(accepted);
	const [sizes] = metrics.series("otelcol_exporter_queue_batch_send_size");
	expect(sizes?.distribution).toMatchObject({
		count: backend.requests.length,
		sum: accepted,
	});
	const [bytes] = metrics.series(
		"otelcol_exporter_queue_batch_send_size_bytes",
	);
	expect(bytes?.distribution?.count).toBe(backend.requests.length);
	const exporter = { exporter: "otlp_http" };
	expect(value("otelcol_exporter_queue_size", exporter)).toEqual([0]);
	expect(value("otelcol_exporter_queue_capacity", exporter)).toEqual([1000]);
	expect(value("otelcol_exporter_in_flight_requests", exporter)).toEqual([0]);
	expect(value("salesforce_exporter_dead_letters", exporter)).toEqual([0]);
	expect(metrics.series("salesforce_exporter_queue_age_seconds")).toEqual([]);
	for (const part of ["database", "write_ahead_log"]) {
		const [size] = value("salesforce_storage_size_bytes", { part });
		expect(size, part).toBeGreaterThan(0);
	}

	expect(components.all()).toContainEqual(
		expect.objectContaining({
			kind: "exporter",
			id: "otlp_http",
			status: { state: "ok" },
			lastAnswer: expect.objectContaining({ text: "accepted" }),
		}),
	);
	expect(components.all()).toContainEqual(
		expect.objectContaining({
			kind: "receiver",
			id: RECEIVER,
			organizationId: org.organizationId,
			status: { state: "ok" },
		}),
	);
});

test("a backend that is away is its exporter's trouble, and over when it is back", async () => {
	await using org = await startOrg();
	let away = true;
	await using backend = await startBackend(() =>
		away ? { status: 503, body: "closed" } : { status: 200 },
	);
	await using service = await prepareService({
		orgs: { acme: org },
		exporters: { otlp_http: { endpoint: backend.url } },
	});
	const exporter = () =>
		service.telemetry.components
			.all()
			.find(({ kind, stream }) => kind === "exporter" && stream === undefined);
	service.start();
	await service.until(() => exporter()?.status.state === "recoverable_error");
	expect(exporter()?.status).toMatchObject({
		message: expect.stringContaining("503"),
	});
	await service.telemetry.collect();
	const { metrics } = service.telemetry;
	expect(
		metrics.series("salesforce_exporter_queued_log_records")[0]?.value,
	).toBeGreaterThan(0);
	expect(metrics.series("salesforce_exporter_queue_age_seconds")).toHaveLength(
		1,
	);
	away = false;
	await service.until(() => exporter()?.status.state === "ok");
});

test("a refused login is the receiver's permanent error, with its cure", async () => {
	await using org = await startOrg();
	await using backend = await startBackend();
	await using service = await prepareService({
		orgs: { acme: org },
		receiver: {
			auth: {
				jwt_bearer: {
					client_id: "unknown",
					username: org.username,
					private_key: org.privateKeyPem,
					token_url: `${org.url}/services/oauth2/token`,
				},
			},
		},
		exporters: { otlp_http: { endpoint: backend.url } },
	});
	service.start();
	const receiver = () =>
		service.telemetry.components
			.all()
			.find(({ kind, stream }) => kind === "receiver" && stream === undefined);
	await service.until(() => receiver()?.status.state === "permanent_error");
	expect(receiver()?.status).toMatchObject({
		code: expect.stringMatching(/^[a-z_]+$/),
		cure: expect.any(String),
	});
	expect(
		service.total("salesforce_client_incurable_login_failures"),
	).toBeGreaterThan(0);
});
