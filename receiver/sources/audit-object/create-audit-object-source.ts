// Reads an ordinary object by (time, Id), oldest first: SetupAuditTrail, LoginHistory.
// One query for everything since the cursor, unless the org can't answer that in time.
// Invariants: rows are handed out page by page as they come; a row that becomes
// visible late, by no more than the overlap, is still found; no row twice, also when an
// answer breaks off and its query begins again.

import type { Clock } from "../../../pipeline/clock.ts";
import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import { SERVER_CLOCK_RESOLUTION_MS } from "../../api/server-clock.ts";
import type { Source, SourceBatch, StoredState } from "../../source.ts";
import type { TimeRange } from "../../time-range.ts";
import { withGap } from "../gaps/gap.ts";
import { reportRetentionGap } from "../gaps/report-gap.ts";
import { rowRetentionGap } from "../gaps/row-retention.ts";
import { createDelivered, type Delivered } from "../object/delivered.ts";
import { createObjectFields } from "../object/object-fields.ts";
import { createObjectRows, type ObjectRows } from "../object/object-rows.ts";
import type { CreateRowTranscoder } from "../object/row-transcoder.ts";
import { isLostAnswer, isTooSlow, LOST_ANSWERS } from "../query-failure.ts";
import type { RecordSettings } from "../record-settings.ts";
import { soqlDateTime } from "../soql.ts";
import { narrowed, type Span, spanFrom, widened } from "../span.ts";
import { type AuditObjectState, parseCheckpoint } from "./checkpoint.ts";

export interface AuditObjectSourceOptions {
	readonly client: SalesforceClient;
	readonly object: string;
	/** `salesforce.event.type` of its rows. */
	readonly eventType: string;
	/** The dateTime that tells when it happened; can be filtered and sorted by. */
	readonly timeField: string;
	/** Fields of other objects, by relationship. */
	readonly related?: readonly string[];
	readonly records: RecordSettings;
	readonly initialLookbackMs: number;
	readonly overlapMs: number;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Only what happened in it, instead of everything from `initialLookbackMs` on. */
	readonly range?: TimeRange | undefined;
	/** Without it rows become objects. */
	readonly createRowTranscoder?: CreateRowTranscoder | undefined;
}

const HOUR_MS = 3_600_000;
/** As many as Salesforce gives in a page. */
const MAX_BATCH_RECORDS = 2000;
const NO_RECORDS = { records: [] };

/** What one poll carries along. */
interface Poll {
	/** A query begins here, ms. */
	since: number;
	/** The newest row that was delivered, ms. */
	cursor: number;
	/** When the query was asked, by our own clock. */
	asked: number;
	readonly delivered: Delivered;
	readonly origin: string;
	/** Everything until then was read, ms. */
	readUntil: number | undefined;
	gaps: AuditObjectState["gaps"];
}

