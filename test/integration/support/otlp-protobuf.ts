// An ExportLogsServiceRequest in Protobuf, read by the field numbers of
// opentelemetry-proto and nothing of the product or of the SDK.

import type {
	ArrivedRecord,
	Attributes,
	AttributeValue,
} from "./arrived-record.ts";

type Field = bigint | Uint8Array;
type Message = ReadonlyMap<number, readonly Field[]>;

export function readProtobufRequest(body: Uint8Array): ArrivedRecord[] {
	return messages(parse(body), 1).flatMap((resourceLogs) => {
		const [resource] = messages(resourceLogs, 1);
		return messages(resourceLogs, 2)
			.flatMap((scopeLogs) => messages(scopeLogs, 2))
			.map((record) => ({
				timeUnixNano: number(record, 1),
				severityText: text(record, 3),
				body: value(messages(record, 5)[0]),
				eventName: text(record, 12),
				attributes: attributes(record, 6),
				resource: resource ? attributes(resource, 1) : {},
			}));
	});
}

function parse(bytes: Uint8Array): Message {
	const fields = new Map<number, Field[]>();
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 0;
	const varint = () => {
		let result = 0n;
		for (let shift = 0n; ; shift += 7n) {
			const byte = view.getUint8(at++);
			result |= BigInt(byte & 0x7f) << shift;
			if (byte < 0x80) return result;
		}
	};
	while (at < bytes.length) {
		const tag = Number(varint());
		let field: Field;
		switch (tag & 7) {
			case 0:
				field = varint();
				break;
			case 1:
				field = view.getBigUint64(at, true);
				at += 8;
				break;
			case 2: {
				const length = Number(varint());
				field = bytes.subarray(at, at + length);
				at += length;
				break;
			}
			case 5:
				field = BigInt(view.getUint32(at, true));
				at += 4;
				break;
			default:
				throw new Error(`wire type ${tag & 7} at byte ${at}`);
		}
		const already = fields.get(tag >> 3);
		if (already) already.push(field);
		else fields.set(tag >> 3, [field]);
	}
	return fields;
}

function messages(message: Message, field: number): Message[] {
	return (message.get(field) ?? []).map((bytes) => parse(bytes as Uint8Array));
}

function number(message: Message, field: number): bigint {
	return (message.get(field)?.at(-1) as bigint | undefined) ?? 0n;
}

function text(message: Message, field: number): string {
	const bytes = message.get(field)?.at(-1) as Uint8Array | undefined;
	return bytes ? new TextDecoder().decode(bytes) : "";
}

function attributes(message: Message, field: number): Attributes {
	return Object.fromEntries(
		messages(message, field).map((entry) => [
			text(entry, 1),
			value(messages(entry, 2)[0]),
		]),
	);
}

function value(message: Message | undefined): AttributeValue {
	if (message === undefined) return undefined;
	if (message.has(1)) return text(message, 1);
	if (message.has(2)) return number(message, 2) !== 0n;
	if (message.has(3)) return BigInt.asIntN(64, number(message, 3));
	if (message.has(4)) {
		const bits = new DataView(new ArrayBuffer(8));
		bits.setBigUint64(0, number(message, 4));
		return bits.getFloat64(0);
	}
	const [array] = messages(message, 5);
	if (array) return messages(array, 1).map(value);
	const [map] = messages(message, 6);
	if (map) return attributes(map, 1);
	return message.get(7)?.at(-1) as Uint8Array | undefined;
}
