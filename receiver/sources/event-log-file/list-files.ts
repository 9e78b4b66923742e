// Asks the org for files, and picks those that are still to be read: one query for
// all event types. Bounded: at most `MAX_FILES` at a time; the caller asks again when
// it is done with them.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient, SoqlRow } from "../../api/client.ts";
import { SalesforceError } from "../../api/salesforce-error.ts";
import type { TimeRange } from "../../time-range.ts";
import { listingSoql, parseListedRow } from "./listing.ts";
import { compareFiles, identityOf, type LogFile } from "./log-file.ts";
import type { ProgressMeter } from "./measure-progress.ts";
import { selectNew, withListed } from "./plan.ts";
import type { Progress, TypeProgress } from "./progress.ts";

const MAX_FILES = 500;

export interface Listing {
	/** To be read, oldest first. */
	readonly ready: readonly LogFile[];
	/** When the last of them was created, ms, if there may be further ones behind it. */
	readonly moreAfter?: number;
}

export interface FileListerOptions {
	readonly client: SalesforceClient;
	readonly interval: "hourly" | "daily";
	readonly telemetry: Telemetry;
	/** Only files of hours, or days, that begin in it. */
	readonly logDates?: TimeRange | undefined;
	readonly meter: ProgressMeter;
}

export type FileLister = (
	progress: Progress,
	signal: AbortSignal,
) => Promise<Listing>;

export function createFileLister(options: FileListerOptions): FileLister {
	const { client, telemetry, meter } = options;
	const interval = options.interval === "hourly" ? "Hourly" : "Daily";
	const reported = new Set<string>();
	let intervalColumns = true;

	return async (progress, signal) => {
		progress.hold();
		try {
			return await list(progress, signal);
		} catch (error) {
			const withoutColumns =
				error instanceof SalesforceError && error.code === "no_hourly_files";
			if (!withoutColumns || interval === "Hourly" || !intervalColumns) {
				throw error;
			}
			intervalColumns = false;
			return list(progress, signal);
		}
	};

	async function list(
		progress: Progress,
		signal: AbortSignal,
	): Promise<Listing> {
		const soql = listingSoql({
			eventTypes: progress.listed,
			interval,
			from: progress.since(),
			intervalColumns,
			logDates: options.logDates,
		});
		const ready = new Map<string, LogFile>();
		for await (const page of client.query(soql, signal)) {
			// The org's clock is right from its first answer on.
			const now = client.serverNow();
			const found = [...(await filesByType(progress, page))].flatMap(
				([type, files]) => {
					type.state = withListed(type.state, files);
					const { settleMs } = type.settings;
					const fresh = selectNew(type.state, files, now, settleMs);
					if (fresh.length > 0) meter.seen(type, fresh.length);
					return fresh;
				},
			);
			for (const file of found.sort(compareFiles)) {
				ready.set(identityOf(file), file);
			}
			if (ready.size >= MAX_FILES) {
				const first = [...ready.values()].slice(0, MAX_FILES);
				const last = first.at(-1) as LogFile;
				return { ready: first, moreAfter: Date.parse(last.createdDate) };
			}
		}
		return { ready: [...ready.values()] };
	}

	async function filesByType(
		progress: Progress,
		page: readonly SoqlRow[],
	): Promise<Map<TypeProgress, LogFile[]>> {
		const files = new Map<TypeProgress, LogFile[]>();
		for (const row of page) {
			const parsed = parseListedRow(row, interval);
			if ("problem" in parsed) {
				report(String(row.Id), parsed.problem);
				continue;
			}
			const type = await progress.find(parsed.file.eventType);
			if (type === undefined || type.held) continue;
			const ofType = files.get(type);
			if (ofType === undefined) files.set(type, [parsed.file]);
			else ofType.push(parsed.file);
		}
		return files;
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
