// How many event log files a range has, and how many of them were read: asked before
// the first one is opened, so that progress can be told.

import type { SalesforceClient } from "../api/client.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import {
	type EventLogFileState,
	parseCheckpoint,
} from "../sources/event-log-file/checkpoint.ts";
import {
	type ListingQuery,
	listingSoql,
	parseListedRow,
} from "../sources/event-log-file/listing.ts";
import {
	identityOf,
	type LogFile,
} from "../sources/event-log-file/log-file.ts";

export interface FileCount {
	readonly total: number;
	readonly done: number;
}

export interface FilesToCount extends Omit<ListingQuery, "intervalColumns"> {
	/** Which of the listed types are meant. */
	readonly isMeant: (eventType: string) => boolean;
	/** The stored state of a type. */
	readonly stored: (eventType: string) => Promise<string | undefined>;
}

export async function countFiles(
	client: SalesforceClient,
	wanted: FilesToCount,
	signal: AbortSignal,
): Promise<FileCount> {
	try {
		return await count(client, wanted, true, signal);
	} catch (error) {
		const withoutColumns =
			error instanceof SalesforceError && error.code === "no_hourly_files";
		if (!withoutColumns || wanted.interval === "Hourly") throw error;
		return count(client, wanted, false, signal);
	}
}

async function count(
	client: SalesforceClient,
	wanted: FilesToCount,
	intervalColumns: boolean,
	signal: AbortSignal,
): Promise<FileCount> {
	const states = new Map<string, EventLogFileState | undefined>();
	const stateOf = async (eventType: string) => {
		if (!states.has(eventType)) {
			const text = await wanted.stored(eventType);
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
	const soql = listingSoql({ ...wanted, intervalColumns });
	for await (const page of client.query(soql, signal)) {
		for (const row of page) {
			const listed = parseListedRow(row, wanted.interval);
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
