// An `otlp_http` exporter from keys as they stand in a file, shut down after the test.

import { onTestFinished } from "vitest";
import { otlpHttpExporterSchema } from "../../../../config/schema/otlp-http-exporter.ts";
import {
	createOtlpHttpExporter,
	type OtlpHttpExporterOptions,
} from "../../../../exporters/otlp-http/create-otlp-http-exporter.ts";
import type { SendResult } from "../../../../pipeline/exporter.ts";
import { logRecords } from "../log-records.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";

const NEVER = new AbortController().signal;

export function exporterUnderTest(
	config: Record<string, unknown>,
	options: Partial<OtlpHttpExporterOptions> = {},
) {
	const telemetry = recordingTelemetry();
	const exporter = createOtlpHttpExporter(
		"otlp_http/test",
		otlpHttpExporterSchema.parse(config),
		telemetry,
		{ version: "1.2.3", env: {}, ...options },
	);
	onTestFinished(() => exporter.shutdown());
	return {
		telemetry,
		async send(signal = NEVER): Promise<SendResult> {
			const [request] = await exporter.encoder.encode(logRecords(3));
			if (request === undefined) throw new Error("no request");
			return exporter.send(request, signal);
		},
	};
}
