// Reads an ordinary object by (time, Id), oldest first: SetupAuditTrail, LoginHistory.
// Invariants: rows are handed out page by page as they come; a row that becomes
// visible late, by no more than the overlap, is still found; no row twice.

import type { Clock } from "../../../pipeline/clock.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import type { Source, SourceBatch, StoredState } from "../../source.ts";
import { createDelivered, type Delivered } from "../object/delivered.ts";
import { createObjectFields } from "../object/object-fields.ts";
import { createRowReader, type ObjectRow } from "../object/object-row.ts";
import { createRowRecords } from "../object/row-records.ts";
import type { RecordSettings } from "../record-settings.ts";
import { soqlDateTime } from "../soql.ts";
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
}

/** What one poll carries along. */
interface Poll {
	/** A query begins here, ms. */
	since: number;
	/** The newest row that was delivered, ms. */
	cursor: number;
	readonly delivered: Delivered;
	readonly origin: string;
}

export function createAuditObjectSource(
	options: AuditObjectSourceOptions,
): Source {
	const { client, object, timeField, overlapMs, clock } = options;
	const key = `object:${object}`;
	const objectFields = createObjectFields(options);

	function restore(text: string | undefined): AuditObjectState {
		if (text !== undefined) {
			const parsed = parseCheckpoint(text);
			if ("state" in parsed) return parsed.state;
			options.telemetry.logger.error(
				"The checkpoint can't be read; the object is read anew from initial_lookback on: what is older and was not read yet is missed, what was read is sent again",
				{ object, problem: parsed.problem },
			);
		}
		const since = client.serverNow() - options.initialLookbackMs;
		return { v: 1, since, cursor: since, delivered: [] };
	}

	function batch(run: Poll, records: readonly LogRecord[]): SourceBatch {
		const state: AuditObjectState = {
			v: 1,
			since: run.since,
			cursor: run.cursor,
			delivered: run.delivered.rows(),
		};
		const { eventType } = options;
		const { origin } = run;
		return { records, origin, eventType, key, state: JSON.stringify(state) };
	}

	/** Notes rows in the order of time. A time in the future is a wrong one, and moves nothing. */
	function note(run: Poll, rows: readonly ObjectRow[]): void {
		const now = client.serverNow();
		for (const { time, identity } of rows) {
			run.delivered.add(time, identity);
			if (time > run.cursor && time <= now) run.cursor = time;
		}
		run.since = Math.max(run.since, run.cursor - overlapMs);
		// A query asks for `since` itself, too.
		run.delivered.forgetUntil(run.since - 1);
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
			delivered: createDelivered(state.delivered),
			origin: `${object} ${clock.now()}`,
		};
		// Where a look-back begins must not move with the clock while nothing can be read.
		if (text === undefined) yield batch(run, []);
		const fields = await objectFields.get(signal);
		const soql = auditSoql(object, fields.names, timeField, run.since);
		const rowOf = createRowReader(fields, timeField);
		const records = createRowRecords({ ...options, fields });
		try {
			for await (const page of client.query(soql, signal)) {
				const fresh: ObjectRow[] = [];
				for (const listed of page) {
					const row = rowOf(listed, run.cursor);
					if (!run.delivered.has(row.identity)) fresh.push(row);
				}
				if (fresh.length === 0) continue;
				note(run, fresh);
				yield batch(run, records.map(fresh));
			}
		} catch (error) {
			objectFields.failed(error);
			throw error;
		}
		records.close();
	}

	return { poll };
}

/** Bursts of one second are told apart by Id, so that pages agree on their order. */
export function auditSoql(
	object: string,
	fields: readonly string[],
	timeField: string,
	since: number,
): string {
	return `SELECT ${fields.join(", ")} FROM ${object} WHERE ${timeField} >= ${soqlDateTime(since)} ORDER BY ${timeField} ASC, Id ASC`;
}
