// As much of Protobuf as the messages of the Pub/Sub API need: varints, texts, bytes
// and messages in messages.

/** A number is a varint; what is empty or 0 is left out, as proto3 does. */
export type FieldOut = readonly [
	number: number,
	value: number | string | Uint8Array,
];

/** The values of each field, in the order of coming. */
export type MessageIn = ReadonlyMap<number, readonly (number | Buffer)[]>;

const VARINT = 0;
const DELIMITED = 2;

function varint(value: number): number[] {
	const bytes: number[] = [];
	let left = value;
	for (; left >= 0x80; left = Math.floor(left / 128)) {
		bytes.push((left % 128) + 128);
	}
	return [...bytes, left];
}

export function encode(fields: readonly FieldOut[]): Buffer {
	return Buffer.concat(
		fields.flatMap(([number, value]) => {
			if (typeof value === "number") {
				if (value === 0) return [];
				return [
					Buffer.from([...varint(number * 8 + VARINT), ...varint(value)]),
				];
			}
			const bytes = Buffer.from(value as Uint8Array);
			if (bytes.length === 0) return [];
			const head = [...varint(number * 8 + DELIMITED), ...varint(bytes.length)];
			return [Buffer.from(head), bytes];
		}),
	);
}

/** Throws a RangeError for what is no message of these kinds of fields. */
export function decode(bytes: Buffer): MessageIn {
	const fields = new Map<number, (number | Buffer)[]>();
	let at = 0;
	const next = (): number => {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = bytes[at++];
			if (byte === undefined) throw new RangeError("The message is cut off.");
			value += (byte % 128) * factor;
			if (byte < 128) return value;
		}
	};
	while (at < bytes.length) {
		const tag = next();
		let value: number | Buffer = next();
		if (tag % 8 === DELIMITED) {
			const end = at + value;
			if (end > bytes.length) throw new RangeError("The message is cut off.");
			value = bytes.subarray(at, end);
			at = end;
		} else if (tag % 8 !== VARINT) {
			throw new RangeError(`No field has wire type ${tag % 8}.`);
		}
		const number = Math.floor(tag / 8);
		fields.set(number, [...(fields.get(number) ?? []), value]);
	}
	return fields;
}

export function textOf(message: MessageIn, field: number): string {
	return String(message.get(field)?.at(-1) ?? "");
}

export function numberOf(message: MessageIn, field: number): number {
	return Number(message.get(field)?.at(-1) ?? 0);
}

export function bytesOf(message: MessageIn, field: number): Buffer {
	const value = message.get(field)?.at(-1);
	return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}
