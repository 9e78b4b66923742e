// Finds the cells of rows in the JSON of a page, without an object on the way. It knows
// one form, Salesforce's own: no white space, and of each row what was asked for, in the
// order in which it was asked for:
//
//   {"attributes":{"type":"...","url":"..."},"Id":"...","CreatedBy":{"attributes":{...},"Name":"..."}}
//
// Rows are written in front of the page, and over it as far as it was read. Invariant:
// nothing behind the end is read, because there is a byte that ends every string, and one
// that is neither in a string nor outside of one.

import { isEqual } from "./bytes.ts";
import {
	MINUS,
	NONE,
	QUOTE,
	readNumber,
	readString,
	seeNothing,
	seenHigh,
	textEnd,
	ZERO,
} from "./json.ts";
import {
	ATTRIBUTES_KEY,
	ATTRIBUTES_KEY_LENGTH,
	COLUMNS,
	END,
	HELD_END,
	MEMBER_COLUMNS,
	MEMBER_INNER,
	MEMBER_KEY,
	MEMBER_KEY_LENGTH,
	MEMBER_SIZE,
	MEMBERS,
	MEMBERS_END,
	NOT_ASCII,
	ROWS,
	SLACK,
	START,
} from "./layout.ts";

const COMMA: i32 = 44;
const COLON: i32 = 58;
const OPEN: i32 = 123;
const CLOSE: i32 = 125;
/** `null`, `true` and `fals` as numbers. */
const NULL: i32 = 0x6c6c_756e;
const TRUE: i32 = 0x6575_7274;
const FALS: i32 = 0x736c_6166;
const E: i32 = 101;

/** Where the end of the next cell is written, and the cell itself. */
let cellEnd: i32 = 0;
let to: i32 = 0;

/** Gives 1 when all is rows, and has put these behind those that are held. */
export function readList(): i32 {
	const end: i32 = load<i32>(END);
	store<u8>(end, <u8>QUOTE);
	store<u8>(end + 1, 0);
	const first: i32 = load<i32>(MEMBERS);
	const last: i32 = load<i32>(MEMBERS_END);
	const ends = 4 * load<i32>(COLUMNS);
	let at: i32 = load<i32>(START);
	let row: i32 = load<i32>(HELD_END);
	let rows = 0;
	seeNothing();
	while (at < end) {
		if (rows > 0 && load<u8>(at++) !== COMMA) return 0;
		cellEnd = row;
		to = row + ends;
		if (to + SLACK > at) return 0;
		at = readObject(at, first, last);
		if (at === NONE) return 0;
		// The next row's numbers.
		row = (to + 3) & ~3;
		rows++;
	}
	store<i32>(HELD_END, row);
	store<i32>(ROWS, rows);
	store<i32>(NOT_ASCII, seenHigh);
	return 1;
}

/** From the bracket; gives where it is behind the other one. Members are those from `first` on. */
function readObject(start: i32, first: i32, last: i32): i32 {
	let at = passAttributes(start);
	for (let member = first; member < last; ) {
		if (at === NONE) return NONE;
		const inner = member + MEMBER_SIZE;
		const next = inner + MEMBER_SIZE * load<i32>(member, MEMBER_INNER);
		at = readMember(at, member, inner, next);
		member = next;
	}
	return at !== NONE && load<u8>(at) === CLOSE ? at + 1 : NONE;
}

/** A field, or a relationship with fields of its own. */
function readMember(start: i32, member: i32, inner: i32, next: i32): i32 {
	const length: i32 = load<i32>(member, MEMBER_KEY_LENGTH);
	if (!isEqual(start, load<i32>(member, MEMBER_KEY), length)) return NONE;
	const at = start + length;
	if (load<i32>(at) === NULL) {
		for (let n: i32 = load<i32>(member, MEMBER_COLUMNS); n > 0; n--) endCell();
		return at + 4;
	}
	return inner === next ? readValue(at) : readObject(at, inner, next);
}

function endCell(): void {
	store<i32>(cellEnd, to);
	cellEnd += 4;
}

function readValue(start: i32): i32 {
	const byte: i32 = load<u8>(start);
	let at = NONE;
	if (byte === QUOTE) at = readString(start + 1, to);
	else if (byte === MINUS || (byte >= ZERO && byte <= ZERO + 9))
		at = readNumber(start, to);
	else return readWord(start);
	to = textEnd;
	endCell();
	return at;
}

function readWord(at: i32): i32 {
	const word: i32 = load<i32>(at);
	const isFalse = word === FALS && load<u8>(at + 4) === E;
	if (!isFalse && word !== TRUE) return NONE;
	store<i32>(to, word);
	store<u8>(to + 4, <u8>E);
	const length = isFalse ? 5 : 4;
	to += length;
	endCell();
	return at + length;
}

/** The bracket, and an object of strings, of which nothing is kept. */
function passAttributes(start: i32): i32 {
	const length: i32 = load<i32>(ATTRIBUTES_KEY_LENGTH);
	if (!isEqual(start, load<i32>(ATTRIBUTES_KEY), length)) return NONE;
	let at = start + length;
	if (load<u8>(at) !== OPEN) return NONE;
	do {
		at = passString(at + 1);
		if (at === NONE || load<u8>(at) !== COLON) return NONE;
		at = passString(at + 1);
		if (at === NONE) return NONE;
	} while (load<u8>(at) === COMMA);
	return load<u8>(at) === CLOSE ? at + 1 : NONE;
}

function passString(at: i32): i32 {
	return load<u8>(at) === QUOTE ? readString(at + 1, to) : NONE;
}
