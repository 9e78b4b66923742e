// The `debug` exporter: records to the terminal. It reads the same stored bytes
// that another exporter would send, so what it prints is what goes over the wire.

import type { DebugExporterConfig } from "../../config/schema/debug-exporter.ts";
import type { Exporter } from "../../pipeline/exporter.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createOtlpEncoder } from "../otlp/encoder.ts";
import { detailedLines } from "./detailed.ts";
import {
	logRecords,
	type OtlpLogsRequest,
	parseLogsRequest,
	toPrintable,
} from "./otlp-json.ts";
import { formatRecordLine } from "./record-line.ts";

export interface DebugExporterOptions {
	/** ANSI colours, for a terminal. */
	readonly color?: boolean;
}

/** `write` gets whole lines with their ends, once a request. */
export function createDebugExporter(
	id: string,
	config: DebugExporterConfig,
	_telemetry: Telemetry,
	write: (text: string) => void,
	{ color = false }: DebugExporterOptions = {},
): Exporter {
	const { batch } = config.sending_queue;

	function lines(request: OtlpLogsRequest, records: number): string[] {
		switch (config.verbosity) {
			case "basic":
				return [
					`${id}: resource logs: ${request.resourceLogs?.length ?? 0}, log records: ${records}`,
				];
			case "normal":
				return Array.from(logRecords(request), (record) =>
					formatRecordLine(toPrintable(record), { color }),
				);
			case "detailed":
				return detailedLines(request);
		}
	}

	return {
		id,
		encoder: createOtlpEncoder({
			encoding: "json",
			compression: "none",
			maxSize: batch.max_size,
			sizer: batch.sizer,
		}),
		async send({ body, records }, signal) {
			signal.throwIfAborted();
			let text: string[];
			try {
				text = lines(parseLogsRequest(body), records);
			} catch (error) {
				return {
					kind: "permanent",
					message: `the request can't be printed: ${(error as Error).message}`,
				};
			}
			write(text.map((line) => `${line}\n`).join(""));
			return { kind: "accepted" };
		},
		async shutdown() {},
	};
}
