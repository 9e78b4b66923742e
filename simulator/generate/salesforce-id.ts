// Salesforce ids: 15 case-sensitive characters in base 62, and the 18-character
// form, whose last three tell which of the 15 are capitals.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** The 18-character form of a 15-character id. */
export function toLongId(id: string): string {
	let suffix = "";
	for (let group = 0; group < 15; group += 5) {
		let capitals = 0;
		for (let i = 0; i < 5; i++) {
			const character = id.charAt(group + i);
			if (character >= "A" && character <= "Z") capitals |= 1 << i;
		}
		suffix += CHECKSUM.charAt(capitals);
	}
	return id + suffix;
}

/**
 * A 15-character id: key prefix (3), pod (2), reserved zero, and a number in
 * base 62 whose order is the order of the ids.
 */
export function shortId(prefix: string, pod: string, number: number): string {
	let digits = "";
	for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) {
		digits = DIGITS.charAt(rest % 62) + digits;
	}
	return `${prefix}${pod}0${digits.padStart(9, "0")}`;
}
