// The events of one window, oldest first. Bounded by a page more than `maxRows` and
// `maxBytes`, whatever is in the window: one that can be halved is given up, and the
// shortest comes in pieces.

import type { SalesforceClient } from "../../api/client.ts";
import type { ObjectRows } from "../object/object-rows.ts";
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
	/** As in SOQL. */
	readonly names: readonly string[];
	/** Holds the rows of the piece that was handed out last. */
	readonly rows: ObjectRows;
	readonly window: Window;
	readonly maxRows: number;
	readonly maxBytes: number;
}

/** Rows that are held, oldest first. */
export interface WindowPiece {
	readonly piece: readonly number[];
	/** No other piece follows; a window in several pieces gives its newest events first. */
	readonly last: boolean;
}

/** Rejects with `TooManyRows`, and as `query` does. */
export async function* readWindow(
	{ client, object, names, rows, window, maxRows, maxBytes }: WindowReading,
	signal: AbortSignal,
): AsyncGenerator<WindowPiece, void, void> {
	const soql = windowSoql(object, names, window);
	for await (const page of client.queryPages(soql, signal, rows.pages)) {
		// Most answers tell at once that they have too many.
		if (page.total > maxRows && canBeHalved(window)) throw new TooManyRows();
		rows.read(page, window.end);
		if (rows.count <= maxRows && rows.bytes <= maxBytes) continue;
		if (canBeHalved(window)) throw new TooManyRows();
		yield { piece: rows.inTime(), last: false };
		rows.forget();
	}
	yield { piece: rows.inTime(), last: true };
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
