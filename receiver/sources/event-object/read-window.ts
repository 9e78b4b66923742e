// The events of one window, oldest first. Bounded by `maxRows`, whatever is in the
// window: one that can be halved is given up, and the shortest comes in pieces.

import type { SalesforceClient } from "../../api/client.ts";
import type { ObjectFields } from "../object/object-fields.ts";
import {
	compareRows,
	createRowReader,
	type ObjectRow,
} from "../object/object-row.ts";
import { soqlDateTime } from "../soql.ts";
import { canBeHalved, type Window } from "./window.ts";

/** The window has more rows than may be held, and none of them was handed out. */
export class TooManyRows extends Error {
	override readonly name = "TooManyRows";
	readonly code = "too_many_rows";
}

export interface WindowReading {
	readonly client: SalesforceClient;
	readonly object: string;
	readonly fields: ObjectFields;
	readonly window: Window;
	readonly maxRows: number;
}

export interface WindowPiece {
	/** Oldest first. */
	readonly rows: readonly ObjectRow[];
	/** No other piece follows; a window in several pieces gives its newest events first. */
	readonly last: boolean;
}

/** Rejects with `TooManyRows`, and as `query` does. */
export async function* readWindow(
	{ client, object, fields, window, maxRows }: WindowReading,
	signal: AbortSignal,
): AsyncGenerator<WindowPiece, void, void> {
	const soql = windowSoql(object, fields.names, window);
	const rowOf = createRowReader(fields, "EventDate");
	let rows: ObjectRow[] = [];
	for await (const page of client.query(soql, signal)) {
		if (rows.length + page.length > maxRows && rows.length > 0) {
			if (canBeHalved(window)) throw new TooManyRows();
			yield { rows: rows.sort(compareRows), last: false };
			rows = [];
		}
		for (const row of page) rows.push(rowOf(row, window.end));
	}
	yield { rows: rows.sort(compareRows), last: true };
}

/**
 * Salesforce documents that these objects take comparisons of EventDate alone, and
 * that they are sorted by it from the newest on; the other direction is refused.
 */
export function windowSoql(
	object: string,
	fields: readonly string[],
	{ start, end }: Window,
): string {
	return `SELECT ${fields.join(", ")} FROM ${object} WHERE EventDate > ${soqlDateTime(start)} AND EventDate <= ${soqlDateTime(end)} ORDER BY EventDate DESC`;
}
