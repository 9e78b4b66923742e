// What a row's cells become: the operations of ../program.ts, one after the other.

import {
	append,
	contentOf,
	endAt,
	isSet,
	valueAt,
	writeDouble,
	writeInteger,
	writeString,
} from "./attributes.ts";
import { isEqual } from "./bytes.ts";
import {
	checksumCharacter,
	idChecksum,
	isNullId,
	LONG_ID,
	NO_INTEGER,
	SHORT_ID,
	shortDecimal,
	shortInteger,
} from "./cells.ts";
import {
	ASK_CELLS,
	ATTRIBUTES,
	ATTRIBUTES_END,
	ATTRIBUTES_KEPT_FREE,
	ATTRIBUTES_SIZE,
	CONTENT_LENGTH,
	DONE,
	ENDS,
	HOW_ASK,
	HOW_COPY,
	HOW_DECIMAL,
	HOW_ID,
	HOW_NANOSECONDS,
	OP_ALSO,
	OP_COLUMN,
	OP_COLUMN_COUNT,
	OP_COLUMNS,
	OP_CONTENDED,
	OP_CONTENDED_COUNT,
	OP_DROP,
	OP_DROP_COUNT,
	OP_HOW,
	OP_QUESTION,
	OP_SIZE,
	OP_SLOT,
	OPERATION,
	OPERATION_COUNT,
	OPERATIONS,
	STARTS,
	TOO_LARGE,
} from "./layout.ts";
import { NONE, recall } from "./memo.ts";

const NANOSECONDS_A_MILLISECOND: f64 = 1_000_000;
const MOST_APPENDED = ATTRIBUTES + ATTRIBUTES_SIZE - ATTRIBUTES_KEPT_FREE;

/** Adds a row's attributes, from the operation on at which it stands. */
export function runOperations(): i32 {
	const operations: i32 = load<i32>(OPERATIONS);
	const count: i32 = load<i32>(OPERATION_COUNT);
	for (let n: i32 = load<i32>(OPERATION); n < count; n++) {
		const status = run(operations + OP_SIZE * n);
		if (status === DONE) continue;
		store<i32>(OPERATION, n + 1);
		return status;
	}
	return DONE;
}

function run(op: i32): i32 {
	let cell = 4 * load<i32>(op, OP_COLUMN);
	if (load<i32>(STARTS + cell) === load<i32>(ENDS + cell)) {
		if (load<i32>(op, OP_COLUMN_COUNT) === 1) return DONE;
		cell = firstFilled(op);
		if (cell < 0) return DONE;
	}
	const how: i32 = load<i32>(op, OP_HOW);
	const start: i32 = load<i32>(STARTS + cell);
	const end: i32 = load<i32>(ENDS + cell);
	const contended: i32 = load<i32>(op, OP_CONTENDED_COUNT);
	if (contended > 0 && isAnySet(load<i32>(op, OP_CONTENDED), contended))
		return how === HOW_COPY &&
			(isDropped(op, start, end) || isSame(op, start, end))
			? DONE
			: ASK_CELLS;
	if (how === HOW_ASK) return appendAnswer(op);
	if (isDropped(op, start, end)) return DONE;
	if (how === HOW_COPY) {
		const slot: i32 = load<i32>(op, OP_SLOT);
		if (slot >= 0) writeString(slot, start, end - start);
		return DONE;
	}
	if (how === HOW_ID) {
		writeId(load<i32>(op, OP_SLOT), start, end);
		return DONE;
	}
	return writeNumber(op, how, start, end) ? DONE : appendAnswer(op);
}

/** -1 when none is. */
function firstFilled(op: i32): i32 {
	const columns: i32 = load<i32>(op, OP_COLUMNS);
	const count = 4 * load<i32>(op, OP_COLUMN_COUNT);
	for (let n = 0; n < count; n += 4) {
		const cell = 4 * load<i32>(columns + n);
		if (load<i32>(STARTS + cell) !== load<i32>(ENDS + cell)) return cell;
	}
	return -1;
}

function isAnySet(slots: i32, count: i32): bool {
	for (let n = 0; n < 4 * count; n += 4)
		if (isSet(load<i32>(slots + n))) return true;
	return false;
}

/** Whether the slot has the cell's text: EVENT_TYPE says in every row what the record says already. */
function isSame(op: i32, start: i32, end: i32): bool {
	const slot: i32 = load<i32>(op, OP_SLOT);
	if (slot < 0) return true;
	if (!isSet(slot)) return false;
	const content = contentOf(valueAt(slot));
	const length = end - start;
	return endAt(slot) - content === length && isEqual(start, content, length);
}

function isDropped(op: i32, start: i32, end: i32): bool {
	const count = 8 * load<i32>(op, OP_DROP_COUNT);
	const drops: i32 = load<i32>(op, OP_DROP);
	for (let n = 0; n < count; n += 8) {
		const length: i32 = load<i32>(drops + n, 4);
		if (end - start !== length) continue;
		if (isEqual(start, load<i32>(drops + n), length)) return true;
	}
	return false;
}

function writeId(slot: i32, start: i32, end: i32): void {
	if (slot < 0 || isNullId(start, end)) return;
	const bits = end - start === SHORT_ID ? idChecksum(start) : -1;
	if (bits < 0) {
		writeString(slot, start, end - start);
		return;
	}
	// Three bytes too many, which are written over.
	const id = writeString(slot, start, LONG_ID);
	store<u8>(id + 15, <u8>checksumCharacter(bits & 31));
	store<u8>(id + 16, <u8>checksumCharacter((bits >> 5) & 31));
	store<u8>(id + 17, <u8>checksumCharacter(bits >> 10));
}

/** False when it is of no usual form. */
function writeNumber(op: i32, how: i32, start: i32, end: i32): bool {
	const slot: i32 = load<i32>(op, OP_SLOT);
	const also: i32 = load<i32>(op, OP_ALSO);
	let integer = shortInteger(start, end);
	if (integer === NO_INTEGER) {
		if (how !== HOW_DECIMAL) return false;
		const number = shortDecimal(start, end);
		if (Number.isNaN(number) || number === Math.floor(number)) return false;
		if (slot >= 0) writeDouble(slot, number);
		if (also >= 0) writeDouble(also, number);
		return true;
	}
	if (how === HOW_NANOSECONDS)
		integer = <i64>Math.floor(<f64>integer / NANOSECONDS_A_MILLISECOND + 0.5);
	if (slot >= 0) writeInteger(slot, integer);
	if (also >= 0) writeInteger(also, integer);
	return true;
}

/** What the caller has answered once for the same cells. */
function appendAnswer(op: i32): i32 {
	const content = recall(
		load<i32>(op, OP_QUESTION),
		load<i32>(op, OP_COLUMNS),
		load<i32>(op, OP_COLUMN_COUNT),
	);
	if (content === NONE) return ASK_CELLS;
	const end = load<i32>(ATTRIBUTES_END) + load<i32>(content, CONTENT_LENGTH);
	if (end > MOST_APPENDED) return TOO_LARGE;
	append(content);
	return DONE;
}
