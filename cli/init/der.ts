// The little of DER (ITU-T X.690) that a certificate takes. Libraries that make
// certificates bring twenty packages along; see docs/architecture.md.

const SEQUENCE = 0x30;
const SET = 0x31;

function element(tag: number, content: Uint8Array): Buffer {
	return Buffer.concat([Buffer.from([tag, ...size(content.length)]), content]);
}

/** Short form below 128, else the number of bytes and then the bytes. */
function size(length: number): number[] {
	if (length < 0x80) return [length];
	const bytes: number[] = [];
	for (let left = length; left > 0; left >>>= 8) bytes.unshift(left & 0xff);
	return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]) =>
	element(SEQUENCE, Buffer.concat(parts));
export const set = (...parts: readonly Uint8Array[]) =>
	element(SET, Buffer.concat(parts));
export const explicit = (number: number, content: Uint8Array) =>
	element(0xa0 | number, content);
export const octetString = (content: Uint8Array) => element(0x04, content);
export const utf8String = (text: string) => element(0x0c, Buffer.from(text));
export const DER_TRUE = element(0x01, Buffer.from([0xff]));
export const DER_NULL = element(0x05, Buffer.alloc(0));

/** `unused` bits at the end don't count. */
export const bitString = (content: Uint8Array, unused = 0) =>
	element(0x03, Buffer.concat([Buffer.from([unused]), content]));

/** A non-negative integer, big-endian, in as few bytes as it takes. */
export function integer(bytes: Uint8Array): Buffer {
	const first = bytes.findIndex((byte) => byte !== 0);
	const digits =
		first < 0 ? Buffer.from([0]) : Buffer.from(bytes).subarray(first);
	// A set top bit would make it negative.
	const sign = (digits[0] as number) & 0x80 ? [0] : [];
	return element(0x02, Buffer.concat([Buffer.from(sign), digits]));
}

/** `2.5.29.15` */
export function objectIdentifier(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
	const bytes = [40 * first + second, ...rest].flatMap((number) => {
		const groups = [number & 0x7f];
		for (let left = number >>> 7; left > 0; left >>>= 7) {
			groups.unshift(0x80 | (left & 0x7f));
		}
		return groups;
	});
	return element(0x06, Buffer.from(bytes));
}

/** RFC 5280 4.1.2.5: two digits of the year until 2049, four from then on. */
export function time(ms: number): Buffer {
	const digits = `${new Date(ms).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
	return new Date(ms).getUTCFullYear() < 2050
		? element(0x17, Buffer.from(digits.slice(2)))
		: element(0x18, Buffer.from(digits));
}
