// A row becomes an encoded record of the batch: what all records of a file share,
// encoded once, and between it what the operations make of the row.

import {
	append,
	contentOf,
	endAt,
	isSet,
	noteAll,
	STRING,
	valueAt,
	writeString,
} from "./attributes.ts";
import { writeBody } from "./body.ts";
import { copy, varintSize, writeVarint } from "./bytes.ts";
import { writeTraceId } from "./cells.ts";
import { writeHex } from "./hex.ts";
import { digest, writeIdentity } from "./identity.ts";
import {
	ASK_BODY,
	ASK_RAW,
	ASK_TIME,
	ASK_TO_HIDE,
	ASK_VERDICT,
	ATTRIBUTES,
	ATTRIBUTES_END,
	BATCH,
	BODY,
	BODY_LENGTH,
	CONTENT_ATTRIBUTES,
	CONTENT_LENGTH,
	CONTENT_OUTCOME,
	CONTENT_REASON_LENGTH,
	CONTENT_SEVERITY,
	COUNT,
	DONE,
	ENDS,
	FIRST,
	FIRST_LENGTH,
	FIRST_NOTE_COUNT,
	FIRST_NOTES,
	HAS_RAW,
	HIDES_REQUEST,
	HOURS,
	JUDGED,
	JUDGED_COUNT,
	JUDGEMENT,
	LENGTH,
	NANOSECONDS,
	OPERATION,
	OUTCOME,
	PHASE,
	REASON,
	REASON_LENGTH,
	RECORD,
	RECORD_END,
	RECORD_END_LENGTH,
	RECORD_ENDS,
	REQUEST_SLOT,
	SECONDS,
	SEVERITIES,
	SEVERITY,
	STARTS,
	TRACE_ID,
	TRACED,
	UID_COLUMN,
	UID_SLOT,
	UIDS,
} from "./layout.ts";
import { NONE, recall } from "./memo.ts";
import { runOperations } from "./operations.ts";
import { readTime } from "./time.ts";

const SCOPE_LOGS_RECORD: u8 = (2 << 3) | 2;
const RECORD_TIME: u8 = (1 << 3) | 1;
const RECORD_BODY: u8 = (5 << 3) | 2;
const RECORD_DROPPED: u8 = 7 << 3;
const RECORD_TRACE_ID: u8 = (9 << 3) | 2;

const UID_BYTES: i32 = 16;
const UID_DIGITS: i32 = 32;

// Phases. The caller may answer between two of them.
const BEGIN: i32 = 0;
const TIMED: i32 = 1;
const OPERATING: i32 = 2;
const RAW: i32 = 3;
const TRACING: i32 = 4;
const CLOSING: i32 = 5;

/** Adds the row's record to the batch: DONE, or what the caller is to do before it calls again. */
export function writeRow(): i32 {
	let phase: i32 = load<i32>(PHASE);
	if (phase === BEGIN) {
		store<i32>(RECORD, load<i32>(RECORD) + 1);
		store<i32>(ATTRIBUTES_END, ATTRIBUTES);
		phase = TIMED;
		if (!readTime()) return pause(TIMED, ASK_TIME);
	}
	if (phase === TIMED) {
		writeFirst();
		store<i32>(OPERATION, 0);
		phase = OPERATING;
		if (!judge()) return pause(OPERATING, ASK_VERDICT);
	}
	if (phase === OPERATING) {
		const status = runOperations();
		if (status !== DONE) return pause(OPERATING, status);
		phase = RAW;
		if (load<i32>(HAS_RAW) !== 0) return pause(RAW, ASK_RAW);
	}
	if (phase === RAW) {
		phase = TRACING;
		store<i32>(TRACED, hasTrace() ? 1 : 0);
		if (isToHide()) return pause(TRACING, ASK_TO_HIDE);
	}
	if (phase === TRACING) {
		const length = writeBody();
		if (length < 0) return pause(CLOSING, ASK_BODY);
		store<i32>(BODY_LENGTH, length);
	}
	close();
	store<i32>(PHASE, BEGIN);
	return DONE;
}

function pause(phase: i32, status: i32): i32 {
	store<i32>(PHASE, phase);
	return status;
}