export function createAuditObjectSource(
	options: AuditObjectSourceOptions,
): Source {
	const { client, object, timeField, overlapMs, clock } = options;
	const key = `object:${object}`;
	const objectFields = createObjectFields(options);
	const { logger } = options.telemetry;
	/** How long a time a query asks for; it follows what the org could answer. */
	let length = Number.POSITIVE_INFINITY;

	function restore(text: string | undefined): AuditObjectState {
		if (text !== undefined) {
			const parsed = parseCheckpoint(text);
			if ("state" in parsed) return parsed.state;
			logger.error(
				"The checkpoint can't be read; the object is read anew from initial_lookback on: what is older and was not read yet is missed, what was read is sent again",
				{ object, problem: parsed.problem },
			);
		}
		const since =
			options.range?.from ?? client.serverNow() - options.initialLookbackMs;
		return { v: 1, since, cursor: since, delivered: [] };
	}

	function batch(run: Poll, content: BatchContent): SourceBatch {
		const state: AuditObjectState = {
			v: 1,
			since: run.since,
			cursor: run.cursor,
			delivered: run.delivered.rows(),
			readUntil: run.readUntil,
			gaps: run.gaps,
		};
		const { eventType } = options;
		const { origin } = run;
		return { ...content, origin, eventType, key, state: JSON.stringify(state) };
	}

	/** Notes rows in the order of time. A time in the future is a wrong one, and moves nothing. */
	function note(run: Poll, rows: ObjectRows, part: readonly number[]): void {
		const now = client.serverNow();
		let last = run.since;
		for (const row of part) {
			last = rows.time(row);
			if (last > run.cursor && last <= now) run.cursor = last;
		}
		const settled = Math.min(last, settledUntil(run));
		run.since = Math.max(run.since, run.cursor - overlapMs, settled);
		// A query asks for `since` itself, too.
		run.delivered.forgetUntil(run.since - 1);
		for (const row of part) {
			const time = rows.time(row);
			// Of a backlog few are, and other identities need not be read.
			if (run.delivered.takes(time))
				run.delivered.add(time, rows.identity(row));
		}
	}

	/** Rows of that time and before were all visible when the query was asked. */
	function settledUntil(run: Poll): number {
		const askedAt = run.asked + client.serverNow() - clock.now();
		return askedAt - SERVER_CLOCK_RESOLUTION_MS - overlapMs;
	}

	/** After half a year without a poll. */
	function* passRetention(run: Poll): Generator<SourceBatch, void, void> {
		const read = Math.max(run.readUntil ?? run.cursor, run.cursor);
		const found = rowRetentionGap(read, client.serverNow());
		if (found === undefined) return;
		reportRetentionGap(options.telemetry, options.eventType, found);
		run.gaps = withGap(run.gaps, found);
		run.readUntil = Date.parse(found.to);
		yield batch(run, NO_RECORDS);
	}

	/** Everything until `now` was read. */
	function* read(run: Poll, now: number): Generator<SourceBatch, void, void> {
		const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
		if (hour <= (run.readUntil ?? run.cursor)) return;
		run.readUntil = hour;
		yield batch(run, NO_RECORDS);
	}

	async function* poll(
		stored: StoredState,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		signal.throwIfAborted();
		const text = await stored(key);
		const state = restore(text);
		const run: Poll = {
			since: state.since,
			cursor: state.cursor,
			asked: clock.now(),
			delivered: createDelivered(state.delivered),
			origin: `${object} ${clock.now()}`,
			readUntil: state.readUntil,
			gaps: state.gaps,
		};
		// Where a look-back begins must not move with the clock while nothing can be read.
		if (text === undefined) yield batch(run, NO_RECORDS);
		else if (options.range === undefined) yield* passRetention(run);
		const fields = await objectFields.get(signal);
		const rows = createObjectRows({
			...options,
			fields,
			maxBatchRecords: MAX_BATCH_RECORDS,
		});
		try {
			yield* readSpans(run, rows, fields.names, signal);
		} finally {
			rows.release();
		}
	}

	async function* readSpans(
		run: Poll,
		rows: ObjectRows,
		names: readonly string[],
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		const latest = options.range?.until;
		const now = latest ?? client.serverNow();
		let position = run.since;
		let lostAnswers = 0;
		let answered = 0;
		for (;;) {
			const span = spanFrom(position, length, now);
			try {
				const { start, end = latest } = span;
				run.asked = clock.now();
				const soql = auditSoql(object, names, timeField, { start, end });
				yield* deliver(run, rows, soql, signal);
				if (span.end === undefined) {
					length *= 2;
					if (latest === undefined) {
						yield* read(run, now);
						options.telemetry.age(
							"salesforce_receiver_watermark_age_seconds",
							now,
							{ event_type: options.eventType },
						);
					}
					return;
				}
				position = span.end;
				length = widened(length, ++answered);
			} catch (error) {
				signal.throwIfAborted();
				objectFields.failed(error);
				const shorter = isTooSlow(error) ? narrowed(span, now) : undefined;
				if (shorter !== undefined) {
					length = shorter;
					answered = 0;
					logger.debug("A query took too long; a shorter time is asked for", {
						object,
						seconds: length / 1000,
					});
				} else if (!isLostAnswer(error) || ++lostAnswers > LOST_ANSWERS) {
					throw error;
				}
				// What was handed out before is forgotten.
				position = Math.max(position, run.since);
			}
		}
	}

	async function* deliver(
		run: Poll,
		rows: ObjectRows,
		soql: string,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		rows.begin();
		for await (const page of client.queryPages(soql, signal, rows.pages)) {
			// A row that tells no time says nothing of those before it.
			rows.read(page, run.since);
			const fresh: number[] = [];
			for (let row = 0; row < rows.count; row++) {
				if (!run.delivered.has(rows.identity(row))) fresh.push(row);
			}
			for (let at = 0; at < fresh.length; ) {
				const { content, next } = rows.content(fresh, at);
				note(run, rows, fresh.slice(at, next));
				at = next;
				yield batch(run, content);
			}
			rows.forget();
		}
		rows.end();
		// A cursor from elsewhere, by a clock that was ahead: it is pulled back.
		const now = client.serverNow();
		if (run.cursor > now + SERVER_CLOCK_RESOLUTION_MS) {
			run.cursor = now;
			run.since = Math.min(run.since, now - overlapMs);
			yield batch(run, NO_RECORDS);
		}
	}

	return { poll };
}

/** Bursts of one second are told apart by Id, so that pages agree on their order. */
export function auditSoql(
	object: string,
	fields: readonly string[],
	timeField: string,
	{ start, end }: Span,
): string {
	const until =
		end === undefined ? "" : ` AND ${timeField} < ${soqlDateTime(end)}`;
	return `SELECT ${fields.join(", ")} FROM ${object} WHERE ${timeField} >= ${soqlDateTime(start)}${until} ORDER BY ${timeField} ASC, Id ASC`;
}
