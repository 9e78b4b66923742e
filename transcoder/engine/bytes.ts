// Bytes, 16 at a time, and Protobuf's varints.

/** Writes and reads up to 15 bytes too many. */
export function copy(to: i32, from: i32, length: i32): void {
	v128.store(to, v128.load(from));
	for (let n = 16; n < length; n += 16) v128.store(to + n, v128.load(from + n));
}

/** Reads up to 15 bytes too many. */
export function isEqual(a: i32, b: i32, length: i32): bool {
	let n = 0;
	for (; n + 16 <= length; n += 16)
		if (!i8x16.all_true(i8x16.eq(v128.load(a + n), v128.load(b + n))))
			return false;
	const same = i8x16.bitmask(i8x16.eq(v128.load(a + n), v128.load(b + n)));
	return (~same & ((1 << (length - n)) - 1)) === 0;
}

/** Whether the byte is among so many. */
export function has(byte: i32, start: i32, end: i32): bool {
	const wanted = i8x16.splat(<i8>byte);
	for (let at = start; at < end; at += 16) {
		const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
		if (found !== 0) return at + ctz(found) < end;
	}
	return false;
}

/** Where the byte is first; it must be somewhere. */
export function find(byte: i32, start: i32): i32 {
	const wanted = i8x16.splat(<i8>byte);
	let at = start;
	let found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
	while (found === 0) {
		at += 16;
		found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
	}
	return at + ctz(found);
}

export function varintSize(value: i32): i32 {
	// Seven bits a byte.
	return (38 - clz(value | 1)) / 7;
}

/** Gives the position behind it. */
export function writeVarint(start: i32, value: i64): i32 {
	let at = start;
	let left = <u64>value;
	while (left > 0x7f) {
		store<u8>(at++, (<u8>left & 0x7f) | 0x80);
		left >>= 7;
	}
	store<u8>(at++, <u8>left);
	return at;
}

export function integerSize(value: i64): i32 {
	return (70 - <i32>clz(value | 1)) / 7;
}
