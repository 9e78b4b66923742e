// The bytes of a UUID, as its digits say them.

const DASH = 45;

/** Writes the 16 bytes of a UUID; false when the text is none, as in pipeline/uid-bytes.ts. */
export function writeUuid(
	bytes: Uint8Array,
	start: number,
	end: number,
	to: Uint8Array,
	at: number,
): boolean {
	if (end - start !== 36) return false;
	let from = start;
	for (let n = 0; n < 16; n++) {
		const isPart = n === 4 || n === 6 || n === 8 || n === 10;
		if (isPart && bytes[from++] !== DASH) return false;
		const high = hexDigit(lower(bytes[from++] as number));
		const low = hexDigit(lower(bytes[from++] as number));
		if (high < 0 || low < 0) return false;
		to[at + n] = high * 16 + low;
	}
	return true;
}

function lower(code: number): number {
	return code >= 65 && code <= 90 ? code + 32 : code;
}

function hexDigit(code: number): number {
	if (code >= 48 && code <= 57) return code - 48;
	return code >= 97 && code <= 102 ? code - 87 : -1;
}
