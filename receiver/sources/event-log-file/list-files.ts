// Asks the org for files, and picks those that are still to be read. Bounded: at
// most `MAX_FILES` at a time; the caller asks again when it is done with them.

import type { EventLogFileStreamConfig } from "../../../config/schema/event-log-file-stream.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import { SalesforceError } from "../../api/salesforce-error.ts";
import type { EventLogFileState } from "./checkpoint.ts";
import { listingSoql, parseListedRow } from "./listing.ts";
import type { LogFile } from "./log-file.ts";
import { selectNew } from "./plan.ts";

const MAX_FILES = 500;

export interface Listing {
	/** To be read, oldest first. */
	readonly ready: readonly LogFile[];
	/** There may be further ones behind them. */
	readonly more: boolean;
}

export interface FileListerOptions {
	readonly client: SalesforceClient;
	readonly config: EventLogFileStreamConfig;
	readonly telemetry: Telemetry;
}

export type FileLister = (
	state: EventLogFileState,
	signal: AbortSignal,
) => Promise<Listing>;

export function createFileLister({
	client,
	config,
	telemetry,
}: FileListerOptions): FileLister {
	const interval = config.log_file_interval === "hourly" ? "Hourly" : "Daily";
	const reported = new Set<string>();
	let intervalColumns = true;

	return async (state, signal) => {
		try {
			return await list(state, signal);
		} catch (error) {
			const withoutColumns =
				error instanceof SalesforceError && error.code === "no_hourly_files";
			if (!withoutColumns || interval === "Hourly" || !intervalColumns) {
				throw error;
			}
			intervalColumns = false;
			return list(state, signal);
		}
	};

	async function list(
		state: EventLogFileState,
		signal: AbortSignal,
	): Promise<Listing> {
		const soql = listingSoql({
			eventTypes: config.event_types,
			interval,
			from: Date.parse(state.since),
			intervalColumns,
		});
		const ready: LogFile[] = [];
		for await (const page of client.query(soql, signal)) {
			const files: LogFile[] = [];
			for (const row of page) {
				const parsed = parseListedRow(row, interval);
				if ("file" in parsed) files.push(parsed.file);
				else report(String(row.Id), parsed.problem);
			}
			// The org's clock is right from its first answer on.
			const selection = selectNew(
				state,
				files,
				client.serverNow(),
				config.settle,
			);
			ready.push(...selection.ready);
			if (selection.young > 0) break;
			if (ready.length >= MAX_FILES) {
				return { ready: ready.slice(0, MAX_FILES), more: true };
			}
		}
		return { ready, more: false };
	}

	/** Once for a row: it is listed by every poll until it is older than the overlap. */
	function report(id: string, problem: string): void {
		if (reported.has(id)) return;
		if (reported.size >= MAX_FILES) reported.clear();
		reported.add(id);
		telemetry.count("salesforce_receiver_files_failed", 1, {
			reason: "listing",
		});
		telemetry.logger.error(
			"Salesforce lists an event log file that makes no sense, and it is not read",
			{ file: id, problem },
		);
	}
}
