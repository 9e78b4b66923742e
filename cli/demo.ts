// `demo`: the whole path on one machine. A simulated org, the service as it is, and
// a small backend that shows what arrives; or the backend that the standard
// variables name.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import picocolors from "picocolors";
import { ConfigError, configFromEnvironment } from "../config/load.ts";
import {
	formatRecordLine,
	type PrintableRecord,
} from "../exporters/debug/record-line.ts";
import { systemClock } from "../pipeline/clock.ts";
import { createService } from "../service/create-service.ts";
import {
	createTelemetry,
	type ServiceTelemetry,
} from "../service/telemetry/create-telemetry.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { startSimulator } from "../simulator/start-simulator.ts";
import { colorOf } from "./color.ts";
import { type Sink, startSink } from "./demo/sink.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";

const TIMEOUT_MS = 60_000;
/** About a screen or two of events. */
const ORG = {
	users: 8,
	hours: 2,
	rows_per_hour: 9,
	rhythm: false,
	// So rare in so small an org that there might be none.
	event_types: {
		ApexSoap: 3,
		ExternalCustomApexCallout: 3,
		ConcurrentLongRunningApexLimit: 3,
	},
} as const;

/** What the summary counts, by the event types that a stream is made of. */
const STREAMS: readonly (readonly [
	stream: string,
	title: string,
	eventTypes: RegExp,
])[] = [
	["login", "logins", /^Login$/],
	["logout", "logouts", /^Logout$/],
	["apex", "Apex", /Apex|^QueuedExecution$/],
	["setup_audit_trail", "setup changes", /^SetupAuditTrail$/],
];

/**
 * The org makes its files in the twenty minutes after the latency has passed.
 * Chosen so that none of them is younger than `settle`, which would leave it for
 * a later poll.
 */
const latency = (now: Date) => (now.getMinutes() < 25 ? "2h30m" : "3h");

export async function demo(): Promise<number> {
	const color = colorOf(process.stdout);
	const simulator = await startSimulator({
		...ORG,
		latency: latency(new Date()),
	});
	const sink = endpointIsSet(process.env) ? undefined : await startSink();
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-demo-"));
	const telemetry = createTelemetry({
		level: "warn",
		encoding: "console",
		write: (text) => process.stderr.write(text),
		clock: systemClock,
	});
	try {
		console.log(introduction(simulator, sink));
		const started = performance.now();
		await readOnce(environment(simulator, sink, directory), telemetry);
		const seconds = (performance.now() - started) / 1000;
		for (const record of inOrder(sink?.records ?? [])) {
			console.log(formatRecordLine(record, { color }));
		}
		console.log(summary(telemetry, sink, seconds, color));
		return EXIT_OK;
	} catch (error) {
		console.error((error as Error).message);
		return error instanceof ConfigError ? EXIT_USAGE : EXIT_FAILED;
	} finally {
		await sink?.close();
		await simulator.close();
		rmSync(directory, { recursive: true, force: true });
	}
}

async function readOnce(
	env: NodeJS.ProcessEnv,
	telemetry: ServiceTelemetry,
): Promise<void> {
	const service = await createService({
		config: configFromEnvironment(env).config,
		telemetry,
		clock: systemClock,
		print: { write: (text) => process.stdout.write(text), color: false },
	});
	try {
		await service.runOnce(AbortSignal.timeout(TIMEOUT_MS));
	} finally {
		await service.shutdown();
	}
}

/** The demo is set up as anyone would be: by environment variables. */
function environment(
	simulator: Simulator,
	sink: Sink | undefined,
	directory: string,
): NodeJS.ProcessEnv {
	const backend = sink
		? {
				OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
				OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
			}
		: Object.fromEntries(
				Object.entries(process.env).filter(([name]) =>
					name.startsWith("OTEL_"),
				),
			);
	return {
		...backend,
		SALESFORCE_INSTANCE_URL: simulator.instanceUrl,
		SALESFORCE_CLIENT_ID: simulator.clientId,
		SALESFORCE_USERNAME: simulator.username,
		SALESFORCE_PRIVATE_KEY: simulator.privateKeyPem,
		SALESFORCE_STREAMS: STREAMS.map(([stream]) => stream).join(","),
		SALESFORCE_STATE_DIRECTORY: directory,
	};
}

function endpointIsSet(env: NodeJS.ProcessEnv): boolean {
	return Boolean(
		env.OTEL_EXPORTER_OTLP_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT,
	);
}

function introduction(simulator: Simulator, sink: Sink | undefined): string {
	const target = sink
		? `a small backend at ${sink.endpoint}`
		: "the backend that OTEL_EXPORTER_OTLP_* names";
	return `Reading the simulated org "${simulator.organizationName}" at ${simulator.url}, sending to ${target}.\n`;
}

/** Streams are read side by side; a person reads by time. */
function inOrder(records: readonly PrintableRecord[]): PrintableRecord[] {
	return [...records].sort(
		({ hrTime: a }, { hrTime: b }) => a[0] - b[0] || a[1] - b[1],
	);
}

function countsByStream({ records }: Sink): [string, number][] {
	return STREAMS.map(([, title, eventTypes]) => [
		title,
		records.filter(({ attributes }) =>
			eventTypes.test(String(attributes["salesforce.event.type"])),
		).length,
	]);
}

function summary(
	{ metrics }: ServiceTelemetry,
	sink: Sink | undefined,
	seconds: number,
	color: boolean,
): string {
	const { bold, dim } = picocolors.createColors(color);
	const figures: (readonly [string, string | number])[] = [
		["files read", metrics.total("salesforce_receiver_files_read")],
		["records sent", metrics.total("otelcol_receiver_accepted_log_records")],
		["acknowledged", metrics.total("otelcol_exporter_sent_log_records")],
		...(sink
			? [["duplicates", sink.duplicates] as const, ...countsByStream(sink)]
			: []),
		["time", `${seconds.toFixed(1)} s`],
	];
	return [
		"",
		...figures.map(
			([name, value]) => `${dim(name.padEnd(16))}${bold(String(value))}`,
		),
		"",
		"Where to go next:",
		"  npm start -- simulate             the same org, to run the receiver against",
		"  npm start -- convert FILE.csv     an event log file you have downloaded",
		"  README.md                         a real org in five minutes",
	].join("\n");
}
