// How many event log files a range has, and how many of them were read: asked before
// the first one is opened, so that progress can be told.

import type { SalesforceClient } from "../api/client.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import {
	type EventLogFileState,
	parseCheckpoint,
} from "../sources/event-log-file/checkpoint.ts";
import {
	listingSoql,
	parseListedRow,
} from "../sources/event-log-file/listing.ts";
import {
	identityOf,
	type LogFile,
} from "../sources/event-log-file/log-file.ts";

import { logDatesIn, type TimeRange } from "../time-range.ts";

type Interval = "hourly" | "daily";

export interface FileCount {
	readonly total: number;
	readonly done: number;
}

export interface FilesToCount {
	/** Undefined for every type. */
	readonly eventTypes: readonly string[] | undefined;
	/** As configured; an org without hourly files is read by the day. */
	readonly interval: Interval;
	readonly range: TimeRange;
	/** Which of the listed types are meant. */
	readonly isMeant: (eventType: string) => boolean;
	/** The stored state of a type. */
	readonly stored: (
		eventType: string,
		interval: Interval,
	) => Promise<string | undefined>;
}

export async function countFiles(
	client: SalesforceClient,
	wanted: FilesToCount,
	signal: AbortSignal,
): Promise<FileCount> {
	try {
		return await count(client, wanted, true, signal);
	} catch (error) {
		if (!(error instanceof SalesforceError)) throw error;
		if (error.code !== "no_hourly_files") throw error;
		return count(client, { ...wanted, interval: "daily" }, false, signal);
	}
}

async function count(
	client: SalesforceClient,
	wanted: FilesToCount,
	intervalColumns: boolean,
	signal: AbortSignal,
): Promise<FileCount> {
	const { eventTypes, interval, range } = wanted;
	const asked = interval === "hourly" ? "Hourly" : "Daily";
	const states = new Map<string, EventLogFileState | undefined>();
	const stateOf = async (eventType: string) => {
		if (!states.has(eventType)) {
			const text = await wanted.stored(eventType, interval);
			const parsed = text === undefined ? undefined : parseCheckpoint(text);
			states.set(
				eventType,
				parsed && "state" in parsed ? parsed.state : undefined,
			);
		}
		return states.get(eventType);
	};
	let total = 0;
	let done = 0;
	const soql = listingSoql({
		eventTypes,
		interval: asked,
		from: range.from,
		logDates: logDatesIn(range, interval),
		intervalColumns,
	});
	for await (const page of client.query(soql, signal)) {
		for (const row of page) {
			const listed = parseListedRow(row, asked);
			if ("problem" in listed || !wanted.isMeant(listed.file.eventType)) {
				continue;
			}
			total++;
			if (isFinished(await stateOf(listed.file.eventType), listed.file)) done++;
		}
	}
	return { total, done };
}

function isFinished(
	state: EventLogFileState | undefined,
	file: LogFile,
): boolean {
	if (state === undefined) return false;
	const identity = identityOf(file);
	if (state.open.some((open) => identityOf(open) === identity)) return false;
	return file.createdDate < state.since || state.seen.includes(identity);
}
