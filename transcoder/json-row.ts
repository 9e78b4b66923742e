// `log.record.original`, the raw row as JSON, from the bytes of its cells: what
// JSON.stringify makes of the same texts.

import { createByteStore, reserve } from "./byte-store.ts";
import { NoRoomError } from "./image.ts";
import type { ScannedRow } from "./scanned-row.ts";

const QUOTE = 34;
const BACKSLASH = 92;
/** A control character takes six bytes. */
const LONGEST_ESCAPE = 6;

/** What stands for a byte in JSON; undefined for one that stands for itself. */
const ESCAPES: readonly (Uint8Array | undefined)[] = Array.from(
	{ length: 256 },
	(_, byte) =>
		byte < 32 || byte === QUOTE || byte === BACKSLASH
			? Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1))
			: undefined,
);

export interface JsonRow {
	/** Good until it is called again. */
	write(row: ScannedRow): Uint8Array;
}

/** With a row of the largest size, all of it escaped, it is less than ATTRIBUTES_KEPT_FREE less cells and keys. */
const MOST_AROUND = 128 * 1024;

/** Throws a `NoRoomError` for longer names than the engine has room for. */
export function createJsonRow(header: readonly string[]): JsonRow {
	const store = createByteStore(4096);
	const names = header.map((name, n) =>
		Buffer.from(`${n === 0 ? "{" : ","}${JSON.stringify(name)}:"`),
	);
	const around = names.reduce((sum, { length }) => sum + length + 1, 2);
	if (around > MOST_AROUND) throw new NoRoomError();

	return {
		write({ input, starts, ends, start, next }) {
			reserve(store, around + LONGEST_ESCAPE * (next - start));
			const { bytes } = store;
			let at = 0;
			for (const [column, name] of names.entries()) {
				bytes.set(name, at);
				at += name.length;
				const end = ends[column] as number;
				for (let n = starts[column] as number; n < end; n++) {
					const byte = input.bytes[n] as number;
					const escaped = ESCAPES[byte];
					if (escaped === undefined) bytes[at++] = byte;
					else {
						bytes.set(escaped, at);
						at += escaped.length;
					}
				}
				bytes[at++] = QUOTE;
			}
			bytes[at++] = 0x7d;
			return bytes.subarray(0, at);
		},
	};
}
