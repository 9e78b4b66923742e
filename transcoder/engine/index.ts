// The engine's entries. Rows of a file are scanned and written as long as nothing needs
// the caller; rows of objects are held until the caller has them written one at a time.

import { layRow } from "./held.ts";
import { writeIdentity } from "./identity.ts";
import {
	CELLS,
	COLUMNS,
	COUNT,
	DONE,
	END,
	FULL,
	FULL_BYTES,
	IN_ROW,
	INCOMPLETE,
	LENGTH,
	LONGEST_ROW,
	MOST_RECORDS,
	NEXT,
	ROW,
	ROWS,
	SHOW_ROWS,
	START,
} from "./layout.ts";
import { readList } from "./list.ts";
import { writeRow } from "./record.ts";
import { joinQuotes, scan } from "./scanner.ts";
import { timeOf } from "./time.ts";
import { writeUuid } from "./uuid.ts";

export {
	joinQuotes,
	layRow,
	readList,
	timeOf,
	writeIdentity,
	writeRow,
	writeUuid,
};

/** Works until the bytes are used up, the batch is full, or the caller is needed. */
export function writeRows(): i32 {
	let status: i32 = DONE;
	while (status === DONE) {
		if (load<i32>(IN_ROW) === 0) status = nextRow();
		if (status === DONE) status = writeRow();
		if (status === DONE) passRow();
	}
	return status;
}

/** DONE when the next row is ready to be written. */
function nextRow(): i32 {
	const isFull =
		load<i32>(COUNT) >= load<i32>(MOST_RECORDS) ||
		load<i32>(LENGTH) >= FULL_BYTES;
	if (isFull) return FULL;
	if (load<i32>(START) === load<i32>(END)) return INCOMPLETE;
	const scanned = scan();
	if (scanned !== ROW) return scanned;
	if (
		load<i32>(SHOW_ROWS) !== 0 ||
		load<i32>(CELLS) !== load<i32>(COLUMNS) ||
		load<i32>(NEXT) - load<i32>(START) > load<i32>(LONGEST_ROW)
	)
		return ROW;
	joinQuotes();
	store<i32>(IN_ROW, 1);
	return DONE;
}

function passRow(): void {
	store<i32>(IN_ROW, 0);
	store<i32>(ROWS, load<i32>(ROWS) + 1);
	store<i32>(START, load<i32>(NEXT));
}
