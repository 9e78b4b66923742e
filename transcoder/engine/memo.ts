// Looks for what cells became, by their bytes; who fills it is ../cell-memo.ts. An
// entry's key is a question (what is asked of the cells) and the cells, each with its
// length before it; its content follows.

import { isEqual } from "./bytes.ts";
import { ENDS, MEMO, MEMO_SLOT, STARTS } from "./layout.ts";

/** No content. */
export const NONE: i32 = 0;

/** The content for the cells of these columns, or NONE. */
export function recall(question: i32, columns: i32, count: i32): i32 {
	const slot = MEMO + 8 * slotOf(question, columns, count);
	store<i32>(MEMO_SLOT, slot);
	if (load<i32>(slot) !== question) return NONE;
	let at: i32 = load<i32>(slot, 4);
	for (let n = 0; n < 4 * count; n += 4) {
		const cell = 4 * load<i32>(columns + n);
		const start: i32 = load<i32>(STARTS + cell);
		const length = load<i32>(ENDS + cell) - start;
		if (load<i32>(at) !== length) return NONE;
		at += 4;
		if (!isEqual(at, start, length)) return NONE;
		at += length;
	}
	return at;
}

/** Looks at a few places of a cell only: cells of one column that differ mostly differ there. */
function slotOf(question: i32, columns: i32, count: i32): i32 {
	let hash = question;
	for (let n = 0; n < 4 * count; n += 4) {
		const cell = 4 * load<i32>(columns + n);
		const start: i32 = load<i32>(STARTS + cell);
		const end: i32 = load<i32>(ENDS + cell);
		const length = end - start;
		hash = (hash ^ length) * 0x9e3779b1;
		if (length >= 4) {
			hash = (hash ^ load<i32>(start)) * 0x85ebca6b;
			hash = (hash ^ load<i32>(end - 4)) * 0xc2b2ae35;
			hash ^= load<i32>(start + ((length - 4) >> 1));
		} else
			for (let at = start; at < end; at++)
				hash = (hash ^ <i32>load<u8>(at)) * 0x85ebca6b;
	}
	hash = (hash ^ (<u32>hash >> 15)) * 0x2c1b3c6d;
	return <u32>hash >> 20;
}
