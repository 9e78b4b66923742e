// A row of an object by what tells it from others: its time and its identity. What is
// in it is held elsewhere (object-rows.ts), under its number.

import { hash } from "node:crypto";
import { DUMMY_ID } from "../../mapping/row-identity.ts";
import { parseDateTime } from "../soql.ts";

export interface ObjectRow {
	readonly number: number;
	/** Milliseconds since the epoch. */
	readonly time: number;
	/** Told by Salesforce, or made of the cells when it tells none. */
	readonly identity: string;
}

/** The cell of a row in a column. */
type CellOf = (row: number, column: number) => string;

/**
 * For one pass over rows, such as a window: that is where rows that look equal are
 * told apart. `fallback` (ms) is the time of a row that tells none; it is handed out
 * like any other, and the mapper reports it.
 */
export function createRowReader(
	names: readonly string[],
	timeField: string,
	cellOf: CellOf,
): (row: number, fallback: number) => ObjectRow {
	const time = names.indexOf(timeField);
	const event = names.indexOf("EventIdentifier");
	const id = names.indexOf("Id");
	const equal = new Map<string, number>();

	function contentOf(row: number): string {
		const cells = names.map((_, column) => cellOf(row, column));
		const digest = hash("sha256", JSON.stringify(cells), "base64").slice(0, 22);
		const count = equal.get(digest) ?? 0;
		equal.set(digest, count + 1);
		return count === 0 ? digest : `${digest}#${count}`;
	}

	function idOf(row: number): string {
		const record = id < 0 ? "" : cellOf(row, id);
		return record === DUMMY_ID ? "" : record;
	}

	return (row, fallback) => ({
		number: row,
		time: (time < 0 ? undefined : parseDateTime(cellOf(row, time))) ?? fallback,
		identity:
			(event < 0 ? "" : cellOf(row, event)) || idOf(row) || contentOf(row),
	});
}

/** Oldest first; rows of the same time always in the same order. */
export function compareRows(a: ObjectRow, b: ObjectRow): number {
	if (a.time !== b.time) return a.time - b.time;
	return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}
