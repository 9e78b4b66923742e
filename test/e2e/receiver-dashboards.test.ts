// The dashboards of the receiver itself, over what the process shows and sends of itself
// when all goes wrong that can: every panel has something to show. Grafana's run in
// Prometheus's own engine. Of Kibana's, which has none here, fields and kinds are held
// against what is sent.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { telemetrySchema } from "../../config/schema/telemetry.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type { CounterName } from "../../pipeline/metrics.ts";
import type { ServiceTelemetry } from "../../service/telemetry/create-telemetry.ts";
import { startMetricReaders } from "../../service/telemetry/metric-readers.ts";
import { HEADER, loginCsv } from "../integration/support/login-csv.ts";
import { startBackend } from "../integration/support/otlp-backend.ts";
import {
	hurriedClock,
	prepareService,
} from "../integration/support/running-service.ts";
import { startOrg } from "../integration/support/simulated-org.ts";
import { buildEngines, type Engines, type Scrape } from "./support/engines.ts";

const DASHBOARDS = join(import.meta.dirname, "../../dashboards");
/** Long enough to build the engines from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const END = Date.UTC(2026, 10, 23, 12);

const TROUBLE = [
	"salesforce_receiver_duplicate_log_records",
	"salesforce_receiver_files_lost",
	"salesforce_receiver_gaps",
	"salesforce_receiver_polls_failed",
	"salesforce_receiver_rows_set_aside",
	"salesforce_client_incurable_login_failures",
	"otelcol_exporter_enqueue_failed_log_records",
	"otelcol_exporter_send_failed_log_records",
	"salesforce_exporter_rejected_log_records",
] as const satisfies readonly CounterName[];

interface Panel {
	readonly title: string;
	readonly targets: readonly {
		readonly expr: string;
		readonly range: boolean;
	}[];
}

const panels: readonly Panel[] = JSON.parse(
	readFileSync(join(DASHBOARDS, "grafana/receiver.json"), "utf8"),
).panels;
const targets = panels.flatMap(({ title, targets }) =>
	targets.map((target) => ({ title, ...target })),
);

/** What Grafana puts in the place of its variables, of six hours scraped each minute. */
const filledIn = (expr: string) =>
	expr
		.replaceAll("$__range", "6h")
		.replaceAll("$__rate_interval", "4m")
		.replaceAll("$job", ".+");

let ask: Engines["prometheus"];
let scrapes: readonly Scrape[];
let sent: readonly SentMetric[];
/** What the process has counted. */
let total: (name: CounterName) => number;

/** Each answer of `/metrics` for some minutes, the last of them until now. */
async function troubledRun(): Promise<void> {
	const clock = hurriedClock();
	await using org = await startOrg({
		hours: 6,
		faults: { file_vanished: { count: 1 } },
	});
	await using refusing = await startOrg();
	refusing.failNextLogins(
		Array.from({ length: 50 }, () => ({
			error: "invalid_grant",
			error_description: "user hasn't approved this consumer",
		})),
	);
	await using good = await startBackend();
	await using deaf = await startBackend(() => ({ status: 400, body: "never" }));
	await using choosy = await startBackend(() => ({
		status: 200,
		headers: { "content-type": "application/json" },
		body: '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}',
	}));
	await using away = await startBackend(() => ({ status: 503 }));
	await using service = await prepareService({
		orgs: { acme: org, refusing },
		clock,
		exporters: {
			otlp_http: { endpoint: good.url },
			"otlp_http/deaf": { endpoint: deaf.url },
			"otlp_http/choosy": { endpoint: choosy.url },
			"otlp_http/away": {
				endpoint: away.url,
				sending_queue: { queue_size: 1, block_on_overflow: false },
			},
		},
	});
	const { scrape, shutdown } = await metricsOf(service.telemetry, clock);
	const answers: Omit<Scrape, "at">[] = [];
	answers.push(await scrape());
	service.start();
	await service.until(() => good.records.length > 0);
	answers.push(await scrape());
	const twice = loginCsv("a", "b");
	const later = loginCsv("c", "d");
	for (const content of [
		twice,
		twice,
		`${HEADER}"Login","20261123100506.789","x`,
	])
		org.publishFile({ content });
	org.publishFile({ content: later, length: later.length + 10 });
	for (const name of TROUBLE) {
		await service.until(() => {
			// What is held back is given up after some time.
			org.advance(HOUR / 4);
			return service.total(name) > 0;
		});
	}
	answers.push(await scrape());
	sent = await shutdown();
	total = (name) => service.telemetry.metrics.total(name);
	scrapes = answers.flatMap((answer, index) =>
		Array.from({ length: 10 }, (_, minute) => ({
			...answer,
			at: END - (10 * (answers.length - index) - minute - 1) * MINUTE,
		})),
	);
}

/** A metric of an OTLP request in JSON. */
interface SentMetric {
	readonly name: string;
	readonly sum?: SentPoints;
	readonly histogram?: SentPoints;
	readonly gauge?: SentPoints;
}

