// A row of an object that was held until its turn came: the ends of its cells, and their
// bytes, the first of which begins where the ends are over.

import { COLUMNS, ENDS, NEXT, START, STARTS } from "./layout.ts";

/** Has the row written that begins there, in place of one that was scanned. */
export function layRow(row: i32): void {
	const ends = 4 * load<i32>(COLUMNS);
	let at = row + ends;
	store<i32>(START, at);
	for (let cell = 0; cell < ends; cell += 4) {
		store<i32>(STARTS + cell, at);
		at = load<i32>(row + cell);
		store<i32>(ENDS + cell, at);
	}
	store<i32>(NEXT, at);
}
