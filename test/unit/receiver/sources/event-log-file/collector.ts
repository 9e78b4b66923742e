// Runs the source against an org as a stream does: a batch and its state are
// stored together, or not at all.

import { resourceFromAttributes } from "@opentelemetry/resources";
import type { EventLogFileStreamConfig } from "../../../../../config/schema/event-log-file-stream.ts";
import type { Logger } from "../../../../../pipeline/logger.ts";
import type { Telemetry } from "../../../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../../../../receiver/api/client.ts";
import { createEventLogFileSource } from "../../../../../receiver/sources/event-log-file/create-event-log-file-source.ts";
import { type FakeOrg, HOUR, MINUTE, ORGANIZATION_ID } from "./fake-org.ts";

export interface RecordingTelemetry extends Telemetry {
	readonly lines: { level: string; message: string; fields: unknown }[];
	readonly counts: Record<string, number>;
}

export function createRecordingTelemetry(): RecordingTelemetry {
	const lines: RecordingTelemetry["lines"] = [];
	const counts: Record<string, number> = {};
	const line = (level: string) => (message: string, fields?: unknown) => {
		lines.push({ level, message, fields });
	};
	const logger: Logger = {
		debug: line("debug"),
		info: line("info"),
		warn: line("warn"),
		error: line("error"),
		child: () => logger,
	};
	const telemetry: RecordingTelemetry = {
		lines,
		counts,
		logger,
		count(name, value, attributes = {}) {
			for (const key of [name, `${name}/${attributes.reason ?? ""}`]) {
				counts[key] = (counts[key] ?? 0) + value;
			}
		},
		component: () => telemetry,
	};
	return telemetry;
}

export interface Collector {
	readonly delivered: string[];
	/** `log.record.uid` of each. */
	readonly uids: string[];
	readonly telemetry: RecordingTelemetry;
	state: string | undefined;
	/** Stores at most `batches` batches, then dies before the next is stored. Gives whether the poll ended. */
	poll(batches?: number, signal?: AbortSignal): Promise<boolean>;
	/** A new process with the same store. */
	restart(): void;
}

export const CONFIG: EventLogFileStreamConfig = {
	source: "event_log_file",
	event_types: ["Login"],
	log_file_interval: "hourly",
	poll_interval: 15 * MINUTE,
	initial_lookback: 24 * HOUR,
	settle: 2 * MINUTE,
	overlap: HOUR,
};

export function createCollector(
	org: FakeOrg,
	client: SalesforceClient,
	config: Partial<EventLogFileStreamConfig> = {},
	telemetry = createRecordingTelemetry(),
): Collector {
	const open = () =>
		createEventLogFileSource({
			client,
			config: { ...CONFIG, ...config },
			context: {
				resource: resourceFromAttributes({}),
				scope: { name: "test" },
				organizationId: ORGANIZATION_ID,
				source: "event_log_file",
				includeOriginal: true,
			},
			telemetry,
			clock: { now: () => org.now, sleep: async () => {} },
			maxBatchRecords: 3,
		});
	let source = open();
	const collector: Collector = {
		delivered: [],
		uids: [],
		telemetry,
		state: undefined,
		async poll(batches = Infinity, signal = new AbortController().signal) {
			let left = batches;
			for await (const batch of source.poll(collector.state, signal)) {
				if (left-- <= 0) return false;
				for (const { attributes } of batch.records) {
					const row = JSON.parse(String(attributes["log.record.original"]));
					collector.delivered.push(row.REQUEST_ID);
					collector.uids.push(String(attributes["log.record.uid"]));
				}
				collector.state = batch.state;
			}
			return true;
		},
		restart() {
			source = open();
		},
	};
	return collector;
}
