// A number of JSON that the engine does not see to: one with an exponent, with many
// digits, with zeros where JavaScript writes none.

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Writes it as JavaScript does, and gives the length; -1 for what is no number of JSON. */
export function writeNumber(
	bytes: Uint8Array<ArrayBuffer>,
	start: number,
	end: number,
	to: number,
): number {
	const buffer = Buffer.from(bytes.buffer);
	const written = buffer.toString("latin1", start, end);
	return NUMBER.test(written) ? buffer.write(String(Number(written)), to) : -1;
}
