// Walks an ExportLogsServiceRequest (opentelemetry-proto 1.x) down to the fields of its
// log records. Where a record's bytes are no message its rest is literals.

import { byte } from "./input.ts";
import { covered, hashOfKey, hashOfTag, matchField } from "./matches.ts";

/** Tags with their wire type, all length-delimited. */
const RESOURCE_LOGS: i32 = (1 << 3) | 2;
const SCOPE_LOGS: i32 = (2 << 3) | 2;
const LOG_RECORD: i32 = (2 << 3) | 2;
const ATTRIBUTE: i32 = (6 << 3) | 2;

const VARINT: i32 = 0;
const FIXED64: i32 = 1;
const DELIMITED: i32 = 2;
const FIXED32: i32 = 5;

/** In front of a value: tag and length of an AnyValue, and of its text. */
const VALUE_HEADERS: i32 = 4;
/** What a match covers wholly is remembered of one record in so many, a power of two. */
const REMEMBERED: i32 = 4;

/** Behind the varint that was read last. */
let varintEnd: i32 = 0;

/** False when the bytes up to `end` are no request. */
export function matchRequest(end: i32): bool {
	let resourceLogsEnd = 0;
	let scopeLogsEnd = 0;
	let records = 0;
	for (let at = 0; at < end; ) {
		const tag = byte(at);
		if ((tag & 7) !== DELIMITED) return false;
		const length = varint(at + 1, end);
		const value = varintEnd;
		const fieldEnd = value + length;
		if (length < 0) return false;
		if (at >= resourceLogsEnd) {
			if (tag !== RESOURCE_LOGS || fieldEnd > end) return false;
			resourceLogsEnd = fieldEnd;
			scopeLogsEnd = value;
			at = value;
		} else if (at >= scopeLogsEnd) {
			if (fieldEnd > resourceLogsEnd) return false;
			if (tag === SCOPE_LOGS) {
				scopeLogsEnd = fieldEnd;
				at = value;
			} else {
				matchField(at, value - at, value, fieldEnd, hashOfTag(tag));
				at = fieldEnd;
			}
		} else {
			if (fieldEnd > scopeLogsEnd) return false;
			if (tag === LOG_RECORD) {
				matchRecord(value, fieldEnd, (++records & (REMEMBERED - 1)) === 0);
			} else matchField(at, value - at, value, fieldEnd, hashOfTag(tag));
			at = fieldEnd;
		}
	}
	return true;
}

function matchRecord(start: i32, end: i32, isRemembered: bool): void {
	for (let at = start; at < end; ) {
		const tag = byte(at);
		let value = at + 1;
		let fieldEnd = 0;
		switch (tag & 7) {
			case VARINT:
				fieldEnd = value + 1;
				while (fieldEnd < end && byte(fieldEnd - 1) >= 128) fieldEnd++;
				break;
			case FIXED64:
				fieldEnd = value + 8;
				break;
			case DELIMITED: {
				const length = varint(value, end);
				if (length < 0) return;
				value = varintEnd;
				fieldEnd = value + length;
				break;
			}
			case FIXED32:
				fieldEnd = value + 4;
				break;
			default:
				return;
		}
		if (fieldEnd > end) return;
		if (isRemembered || covered < fieldEnd) {
			matchRecordField(tag, at, value, fieldEnd);
		}
		at = fieldEnd;
	}
}

function matchRecordField(
	tag: i32,
	start: i32,
	value: i32,
	fieldEnd: i32,
): void {
	const header = value - start;
	if (tag === ATTRIBUTE) {
		const key = value + 2;
		const keyLength = byte(value + 1);
		const keyValue = key + keyLength + VALUE_HEADERS;
		if (keyValue <= fieldEnd) {
			matchField(start, header, keyValue, fieldEnd, hashOfKey(key, keyLength));
			return;
		}
	}
	matchField(start, header, value, fieldEnd, hashOfTag(tag));
}

/** Less than 2^28, or negative when it is more or goes beyond `end`. */
function varint(start: i32, end: i32): i32 {
	let value = 0;
	let at = start;
	for (let shift = 0; shift < 28 && at < end; shift += 7) {
		const part = byte(at++);
		value |= (part & 127) << shift;
		if (part < 128) {
			varintEnd = at;
			return value;
		}
	}
	return -1;
}
