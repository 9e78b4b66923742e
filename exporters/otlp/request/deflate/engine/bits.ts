// The output, bit by bit. Invariant: less than a byte waits between two calls, so up to
// 57 more bits fit before they are put out.

/** Where the next whole byte goes. */
export let output: i32 = 0;
export let waiting: u64 = 0;
export let waitingBits: u32 = 0;

/** Goes on there, with bits that wait already. */
export function moveTo(address: i32, bits: u64, bitCount: u32): void {
	output = address;
	waiting = bits;
	waitingBits = bitCount;
}

/** At most 57 of them, the first one lowest. Stores up to 8 bytes. */
export function put(bits: u64, bitCount: u32): void {
	waiting |= bits << waitingBits;
	waitingBits += bitCount;
	store<u64>(output, waiting);
	output += waitingBits >>> 3;
	waiting >>= waitingBits & 56;
	waitingBits &= 7;
}

/** The rest of the last byte is zeros. */
export function alignToByte(): void {
	if (waitingBits > 0) put(0, 8 - waitingBits);
}
