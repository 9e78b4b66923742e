// From what SQLite gives to what the seam knows, and back.

import type { EventTimes } from "../../pipeline/event-times.ts";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import type {
	DeadLetter,
	DeadLetters,
	WaitingRequest,
} from "../../pipeline/storage.ts";
import type { Statements } from "./statements.ts";

type Row = Readonly<Record<string, unknown>>;

export function insertPayload(
	statements: Statements,
	request: EncodedRequest,
	at: number,
): number {
	const { lastInsertRowid } = statements.insertPayload.run(
		request.contentType,
		request.contentEncoding ?? null,
		request.records,
		request.bytes,
		at,
		request.body,
		wholeMs(request.eventTimes?.oldest),
		wholeMs(request.eventTimes?.newest),
	);
	return Number(lastInsertRowid);
}

function wholeMs(time: number | undefined): number | null {
	return time === undefined ? null : Math.round(time);
}

function toEventTimes({
	oldest_event,
	newest_event,
}: Row): EventTimes | undefined {
	return oldest_event === null || newest_event === null
		? undefined
		: { oldest: oldest_event as number, newest: newest_event as number };
}

export function toWaitingRequest(row: Row): WaitingRequest {
	const records = row.records as number;
	const part = {
		first: row.part_first as number,
		records: row.part_records as number,
	};
	return {
		id: row.id as number,
		...(part.records < records && { part }),
		contentType: row.content_type as string,
		contentEncoding: (row.content_encoding as string | null) ?? undefined,
		records,
		bytes: row.bytes as number,
		storedAt: row.stored_at as number,
		eventTimes: toEventTimes(row),
	};
}

export function toDeadLetter(row: Row): DeadLetter {
	return {
		id: row.id as number,
		exporter: row.exporter as string,
		setAsideAt: row.set_aside_at as number,
		storedAt: row.stored_at as number,
		records: row.records as number,
		bytes: row.bytes as number,
		status: (row.status as number | null) ?? undefined,
		message: row.message as string,
		partlyDelivered: row.partly_delivered === 1,
	};
}

/** The row of `showDeadLetter`. */
export function toShownDeadLetter(
	row: Row,
): NonNullable<Awaited<ReturnType<DeadLetters["show"]>>> {
	const letter = toDeadLetter(row);
	const request: EncodedRequest = {
		body: row.body as Uint8Array,
		contentType: row.content_type as string,
		contentEncoding: (row.content_encoding as string | null) ?? undefined,
		records: letter.records,
		bytes: letter.bytes,
	};
	return { letter, request };
}
