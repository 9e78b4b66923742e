// Protobuf's wire format, as far as it is written on this side of the engine.

const TWO_TO_32 = 2 ** 32;

/** Of a length. */
export function varintSize(value: number): number {
	if (value < 0x80) return 1;
	if (value < 0x4000) return 2;
	if (value < 0x20_0000) return 3;
	return value < 0x1000_0000 ? 4 : 5;
}

/** A length or another number below 2^32; gives the position behind it. */
export function writeVarint(
	bytes: Uint8Array,
	start: number,
	value: number,
): number {
	let at = start;
	let left = value;
	while (left > 0x7f) {
		bytes[at++] = (left & 0x7f) | 0x80;
		left >>>= 7;
	}
	bytes[at++] = left;
	return at;
}

/** A whole number that a double holds exactly, as int64: at most ten bytes. */
export function writeInteger(
	bytes: Uint8Array,
	start: number,
	value: number,
): number {
	if (value >= 0 && value < TWO_TO_32) return writeVarint(bytes, start, value);
	let high = Math.floor(value / TWO_TO_32);
	let low = value - high * TWO_TO_32;
	high >>>= 0;
	let at = start;
	while (high > 0 || low > 0x7f) {
		bytes[at++] = (low & 0x7f) | 0x80;
		low = ((low >>> 7) | (high << 25)) >>> 0;
		high >>>= 7;
	}
	bytes[at++] = low;
	return at;
}

/** Seconds and nanoseconds since the epoch, as nanoseconds in eight bytes. */
export function writeTime(
	view: DataView,
	at: number,
	seconds: number,
	nanoseconds: number,
): void {
	// Both products stay below 2^53. `>>> 0` takes a number modulo 2^32.
	const upper = Math.floor(seconds / 0x1_0000) * 1e9;
	const lower = (seconds & 0xffff) * 1e9 + nanoseconds;
	const low = (upper & 0xffff) * 0x1_0000 + (lower >>> 0);
	view.setUint32(at, low >>> 0, true);
	view.setUint32(
		at + 4,
		Math.floor(upper / 0x1_0000) +
			Math.floor(lower / TWO_TO_32) +
			Math.floor(low / TWO_TO_32),
		true,
	);
}

/** A field of bytes or of a message: tag, length, content. */
export function delimited(tag: number, content: Uint8Array): Uint8Array {
	const field = new Uint8Array(1 + varintSize(content.length) + content.length);
	field[0] = tag;
	field.set(content, writeVarint(field, 1, content.length));
	return field;
}