/** The uid, whose digits come last, and what all records share. */
function writeFirst(): void {
	const column = 4 * load<i32>(UID_COLUMN);
	const slot: i32 = load<i32>(UID_SLOT);
	if (column < 0) writeString(slot, TRACE_ID, UID_DIGITS);
	else {
		const start: i32 = load<i32>(STARTS + column);
		writeString(slot, start, load<i32>(ENDS + column) - start);
	}
	const base: i32 = load<i32>(ATTRIBUTES_END);
	const length: i32 = load<i32>(FIRST_LENGTH);
	copy(base, load<i32>(FIRST), length);
	store<i32>(ATTRIBUTES_END, base + length);
	noteAll(load<i32>(FIRST_NOTES), load<i32>(FIRST_NOTE_COUNT), base);
}

/** False when the verdict is not known. */
function judge(): bool {
	const content = recall(
		load<i32>(JUDGEMENT),
		load<i32>(JUDGED),
		load<i32>(JUDGED_COUNT),
	);
	if (content === NONE) return false;
	append(content);
	store<i32>(OUTCOME, load<i32>(content, CONTENT_OUTCOME));
	store<i32>(SEVERITY, load<i32>(content, CONTENT_SEVERITY));
	store<i32>(
		REASON,
		content + CONTENT_ATTRIBUTES + load<i32>(content, CONTENT_LENGTH),
	);
	store<i32>(REASON_LENGTH, load<i32>(content, CONTENT_REASON_LENGTH));
	return true;
}

function hasTrace(): bool {
	const slot: i32 = load<i32>(REQUEST_SLOT);
	if (slot < 0 || !isSet(slot)) return false;
	const value = valueAt(slot);
	if (load<u8>(value) !== STRING) return false;
	return writeTraceId(contentOf(value), endAt(slot), TRACE_ID);
}

function isToHide(): bool {
	const slot: i32 = load<i32>(REQUEST_SLOT);
	return slot >= 0 && load<i32>(HIDES_REQUEST) !== 0 && isSet(slot);
}

/** Writes the digits of the uid, and puts the parts of the record together. */
function close(): void {
	const count: i32 = load<i32>(COUNT);
	if (load<i32>(UID_COLUMN) < 0) {
		digest(writeIdentity());
		writeHex(uidDigits(), UIDS + UID_BYTES * count);
	}
	const severity = load<i32>(SEVERITIES) + 8 * load<i32>(SEVERITY);
	const severityLength: i32 = load<i32>(severity, 4);
	const text: i32 = load<i32>(BODY_LENGTH);
	const bodyLength = 1 + varintSize(text) + text;
	const attributesLength: i32 = load<i32>(ATTRIBUTES_END) - ATTRIBUTES;
	const isTraced = load<i32>(TRACED) !== 0;
	const endLength: i32 = load<i32>(RECORD_END_LENGTH);
	const length =
		9 +
		severityLength +
		1 +
		varintSize(bodyLength) +
		bodyLength +
		attributesLength +
		2 +
		(isTraced ? 2 + UID_BYTES : 0) +
		endLength;

	let at: i32 = BATCH + load<i32>(LENGTH);
	store<u8>(at, SCOPE_LOGS_RECORD);
	at = writeVarint(at + 1, length);
	const seconds: f64 = load<f64>(SECONDS);
	store<u8>(at, RECORD_TIME);
	store<i64>(
		at + 1,
		<i64>seconds * 1_000_000_000 + <i64>load<i32>(NANOSECONDS),
	);
	at += 9;
	copy(at, load<i32>(severity), severityLength);
	at += severityLength;
	store<u8>(at, RECORD_BODY);
	at = writeVarint(at + 1, bodyLength);
	store<u8>(at, STRING);
	at = writeVarint(at + 1, text);
	copy(at, BODY, text);
	at += text;
	copy(at, ATTRIBUTES, attributesLength);
	at += attributesLength;
	store<u16>(at, RECORD_DROPPED);
	at += 2;
	if (isTraced) {
		store<u8>(at, RECORD_TRACE_ID);
		store<u8>(at + 1, <u8>UID_BYTES);
		copy(at + 2, TRACE_ID, UID_BYTES);
		at += 2 + UID_BYTES;
	}
	copy(at, load<i32>(RECORD_END), endLength);
	at += endLength - BATCH;
	store<i32>(RECORD_ENDS + 4 * count, at);
	store<i32>(HOURS + 4 * count, <i32>Math.floor(seconds / 3600));
	store<i32>(COUNT, count + 1);
	store<i32>(LENGTH, at);
}

/** Where they stand: the uid is the first of the attributes. */
function uidDigits(): i32 {
	const key = contentOf(ATTRIBUTES);
	// key: tag, length, name, tag of the value; value: length, tag, length.
	return key + 2 + load<u8>(key + 1) + 1 + 3;
}
