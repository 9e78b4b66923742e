// The number of a row, where its REQUEST_ID would be. It comes through mapping and
// encoding as it is, so a backend finds it by its bytes, and the ledger of millions of
// rows is a bit a row.

/** Before the digits; not in any other text of the org. */
export const SERIAL_MARK = "SOAK";
/** Together as long as a real REQUEST_ID. */
export const SERIAL_DIGITS = 18;

/** ASCII digits of `value` into `bytes`, with leading zeros. */
export function writeDigits(
	bytes: Buffer,
	at: number,
	digits: number,
	value: number,
): void {
	let rest = value;
	for (let place = at + digits - 1; place >= at; place--) {
		bytes[place] = 48 + (rest % 10);
		rest = Math.floor(rest / 10);
	}
}

/** Undefined where there are other bytes than digits. */
export function readSerial(bytes: Buffer, at: number): number | undefined {
	let value = 0;
	for (let place = at; place < at + SERIAL_DIGITS; place++) {
		const digit = (bytes[place] ?? 0) - 48;
		if (digit < 0 || digit > 9) return undefined;
		value = value * 10 + digit;
	}
	return value;
}
