// One record by csv-parse: the header, the last line of a file without a line end, and
// whatever the scanner can't read without a doubt. What csv-parse makes of it counts.

import { parse } from "csv-parse/sync";

const LF = 10;

export type OddRecord =
	| {
			readonly kind: "record";
			readonly cells: readonly string[];
			readonly bytes: number;
	  }
	/** A quote that is not closed or not doubled. */
	| { readonly kind: "broken" }
	/** More bytes are needed to tell. */
	| { readonly kind: "incomplete" };

/**
 * The first record of the bytes. `last` says that no more bytes come; otherwise they
 * must end with a line end, because csv-parse takes what it is given for all there is.
 */
export function readOddRecord(
	bytes: Buffer,
	options: { readonly bom: boolean; readonly last: boolean },
): OddRecord {
	let found: { cells: string[]; bytes: number } | undefined;
	try {
		parse(bytes, {
			bom: options.bom,
			record_delimiter: ["\r\n", "\n"],
			skip_empty_lines: true,
			relax_column_count: true,
			to: 1,
			on_record(cells: string[], context) {
				found ??= { cells, bytes: context.bytes };
				return undefined;
			},
		});
	} catch (error) {
		const open = (error as { code?: unknown }).code === "CSV_QUOTE_NOT_CLOSED";
		return { kind: open && !options.last ? "incomplete" : "broken" };
	}
	// Behind a line end nothing more can belong to a record.
	const whole = options.last || bytes[(found?.bytes ?? 0) - 1] === LF;
	return found !== undefined && whole
		? { kind: "record", ...found }
		: { kind: "incomplete" };
}
