// Numbers from cells, exactly. Two results are no numbers: NaN for a text that is
// none, an infinity for a whole number that a double can't hold exactly. The
// caller tells them apart and never puts either into a record.

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WHOLE = /^-?\d+(?:\.0*)?$/;
/** Any number of so many digits is exact in a double. */
const EXACT_DIGITS = 15;
const NANOSECONDS = /^-?\d+$/;

/** A whole number; a fraction of zeros is allowed. */
export function parseInteger(cell: string): number {
	const value = shortInteger(cell);
	if (!Number.isNaN(value)) return value;
	return WHOLE.test(cell) ? exact(Number(cell)) : Number.NaN;
}

/** Any decimal number. */
export function parseNumber(cell: string): number {
	const value = shortInteger(cell);
	if (!Number.isNaN(value)) return value;
	if (!DECIMAL.test(cell)) return Number.NaN;
	const number = Number(cell);
	return Number.isInteger(number) ? exact(number) : number;
}

/** Milliseconds, rounded to whole ones. */
export function parseMilliseconds(cell: string): number {
	const value = shortInteger(cell);
	if (!Number.isNaN(value)) return value;
	return DECIMAL.test(cell) ? exact(Math.round(Number(cell))) : Number.NaN;
}

/** Nanoseconds, as whole milliseconds. */
export function parseNanoseconds(cell: string): number {
	const value = shortInteger(cell);
	if (!Number.isNaN(value)) return Math.round(value / 1e6);
	if (NANOSECONDS.test(cell))
		return exact(Number((BigInt(cell) + 500_000n) / 1_000_000n));
	return DECIMAL.test(cell)
		? exact(Math.round(Number(cell) / 1e6))
		: Number.NaN;
}

/** The usual case without a regular expression; NaN means "look closer". */
function shortInteger(cell: string): number {
	const length = cell.length;
	const negative = cell.charCodeAt(0) === 0x2d;
	const start = negative ? 1 : 0;
	if (length === start || length - start > EXACT_DIGITS) return Number.NaN;
	let value = 0;
	for (let at = start; at < length; at++) {
		const digit = cell.charCodeAt(at) - 48;
		if (digit < 0 || digit > 9) return Number.NaN;
		value = value * 10 + digit;
	}
	return negative && value !== 0 ? -value : value;
}

function exact(value: number): number {
	return Number.isSafeInteger(value)
		? value
		: value < 0
			? Number.NEGATIVE_INFINITY
			: Number.POSITIVE_INFINITY;
}
