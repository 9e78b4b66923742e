// csv-parse, with a way to go on after a record it gives up on. The bytes since
// the last complete record are kept (at most `maxRecordBytes` and one chunk), so
// that only the line on which the bad record began is set aside, and rows that an
// unclosed quote had swallowed are read after all. What comes out does not depend
// on how the bytes were cut into chunks: a resumed download relies on that.

import { Parser } from "csv-parse";

const LF = 10;
const CR = 13;
/** csv-parse looks a few bytes ahead, so a record can be over before it says so. */
const LOOK_AHEAD = 8;

export interface RecordSink {
	record(cells: string[]): void;
	/** One line was set aside. Throwing ends the parsing. */
	broken(reason: "quotes" | "row_too_large"): void;
}

export interface RecordParser {
	/** Records reach the sink before this resolves. The bytes must not change afterwards. */
	write(bytes: Buffer): Promise<void>;
	/** Parses what is left, a last record without a line end included. */
	end(): Promise<void>;
}

class RecordTooLarge extends Error {}

export function createRecordParser(
	sink: RecordSink,
	maxRecordBytes: number,
): RecordParser {
	/** What csv-parse has been given since the end of the last complete record. */
	let held: Buffer[] = [];
	let heldBytes = 0;
	/** Where the last complete record ended, in the bytes of the current parser. */
	let recordEnd = 0;
	/** Where `held` begins, likewise. */
	let heldStart = 0;
	/** The rest of a broken line has not come yet. */
	let discarding = false;
	let parser = newParser(true);

	function newParser(bom: boolean): Parser {
		const created = new Parser({
			bom,
			// Named, because csv-parse would take the first line's ending for all.
			record_delimiter: ["\r\n", "\n"],
			skip_empty_lines: true,
			// Widths are checked against the header by the caller, who counts them.
			relax_column_count: true,
			// Called in the middle of `write`: no event and no promise for a row.
			// (`max_record_size` would cost a comparison for every byte.)
			on_record: (record: string[], context) => {
				if (context.bytes - recordEnd > maxRecordBytes) {
					throw new RecordTooLarge();
				}
				recordEnd = context.bytes;
				sink.record(record);
				return undefined;
			},
		});
		// The failure arrives in the callback of the write that met it.
		created.on("error", () => {});
		return created;
	}

	async function write(bytes: Buffer): Promise<void> {
		let next: Buffer | undefined = discarding ? afterLine(bytes) : bytes;
		while (next !== undefined && next.length > 0) {
			discarding = false;
			held.push(next);
			heldBytes += next.length;
			const failure = await settled((done) => parser.write(next, done));
			if (failure !== undefined) {
				next = resume(failure);
			} else if (
				heldStart + heldBytes - recordEnd >
				maxRecordBytes + LOOK_AHEAD
			) {
				next = resume(new RecordTooLarge());
			} else {
				release();
				next = undefined;
			}
		}
	}

	/** Forgets the bytes of complete records. */
	function release(): void {
		let first = held[0];
		while (first !== undefined && heldStart + first.length <= recordEnd) {
			held.shift();
			heldStart += first.length;
			heldBytes -= first.length;
			first = held[0];
		}
	}

	/** Sets one line aside and starts a new parser; gives the bytes it has to read first. */
	function resume(failure: Error): Buffer | undefined {
		const all = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
		let start = recordEnd - heldStart;
		while (all[start] === LF || all[start] === CR) start++;
		held = [];
		heldBytes = 0;
		heldStart = 0;
		recordEnd = 0;
		parser = newParser(false);
		if (start === all.length) return undefined;
		sink.broken(failure instanceof RecordTooLarge ? "row_too_large" : "quotes");
		return afterLine(all.subarray(start));
	}

	/** What follows the first line end, or nothing when the line goes on. */
	function afterLine(bytes: Buffer): Buffer | undefined {
		const lineEnd = bytes.indexOf(LF);
		discarding = lineEnd === -1;
		return discarding ? undefined : bytes.subarray(lineEnd + 1);
	}

	async function end(): Promise<void> {
		let failure = await settled((done) => parser.end(done));
		while (failure !== undefined) {
			const rest = resume(failure);
			if (rest !== undefined) await write(rest);
			failure = await settled((done) => parser.end(done));
		}
	}

	return { write, end };
}

/** The error a stream hands to its callback, as a value. */
function settled(
	start: (done: (error?: Error | null) => void) => void,
): Promise<Error | undefined> {
	return new Promise((resolve) => {
		start((error) => resolve(error ?? undefined));
	});
}
