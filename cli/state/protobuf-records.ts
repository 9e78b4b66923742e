// The records of a request in Protobuf, as far as they are printed. The numbers are
// the field numbers of opentelemetry-proto (logs.proto, common.proto).

import type { PrintableRecord } from "../../exporters/debug/record-line.ts";
import {
	readFields,
	type WireField,
} from "../../exporters/otlp/request/wire.ts";

/** From the request down: resource_logs, scope_logs, log_records. */
const PATH = [1, 2, 2];

/** A part of a request's bytes, with the fields in it. */
interface Message {
	readonly bytes: Uint8Array;
	readonly fields: readonly WireField[];
}

/** Every record, in order. Throws a RangeError when the bytes are no request. */
export function protobufRecords(request: Uint8Array): PrintableRecord[] {
	let messages = [message(request)];
	for (const number of PATH) {
		messages = messages.flatMap((outer) => inner(outer, number));
	}
	return messages.map(toPrintable);
}

function toPrintable(record: Message): PrintableRecord {
	const time = fixed64(record, 1) || fixed64(record, 11);
	const [body] = inner(record, 5);
	return {
		hrTime: [Number(time / 1_000_000_000n), Number(time % 1_000_000_000n)],
		severityNumber: Number(varint(record, 2) ?? 0n),
		severityText: text(record, 3),
		body: body && anyValue(body),
		eventName: text(record, 12),
		attributes: keyValues(record, 6),
	};
}

function anyValue(value: Message): unknown {
	const [array] = inner(value, 5);
	if (array) return inner(array, 1).map(anyValue);
	const [list] = inner(value, 6);
	if (list) return keyValues(list, 1);
	const bool = varint(value, 2);
	if (bool !== undefined) return bool !== 0n;
	const int = varint(value, 3);
	if (int !== undefined) return Number(BigInt.asIntN(64, int));
	const double = last(value, 4);
	if (double) return view(value.bytes).getFloat64(double.valueStart, true);
	return text(value, 1) ?? slice(value, 7);
}

function keyValues(of: Message, number: number): Record<string, unknown> {
	return Object.fromEntries(
		inner(of, number).map((entry) => {
			const [value] = inner(entry, 2);
			return [text(entry, 1) ?? "", value && anyValue(value)];
		}),
	);
}

function message(bytes: Uint8Array): Message {
	return { bytes, fields: [...readFields(bytes)] };
}

function inner({ bytes, fields }: Message, number: number): Message[] {
	return fields
		.filter((field) => field.number === number && field.delimited)
		.map(({ valueStart, end }) => message(bytes.subarray(valueStart, end)));
}

/** Of a field that came several times, the last counts. */
function last({ fields }: Message, number: number): WireField | undefined {
	return fields.findLast((field) => field.number === number);
}

function slice(of: Message, number: number): Uint8Array | undefined {
	const field = last(of, number);
	return field && of.bytes.subarray(field.valueStart, field.end);
}

function text(of: Message, number: number): string | undefined {
	const bytes = slice(of, number);
	return bytes && new TextDecoder().decode(bytes);
}

function varint(of: Message, number: number): bigint | undefined {
	const bytes = slice(of, number);
	if (bytes === undefined) return undefined;
	let value = 0n;
	for (const byte of bytes.toReversed()) {
		value = (value << 7n) | BigInt(byte & 0x7f);
	}
	return value;
}

function fixed64(of: Message, number: number): bigint {
	const field = last(of, number);
	if (field === undefined || field.end - field.valueStart !== 8) return 0n;
	return view(of.bytes).getBigUint64(field.valueStart, true);
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}
