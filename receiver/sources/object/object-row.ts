// A row of an object with what tells it from others: its time and its identity.

import { hash } from "node:crypto";
import type { SoqlRow } from "../../api/client.ts";
import { parseDateTime } from "../soql.ts";
import { createCellReader } from "./cells.ts";
import type { ObjectFields } from "./object-fields.ts";

export interface ObjectRow {
	readonly cells: readonly string[];
	/** Milliseconds since the epoch. */
	readonly time: number;
	/** Told by Salesforce, or made of the cells when it tells none. */
	readonly identity: string;
}

/** What every row of a big object has for an Id. */
const DUMMY_ID = "000000000000000AAA";

/**
 * For one pass over rows, such as a window: that is where rows that look equal are
 * told apart. `fallback` (ms) is the time of a row that tells none; it is handed out
 * like any other, and the mapper reports it.
 */
export function createRowReader(
	fields: ObjectFields,
	timeField: string,
): (row: SoqlRow, fallback: number) => ObjectRow {
	const { names } = fields;
	const cellsOf = createCellReader(names);
	const time = names.indexOf(timeField);
	const event = names.indexOf("EventIdentifier");
	const id = names.indexOf("Id");
	const equal = new Map<string, number>();

	function contentOf(cells: readonly string[]): string {
		const digest = hash("sha256", JSON.stringify(cells), "base64").slice(0, 22);
		const count = equal.get(digest) ?? 0;
		equal.set(digest, count + 1);
		return count === 0 ? digest : `${digest}#${count}`;
	}

	return (row, fallback) => {
		const cells = cellsOf(row);
		const record = cells[id] === DUMMY_ID ? "" : cells[id];
		return {
			cells,
			time: parseDateTime(cells[time] ?? "") ?? fallback,
			identity: cells[event] || record || contentOf(cells),
		};
	};
}

/** Oldest first; rows of the same time always in the same order. */
export function compareRows(a: ObjectRow, b: ObjectRow): number {
	if (a.time !== b.time) return a.time - b.time;
	return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}
