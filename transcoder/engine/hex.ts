// Hexadecimal digits.

/** Two digits for each of 16 bytes. */
export function writeHex(to: i32, from: i32): void {
	const bytes = v128.load(from);
	const low = v128.and(bytes, i8x16.splat(0x0f));
	const high = i8x16.shr_u(bytes, 4);
	v128.store(
		to,
		digits(
			i8x16.shuffle(
				high,
				low,
				0,
				16,
				1,
				17,
				2,
				18,
				3,
				19,
				4,
				20,
				5,
				21,
				6,
				22,
				7,
				23,
			),
		),
	);
	v128.store(
		to + 16,
		digits(
			i8x16.shuffle(
				high,
				low,
				8,
				24,
				9,
				25,
				10,
				26,
				11,
				27,
				12,
				28,
				13,
				29,
				14,
				30,
				15,
				31,
			),
		),
	);
}

function digits(values: v128): v128 {
	return i8x16.swizzle(
		i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102),
		values,
	);
}

/** What a digit says, small or capital; -1 for any other byte. */
export function hexDigit(byte: i32): i32 {
	const decimal = byte - 48;
	if (decimal >= 0 && decimal <= 9) return decimal;
	const letter = (byte | 32) - 97;
	return letter >= 0 && letter <= 5 ? 10 + letter : -1;
}
