// The process's own log over OTLP, through the SDK's stock exporter. It may lose
// lines when its backend is away, which is right for a log about the process and
// why customers' events never go this way (see exporters/otlp-http).

import { SeverityNumber } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import {
	BatchLogRecordProcessor,
	LoggerProvider,
} from "@opentelemetry/sdk-logs";
import type { LogLevel } from "../../pipeline/logger.ts";
import type { Secret } from "../../pipeline/secret.ts";
import { VERSION } from "../version.ts";
import { type LogLine, plainValue } from "./log-line.ts";
import { revealHeaders, withoutOtlpEnvironment } from "./otlp-environment.ts";
import { ownResource } from "./own-resource.ts";

export interface OtlpLogTarget {
	/** The full URL, `/v1/logs` included. */
	readonly endpoint: string;
	readonly headers: Readonly<Record<string, Secret>>;
}

export interface OtlpLogOutput {
	write(line: LogLine): void;
	/** Sends what is buffered and closes. Never rejects. */
	shutdown(): Promise<void>;
}

const SEVERITY: Readonly<Record<LogLevel, SeverityNumber>> = {
	debug: SeverityNumber.DEBUG,
	info: SeverityNumber.INFO,
	warn: SeverityNumber.WARN,
	error: SeverityNumber.ERROR,
};

export function createOtlpLogOutput(
	targets: readonly OtlpLogTarget[],
	resource: Readonly<Record<string, string>>,
): OtlpLogOutput {
	const provider = new LoggerProvider({
		resource: ownResource(resource),
		processors: targets.map(
			(target) =>
				new BatchLogRecordProcessor({ exporter: createExporter(target) }),
		),
	});
	const logger = provider.getLogger("salesforce-otlp", VERSION);
	return {
		write({ time, level, message, fields }) {
			logger.emit({
				timestamp: new Date(time),
				severityNumber: SEVERITY[level],
				severityText: level.toUpperCase(),
				body: message,
				attributes: JSON.parse(JSON.stringify(fields, plainValue)),
			});
		},
		async shutdown() {
			await provider.shutdown().catch(() => {});
		},
	};
}

function createExporter({ endpoint, headers }: OtlpLogTarget): OTLPLogExporter {
	return withoutOtlpEnvironment(
		() =>
			new OTLPLogExporter({ url: endpoint, headers: revealHeaders(headers) }),
	);
}
