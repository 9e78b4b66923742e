// A request in Protobuf. Only three field numbers of opentelemetry-proto are known
// here, and a record's time; everything else is copied byte for byte.

import type { RequestFormat } from "./request-format.ts";
import { delimitedHeader, readFields, type WireField } from "./wire.ts";

const RESOURCE_LOGS = 1;
const SCOPE_LOGS = 2;
const LOG_RECORDS = 2;
/** fixed64, nanoseconds. */
const TIME_UNIX_NANO = 1;

/** From the request down to the records. */
const PATH = [RESOURCE_LOGS, SCOPE_LOGS, LOG_RECORDS];

export const protobufRequest: RequestFormat = {
	facts(request) {
		const facts: ReturnType<RequestFormat["facts"]> = [];
		for (const record of recordsOf(request, PATH, 0, request.length)) {
			facts.push({
				bytes: record.end - record.valueStart,
				timeMs: timeOf(request, record),
			});
		}
		return facts;
	},

	pick(request, keep) {
		let index = 0;
		return pickFrom(request, PATH, 0, request.length, () => keep(index++))
			.parts;
	},

	// Repeated fields of messages that follow each other add up.
	join: (requests) => requests,
};

function isStep(field: WireField, step: number | undefined): boolean {
	return field.number === step && field.delimited;
}

function* recordsOf(
	bytes: Uint8Array,
	[step, ...below]: readonly number[],
	start: number,
	end: number,
): Generator<WireField, void, void> {
	for (const field of readFields(bytes, start, end)) {
		if (!isStep(field, step)) continue;
		if (below.length === 0) yield field;
		else yield* recordsOf(bytes, below, field.valueStart, field.end);
	}
}

/** The parts of a message whose inner ones are picked; `picked` says whether a record is left in it. */
function pickFrom(
	bytes: Uint8Array,
	[step = 0, ...below]: readonly number[],
	start: number,
	end: number,
	keep: () => boolean,
): { parts: Uint8Array[]; picked: boolean } {
	const parts: Uint8Array[] = [];
	let picked = false;
	for (const field of readFields(bytes, start, end)) {
		if (!isStep(field, step)) {
			parts.push(bytes.subarray(field.start, field.end));
		} else if (below.length === 0) {
			if (!keep()) continue;
			picked = true;
			parts.push(bytes.subarray(field.start, field.end));
		} else {
			const inner = pickFrom(bytes, below, field.valueStart, field.end, keep);
			if (!inner.picked) continue;
			picked = true;
			const length = inner.parts.reduce((sum, part) => sum + part.length, 0);
			parts.push(delimitedHeader(step, length), ...inner.parts);
		}
	}
	return { parts, picked };
}

function timeOf(bytes: Uint8Array, record: WireField): number {
	for (const field of readFields(bytes, record.valueStart, record.end)) {
		if (field.number !== TIME_UNIX_NANO || field.end - field.valueStart !== 8) {
			continue;
		}
		const view = new DataView(
			bytes.buffer,
			bytes.byteOffset + field.valueStart,
		);
		return Number(view.getBigUint64(0, true) / 1_000_000n);
	}
	return 0;
}
