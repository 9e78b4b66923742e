// Finds the cells of rows in the JSON of a page, without an object on the way. It knows
// one form, Salesforce's own: no white space, and of each row what was asked for, in the
// order in which it was asked for:
//
//   {"attributes":{"type":"...","url":"..."},"Id":"...","CreatedBy":{"attributes":{...},"Name":"..."}}
//
// Invariants: what it takes is JSON, and the cells are those that the reference
// (receiver/sources/object/cells.ts) finds in the parsed rows; of a list that is anything
// else, were it by a single byte, it takes nothing.

import { isUtf8 } from "node:buffer";
import { reserve } from "./byte-store.ts";
import type { CellRows } from "./cell-rows.ts";
import { type Cursor, readNumber, readString } from "./json-values.ts";

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN = 123;
const CLOSE = 125;
const ATTRIBUTES = Buffer.from('{"attributes":');
const NULL = Buffer.from("null");
const WORDS = [Buffer.from("true"), Buffer.from("false")];

/** A field, or a relationship with fields of its own. */
interface Member {
	/** `,"Name":` */
	readonly key: Uint8Array;
	readonly members: readonly Member[] | undefined;
	/** How many cells it is. */
	readonly columns: number;
}

/**
 * Adds the rows of a list, given without its brackets; answers false when it has added
 * nothing. `names` are what was asked for, relationship fields dotted.
 */
export function createListScanner(
	names: readonly string[],
	rows: CellRows,
): (list: Uint8Array) => boolean {
	const { store } = rows;
	const members = membersOf(names.map((name) => name.split(".")));
	const cursor: Cursor = { from: NULL, at: 0, store, to: 0 };
	/** The one that is read, counted over all rows. */
	let cell = 0;

	function isNext(expected: Uint8Array): boolean {
		const { from, at } = cursor;
		for (let n = 0; n < expected.length; n++)
			if (from[at + n] !== expected[n]) return false;
		cursor.at = at + expected.length;
		return true;
	}

	function isNextByte(expected: number): boolean {
		return cursor.from[cursor.at++] === expected;
	}

	function endCell(): true {
		rows.ends[cell++] = cursor.to;
		return true;
	}

	function readObject(expected: readonly Member[]): boolean {
		if (!isNext(ATTRIBUTES) || !passStrings()) return false;
		for (let n = 0; n < expected.length; n++)
			if (!readMember(expected[n] as Member)) return false;
		return isNextByte(CLOSE);
	}

	function readMember({ key, members, columns }: Member): boolean {
		if (!isNext(key)) return false;
		if (isNext(NULL)) {
			for (let n = 0; n < columns; n++) endCell();
			return true;
		}
		return members === undefined ? readValue() : readObject(members);
	}

	function readValue(): boolean {
		const first = cursor.from[cursor.at] as number;
		if (first === QUOTE) {
			cursor.at++;
			return readString(cursor) && endCell();
		}
		if (first === MINUS || (first >= 48 && first <= 57))
			return readNumber(cursor) && endCell();
		for (const word of WORDS) {
			if (!isNext(word)) continue;
			store.bytes.set(word, cursor.to);
			cursor.to += word.length;
			return endCell();
		}
		return false;
	}

	/** An object of strings, of which nothing is kept. */
	function passStrings(): boolean {
		const { to } = cursor;
		if (!isNextByte(OPEN)) return false;
		do {
			if (!isNextByte(QUOTE) || !readString(cursor)) return false;
			if (!isNextByte(COLON)) return false;
			if (!isNextByte(QUOTE) || !readString(cursor)) return false;
			cursor.to = to;
		} while (isNextByte(COMMA));
		return cursor.from[cursor.at - 1] === CLOSE;
	}

	return (list) => {
		if (!isUtf8(list)) return false;
		reserve(store, rows.length + list.length);
		cursor.from = list;
		cursor.at = 0;
		cursor.to = rows.length;
		cell = rows.count * names.length;
		let { count } = rows;
		while (cursor.at < list.length) {
			if (count > rows.count && !isNextByte(COMMA)) return false;
			rows.reserveRows(++count);
			if (!readObject(members)) return false;
		}
		rows.count = count;
		rows.length = cursor.to;
		return true;
	};
}

/** `paths` are names in parts; those of one relationship stand together. */
function membersOf(paths: readonly (readonly string[])[]): Member[] {
	const members: Member[] = [];
	for (let at = 0; at < paths.length; ) {
		const [name = "", ...rest] = paths[at] as readonly string[];
		const columns =
			rest.length === 0
				? 1
				: paths
						.slice(at)
						.findIndex((path) => path[0] !== name || path.length === 1);
		const count = columns < 0 ? paths.length - at : columns;
		members.push({
			key: Buffer.from(`,${JSON.stringify(name)}:`),
			members:
				rest.length === 0
					? undefined
					: membersOf(paths.slice(at, at + count).map((path) => path.slice(1))),
			columns: count,
		});
		at += count;
	}
	return members;
}