interface SentPoints {
	readonly aggregationTemporality?: number;
	readonly dataPoints: readonly {
		readonly attributes: readonly { readonly key: string }[];
	}[];
}

const DELTA = 1;

async function metricsOf(telemetry: ServiceTelemetry, clock: Clock) {
	const bodies: Promise<string>[] = [];
	const backend = createServer((request, response) => {
		bodies.push(text(request));
		request.once("end", () => response.end("{}"));
	}).listen(0, "127.0.0.1");
	await once(backend, "listening");
	const { port } = backend.address() as AddressInfo;
	const pull = { exporter: { prometheus: { port: 0 } } };
	const otlp_http = {
		endpoint: `http://127.0.0.1:${port}/v1/metrics`,
		temporality_preference: "delta",
	};
	const periodic = { interval: "1h", exporter: { otlp_http } };
	const { ports, shutdown } = await startMetricReaders(
		telemetrySchema.parse({
			metrics: { level: "normal", readers: [{ pull }, { periodic }] },
		}),
		telemetry,
		clock,
	);
	return {
		/** Gives what is sent then. */
		async shutdown(): Promise<readonly SentMetric[]> {
			await shutdown();
			backend.close();
			const requests = (await Promise.all(bodies)).map((body) =>
				JSON.parse(body),
			);
			const [{ scope, metrics }] = requests[0].resourceMetrics[0].scopeMetrics;
			expect(scope.name).toBe("salesforce-otlp");
			return metrics;
		},
		async scrape(): Promise<Omit<Scrape, "at">> {
			const answer = await fetch(`http://127.0.0.1:${ports[0]}/metrics`);
			return {
				contentType: String(answer.headers.get("content-type")),
				text: await answer.text(),
			};
		},
	};
}

beforeAll(async () => {
	ask = (await buildEngines()).prometheus;
	await troubledRun();
}, BUILD_MS);

test("every panel has something to show", () => {
	const answers = ask(
		scrapes,
		END,
		targets.map(({ expr, range }) => ({
			expr: filledIn(expr),
			...(range && { range: 6 * HOUR, step: MINUTE }),
		})),
	);
	expect(targets.length).toBeGreaterThan(25);
	const empty = targets.filter((_, index) => answers[index]?.length === 0);
	expect(empty.map(({ title, expr }) => `${title}: ${expr}`)).toEqual([]);
});

test.for([
	"salesforce_receiver_gaps",
	"salesforce_receiver_files_lost",
	"salesforce_client_incurable_login_failures",
] as const)("%s: trouble that was never before is counted whole", (name) => {
	const [target] = targets.filter(({ expr }) => expr.includes(name));
	const [rows = []] = ask(scrapes, END, [
		{ expr: filledIn(target?.expr ?? "") },
	]);
	expect(total(name)).toBeGreaterThan(0);
	expect(rows.map(({ value }) => value)).toEqual([total(name)]);
});

interface LensColumn {
	readonly operationType: "sum" | "max" | "percentile" | "terms";
	readonly sourceField: string;
	readonly params: { readonly secondaryFields?: readonly string[] };
}

const lenses: readonly {
	readonly title: string;
	readonly columns: readonly LensColumn[];
}[] = readFileSync(join(DASHBOARDS, "kibana/receiver.ndjson"), "utf8")
	.trimEnd()
	.split("\n")
	.map((line) => JSON.parse(line))
	.filter(({ type }) => type === "lens")
	.map(({ attributes: { title, state } }) => ({
		title,
		columns: Object.values(
			state.datasourceStates.formBased.layers.panel.columns,
		),
	}));

test("Kibana's dashboard has as many panels as Grafana's", () => {
	expect(lenses.map(({ title }) => title)).toEqual(
		panels.map(({ title }) => title),
	);
});

test.for(lenses)(
	"Kibana, $title: what is sent can be shown so",
	({ columns }) => {
		const by = columns
			.filter(({ operationType }) => operationType === "terms")
			.flatMap(({ sourceField, params: { secondaryFields = [] } }) => [
				sourceField,
				...secondaryFields,
			]);
		const measures = columns.filter(({ sourceField }) =>
			sourceField.startsWith("metrics."),
		);
		expect(measures.length).toBeGreaterThan(0);
		for (const { operationType, sourceField } of measures) {
			const metric = sent.find(({ name }) => `metrics.${name}` === sourceField);
			const points = {
				sum: metric?.sum,
				percentile: metric?.histogram,
				max: metric?.gauge,
				terms: undefined,
			}[operationType];
			expect(points?.dataPoints.length, sourceField).toBeGreaterThan(0);
			if (operationType !== "max")
				expect(points?.aggregationTemporality).toBe(DELTA);
			for (const { attributes } of points?.dataPoints ?? []) {
				const fields = attributes.map(({ key }) => `attributes.${key}`);
				expect(fields, sourceField).toEqual(expect.arrayContaining(by));
			}
		}
	},
);
