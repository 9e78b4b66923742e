// Asks the org for files, and picks those that are still to be read: one query for
// all event types, unless they make too long a one. Bounded: at most `MAX_FILES` of a
// query at a time; the caller asks again when it is done with them.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient, SoqlRow } from "../../api/client.ts";
import { SalesforceError } from "../../api/salesforce-error.ts";
import type { TimeRange } from "../../time-range.ts";
import type { FileKind } from "./file-kinds.ts";
import type { Lane, TypeProgress } from "./lane.ts";
import { createRowLister } from "./list-rows.ts";
import { parseListedRow } from "./listing.ts";
import { compareFiles, identityOf, type LogFile } from "./log-file.ts";
import type { ProgressMeter } from "./measure-progress.ts";
import { inParts, type Listing, mergeListings } from "./merge-listings.ts";
import { selectNew, withListed } from "./plan.ts";

const MAX_FILES = 500;

export interface FileListerOptions {
	readonly client: SalesforceClient;
	readonly telemetry: Telemetry;
	readonly meter: ProgressMeter;
}

export interface ListingRequest {
	readonly lane: Lane;
	readonly kind: FileKind;
	/** Only files of hours, or days, that begin in it. */
	readonly logDates?: TimeRange | undefined;
}

export type FileLister = (
	request: ListingRequest,
	signal: AbortSignal,
) => Promise<Listing>;

export function createFileLister(options: FileListerOptions): FileLister {
	const { client, telemetry, meter } = options;
	const lister = createRowLister(client, telemetry.logger);
	const reported = new Set<string>();
	/** In one query; it follows what the org could take. */
	let maxTypes = Number.POSITIVE_INFINITY;

	return async (request, signal) => {
		const { lane } = request;
		lane.hold();
		const { listed } = lane;
		const listings: Listing[] = [];
		const parts = inParts(listed, Math.min(maxTypes, listed?.length ?? 1));
		while (parts.length > 0) {
			const part = parts.shift();
			try {
				listings.push(await list(request, part, signal));
			} catch (error) {
				if (!isTooLong(error) || part === undefined || part.length < 2) {
					throw error;
				}
				maxTypes = Math.ceil(part.length / 2);
				parts.unshift(...inParts(part, maxTypes));
			}
		}
		return mergeListings(listings);
	};

	async function list(
		{ lane, kind, logDates }: ListingRequest,
		eventTypes: readonly string[] | undefined,
		signal: AbortSignal,
	): Promise<Listing> {
		const interval = kind.interval === "hourly" ? "Hourly" : "Daily";
		const pages = lister.rows(
			{
				eventTypes,
				interval,
				from: lane.since(),
				until: lane.until(),
				intervalColumns: kind.columns,
				logDates,
			},
			signal,
		);
		const ready = new Map<string, LogFile>();
		for await (const page of pages) {
			// The org's clock is right from its first answer on.
			const now = client.serverNow();
			const found = [...(await filesByType(lane, interval, page))].flatMap(
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
		lane: Lane,
		interval: LogFile["interval"],
		page: readonly SoqlRow[],
	): Promise<Map<TypeProgress, LogFile[]>> {
		const files = new Map<TypeProgress, LogFile[]>();
		for (const row of page) {
			const parsed = parseListedRow(row, interval);
			if ("problem" in parsed) {
				report(String(row.Id), parsed.problem);
				continue;
			}
			const type = await lane.find(parsed.file.eventType);
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

function isTooLong(error: unknown): boolean {
	return error instanceof SalesforceError && error.code === "request_too_long";
}
