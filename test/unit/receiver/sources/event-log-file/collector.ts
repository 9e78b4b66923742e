// Runs the source against an org as a stream does: a batch and its state are
// stored together, or not at all.

import type { LogFileSchedule } from "../../../../../config/schema/event-log-file-stream.ts";
import type { Logger } from "../../../../../pipeline/logger.ts";
import type { Telemetry } from "../../../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../../../../receiver/api/client.ts";
import type { TranscodeFile } from "../../../../../receiver/sources/csv/transcode-file.ts";
import {
	type BacklogOptions,
	createEventLogFileSource,
} from "../../../../../receiver/sources/event-log-file/create-event-log-file-source.ts";
import type {
	EventTypes,
	TypeSettings,
} from "../../../../../receiver/sources/event-log-file/event-types.ts";
import { createTranscoderFactory } from "../../../../../transcoder/create-transcoder.ts";
import { transcodeHere } from "../../../../../transcoder/transcode-here.ts";
import { deafTelemetry } from "../../../deaf-telemetry.ts";
import { attributesIn } from "../attributes-in.ts";
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
		...deafTelemetry,
		lines,
		counts,
		logger,
		count(name, value, attributes) {
			const { reason = "" }: { reason?: string } = { ...attributes };
			for (const key of [name, `${name}/${reason}`]) {
				counts[key] = (counts[key] ?? 0) + value;
			}
		},
		component: () => telemetry,
		stream: () => telemetry,
	};
	return telemetry;
}

export interface Collector {
	/** REQUEST_ID of every record. */
	readonly delivered: string[];
	/** `log.record.uid` of each. */
	readonly uids: string[];
	readonly telemetry: RecordingTelemetry;
	/** The store: checkpoints by key. */
	readonly states: Map<string, string>;
	/** Stores at most `batches` batches, then dies before the next is stored. Gives whether the poll ended. */
	poll(batches?: number, signal?: AbortSignal): Promise<boolean>;
	/** The last poll ended to look for newer files. */
	hasMore(): boolean;
	/** A new process with the same store. */
	restart(): void;
}

export const CONFIG: LogFileSchedule = {
	log_file_interval: "hourly",
	poll_interval: 15 * MINUTE,
	initial_lookback: 24 * HOUR,
	settle: 2 * MINUTE,
	overlap: HOUR,
};

/** What the source does with a row. */
export type Way = "mapped" | TranscodeFile;

const createTranscoder = createTranscoderFactory();
export const TRANSCODED: Way = (parts, options) =>
	transcodeHere(createTranscoder, parts, options);

export interface CollectorConfig extends Partial<LogFileSchedule> {
	/** `Login` when it is not said. */
	readonly event_types?: readonly string[];
	/** Read every further type but these. */
	readonly othersExcept?: readonly string[];
	/** One lane for all when absent. */
	readonly backlog?: BacklogOptions;
}

export function createCollector(
	org: FakeOrg,
	client: SalesforceClient,
	config: CollectorConfig = {},
	telemetry = createRecordingTelemetry(),
	way: Way = TRANSCODED,
): Collector {
	const { log_file_interval, backlog, ...schedule } = { ...CONFIG, ...config };
	const settings: TypeSettings = {
		stream: "login",
		initialLookbackMs: schedule.initial_lookback,
		settleMs: schedule.settle,
		overlapMs: schedule.overlap,
		records: {
			context: {
				resource: { attributes: {} },
				scope: { name: "test" },
				organizationId: ORGANIZATION_ID,
				source: "event_log_file",
				includeOriginal: true,
			},
		},
	};
	const names = config.event_types ?? ["Login"];
	const types: EventTypes = {
		named: new Map(names.map((name) => [name, settings])),
		...(config.othersExcept === undefined
			? {}
			: { others: { settings, except: config.othersExcept } }),
	};
	const open = () =>
		createEventLogFileSource({
			client,
			interval: log_file_interval,
			types,
			telemetry,
			clock: { now: () => org.now, sleep: async () => {} },
			maxBatchRecords: 3,
			backlog,
			transcodeFile: way === "mapped" ? undefined : way,
		});
	let source = open();
	const states = new Map<string, string>();
	const collector: Collector = {
		delivered: [],
		uids: [],
		telemetry,
		states,
		async poll(batches = Infinity, signal = new AbortController().signal) {
			let left = batches;
			const stored = async (key: string) => states.get(key);
			for await (const batch of source.poll(stored, signal)) {
				if (left-- <= 0) return false;
				for (const attributes of attributesIn(batch)) {
					const row = JSON.parse(String(attributes["log.record.original"]));
					collector.delivered.push(row.REQUEST_ID);
					collector.uids.push(String(attributes["log.record.uid"]));
				}
				states.set(batch.key, batch.state);
			}
			return true;
		},
		hasMore: () => source.hasMore?.() === true,
		restart() {
			source = open();
		},
	};
	return collector;
}

export const keyOf = (eventType: string, interval = "hourly") =>
	`event_log_file:${interval}:${eventType}`;
