// A backend, by a request without a record: it goes the whole way, credentials included,
// and stores nothing. One marked record follows where it was asked for.

import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ExporterConfig } from "../../config/schema/config.ts";
import { createCompressor } from "../../exporters/otlp/request/compression.ts";
import { logsUrl } from "../../exporters/otlp-http/endpoint.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	SendResult,
} from "../../pipeline/exporter.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import {
	createResource,
	createScope,
} from "../../receiver/mapping/resource.ts";
import { createExporter } from "../../service/create-exporter.ts";
import {
	type Check,
	type CheckGroup,
	type Finding,
	fail,
	pass,
	skip,
	warn,
} from "./check.ts";

export interface ExporterGroupOptions {
	readonly id: string;
	readonly config: ExporterConfig;
	readonly sendTestRecord: boolean;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	readonly version: string;
}

const INFO = 9;
const UNREACHED =
	"Check the endpoint, and the network, proxy and TLS settings between here and there.";
const CREDENTIALS = "Check the exporter's headers, or its auth.";

export function exporterGroup(options: ExporterGroupOptions): CheckGroup {
	const { id, config } = options;
	const subject = `exporter ${id}`;
	switch (config.type) {
		case "debug":
			return {
				subject,
				checks: [
					{
						name: "terminal",
						needs: [],
						run: async () =>
							skip("prints on this terminal, when the service runs"),
					},
				],
			};
		case "file":
			return {
				subject,
				checks: [
					{
						name: "file",
						needs: [],
						run: async () => writableFile(config.path),
					},
				],
			};
		default:
			return { subject, checks: backendChecks(options, endpointOf(config)) };
	}
}

function endpointOf(
	config: Extract<ExporterConfig, { type: "otlp_http" | "otlp_grpc" }>,
): string {
	if (config.type === "otlp_grpc") return config.endpoint;
	// Without a query, which may hold a token.
	const { origin, pathname } = logsUrl(config);
	return origin + pathname;
}

function backendChecks(
	options: ExporterGroupOptions,
	endpoint: string,
): Check[] {
	const attempt = async (
		signal: AbortSignal,
		requests: (exporter: Exporter) => Promise<EncodedRequest[]>,
	): Promise<SendResult> => {
		const { id, config, telemetry } = options;
		const { exporter } = await createExporter(id, config, telemetry, {
			write() {},
			color: false,
		});
		try {
			let result: SendResult = { kind: "accepted" };
			for (const request of await requests(exporter)) {
				result = await exporter.send(request, signal);
			}
			return result;
		} finally {
			await exporter.shutdown();
		}
	};
	return [
		{
			name: "backend",
			needs: [],
			async run(signal) {
				const result = await attempt(signal, async () => [
					await emptyRequest(options.config),
				]);
				return ofEmptyRequest(result, endpoint);
			},
		},
		...(options.sendTestRecord
			? [
					{
						name: "test record",
						needs: ["backend"],
						async run(signal: AbortSignal) {
							const result = await attempt(signal, ({ encoder }) =>
								encoder.encode([testRecord(options)]),
							);
							return ofTestRecord(result);
						},
					},
				]
			: []),
	];
}

/** No bytes are a message without fields; JSON needs an object. */
async function emptyRequest(config: ExporterConfig): Promise<EncodedRequest> {
	const json = config.type === "otlp_http" && config.encoding === "json";
	const plain = Buffer.from(json ? '{"resourceLogs":[]}' : "");
	const coding =
		(config.type === "otlp_http" || config.type === "otlp_grpc") &&
		config.compression !== "none"
			? config.compression
			: undefined;
	return {
		body:
			coding === undefined
				? plain
				: await createCompressor().compress(plain, coding),
		contentType: json ? "application/json" : "application/x-protobuf",
		contentEncoding: coding,
		records: 0,
		bytes: plain.byteLength,
	};
}

function ofEmptyRequest(result: SendResult, endpoint: string): Finding {
	switch (result.kind) {
		case "accepted":
		case "partial":
			return pass(`${endpoint} takes an empty request`);
		case "retry":
			return refused(at(endpoint, result.message), result.status);
		default:
			// Such as VictoriaLogs' 422: it has read the request, so it is the right place.
			return isCredentials(result.status)
				? fail(at(endpoint, result.message), CREDENTIALS)
				: result.status === 400 || result.status === 422
					? warn(
							`${endpoint} is there, and does not take an empty request: ${result.message}`,
							"Some backends don't. --send-test-record tells for sure.",
						)
					: fail(at(endpoint, result.message), UNREACHED);
	}
}

/** Messages about the connection name the endpoint themselves. */
function at(endpoint: string, message: string): string {
	return message.includes(endpoint) ? message : `${endpoint}: ${message}`;
}

function ofTestRecord(result: SendResult): Finding {
	switch (result.kind) {
		case "accepted":
			return pass(`taken: look for the event "${TEST_EVENT}"`);
		case "retry":
			return refused(result.message, result.status);
		case "partial":
			return fail(
				`taken, and the record refused: ${result.message}`,
				"See what the backend says of the record.",
			);
		default:
			return fail(result.message, "See what the backend says of the request.");
	}
}

function refused(found: string, status: number | undefined): Finding {
	if (isCredentials(status)) return fail(found, CREDENTIALS);
	return status === 429
		? warn(found, "The backend is busy, and the service tries again.")
		: fail(found, UNREACHED);
}

/** Of HTTP, and of gRPC: PERMISSION_DENIED and UNAUTHENTICATED. */
function isCredentials(status: number | undefined): boolean {
	return status === 401 || status === 403 || status === 7 || status === 16;
}

const TEST_EVENT = "salesforce_otlp.doctor.test";

function testRecord({ clock, version }: ExporterGroupOptions): LogRecord {
	const now = clock.now();
	const time: [number, number] = [
		Math.floor(now / 1_000),
		(now % 1_000) * 1_000_000,
	];
	const attributes = {
		"log.record.uid": `doctor-${now}`,
		"salesforce_otlp.test": true,
	};
	return {
		hrTime: time,
		hrTimeObserved: time,
		severityNumber: INFO,
		severityText: "INFO",
		eventName: TEST_EVENT,
		body: "A test record of salesforce-otlp doctor: nothing happened in Salesforce",
		attributes,
		droppedAttributesCount: 0,
		resource: createResource({ organizationId: "", attributes: {} }),
		instrumentationScope: createScope({ version }),
	};
}

/** Not opened: the service may be writing to it. */
function writableFile(path: string): Finding {
	const file = resolve(path);
	const directory = dirname(file);
	try {
		const there = statSync(file, { throwIfNoEntry: false }) !== undefined;
		accessSync(there ? file : directory, constants.W_OK);
		return pass(there ? `${file} can be written` : `${file} can be made`);
	} catch (error) {
		return fail(
			(error as Error).message,
			"Give this user the right to write there, or name another path.",
		);
	}
}
