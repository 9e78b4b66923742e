// Files of one event type, as many as are wanted, for next to nothing: some rows of
// the simulator as bytes, in which only the row's number and its hour are written
// anew.

import { csvLine } from "../../simulator/generate/csv-text.ts";
import type { FileContent } from "../../simulator/log-files/file-content.ts";
import { SERIAL_DIGITS, SERIAL_MARK, writeDigits } from "./serial.ts";

/** Rows that are made once for a type. */
export const TEMPLATE_ROWS = 200;

const SERIAL = SERIAL_MARK + "#".repeat(SERIAL_DIGITS);
/** In the place of `2026112610` and of `2026-11-26T10`. */
const COMPACT_HOUR = "@".repeat(10);
const ISO_HOUR = "@".repeat(13);

export interface FileTemplate {
	readonly eventType: string;
	/** Rows `firstSerial` and following, which happened in the hour that begins at `hour` (ms). */
	content(firstSerial: number, rows: number, hour: number): FileContent;
}

interface Block {
	readonly bytes: Buffer;
	/** Where each row begins, and where the last one ends. */
	readonly starts: readonly number[];
	readonly serials: readonly number[];
	readonly compactHours: readonly number[];
	readonly isoHours: readonly number[];
}

export function createFileTemplate(
	eventType: string,
	{ columns, rows }: FileContent,
): FileTemplate {
	const header = Buffer.from(csvLine(columns));
	const block = blockOf(
		[...(rows() ?? [])].map((row) =>
			csvLine(columns.map((column) => marked(column, row[column] ?? ""))),
		),
	);

	function* bytes(
		firstSerial: number,
		rowCount: number,
		hour: number,
	): Generator<Buffer> {
		yield header;
		const iso = new Date(hour).toISOString().slice(0, 13);
		const compact = iso.replace(/\D/g, "");
		for (let done = 0; done < rowCount; ) {
			const copy = Buffer.from(block.bytes);
			for (const at of block.isoHours) copy.write(iso, at, "latin1");
			for (const at of block.compactHours) copy.write(compact, at, "latin1");
			const count = Math.min(block.serials.length, rowCount - done);
			for (let row = 0; row < count; row++) {
				writeDigits(
					copy,
					block.serials[row] as number,
					SERIAL_DIGITS,
					firstSerial + done + row,
				);
			}
			yield copy.subarray(0, block.starts[count]);
			done += count;
		}
	}

	return {
		eventType,
		content: (firstSerial, rowCount, hour) => ({
			columns,
			rowCount,
			rows: () => undefined,
			bytes: () => bytes(firstSerial, rowCount, hour),
		}),
	};
}

function marked(column: string, cell: string): string {
	if (column === "REQUEST_ID") return SERIAL;
	if (column !== "TIMESTAMP" && column !== "TIMESTAMP_DERIVED") return cell;
	const mark = cell.includes("T") ? ISO_HOUR : COMPACT_HOUR;
	return mark + cell.slice(mark.length);
}

function blockOf(lines: readonly string[]): Block {
	const bytes = Buffer.from(lines.join(""));
	const starts = [0];
	for (const line of lines) {
		starts.push((starts.at(-1) as number) + Buffer.byteLength(line));
	}
	const isoHours = placesOf(bytes, ISO_HOUR);
	return {
		bytes,
		starts,
		serials: placesOf(bytes, SERIAL).map((at) => at + SERIAL_MARK.length),
		isoHours,
		// The longer mark holds the shorter one.
		compactHours: placesOf(bytes, COMPACT_HOUR).filter(
			(at) =>
				!isoHours.some((other) => at >= other && at < other + ISO_HOUR.length),
		),
	};
}

function placesOf(bytes: Buffer, text: string): number[] {
	const places: number[] = [];
	let at = bytes.indexOf(text);
	while (at !== -1) {
		places.push(at);
		at = bytes.indexOf(text, at + text.length);
	}
	return places;
}
