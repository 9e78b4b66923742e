// One file read both ways: by csv-parse, the row mapper and the official serializer,
// and by the transcoder. What comes out has the same form, so that it can be compared.

import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import type { RowMapperOptions } from "../../../receiver/mapping/compile-row-mapper.ts";
import { compileRowMapper } from "../../../receiver/mapping/compile-row-mapper.ts";
import type {
	CellProblem,
	RecordContext,
} from "../../../receiver/mapping/row-mapper.ts";
import { readRows } from "../../../receiver/sources/csv/read-rows.ts";
import type { RowProblem } from "../../../receiver/sources/csv/row-chunk.ts";
import { CsvHeaderError } from "../../../receiver/sources/csv/row-chunk.ts";
import type {
	FilePart,
	TranscodeFile,
} from "../../../receiver/sources/csv/transcode-file.ts";
import { createTranscoderFactory } from "../../../transcoder/create-transcoder.ts";
import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import { officialRecord } from "./official-record.ts";

export interface FileReading {
	readonly eventType: string;
	readonly context?: RecordContext;
	readonly mapping?: RowMapperOptions;
	readonly skipRows?: number;
	readonly maxBatchRecords?: number;
	readonly maxRecordBytes?: number;
	/** Sizes of the chunks, again and again; whole when there are none. */
	readonly cuts?: readonly number[];
	/** The body is shorter than it should be. */
	readonly cutOff?: boolean;
}

export interface FileResult {
	/** `ScopeLogs.log_records` fields, in hexadecimal digits: short in a failure's report. */
	readonly records: string[];
	readonly uids: string[];
	readonly hours: number[];
	/** Good ones. */
	readonly rows: number;
	readonly rowProblems: Record<string, { count: number; example: string }>;
	readonly cellProblems: Record<string, number>;
	readonly error: string | undefined;
}

export function cut(
	bytes: Uint8Array,
	sizes: readonly number[] = [],
): Uint8Array[] {
	const chunks: Uint8Array[] = [];
	for (let at = 0, n = 0; at < bytes.length; n++) {
		const size =
			sizes.length > 0 ? (sizes[n % sizes.length] ?? 1) : bytes.length;
		chunks.push(Uint8Array.from(bytes.subarray(at, at + size)));
		at += size;
	}
	return chunks;
}

export async function byReference(
	bytes: Uint8Array,
	reading: FileReading,
): Promise<FileResult> {
	const { eventType, context = CONTEXT, mapping = {}, skipRows = 0 } = reading;
	const result = createResult();
	let mapper: ReturnType<typeof compileRowMapper> | undefined;
	let rows = 0;
	const chunks = readRows(stream(cut(bytes, reading.cuts)), {
		...(reading.maxRecordBytes && { maxRecordBytes: reading.maxRecordBytes }),
		isComplete: () => reading.cutOff !== true,
	});
	try {
		for await (const chunk of chunks) {
			mapper ??= compileRowMapper(chunk.header, eventType, context, mapping);
			for (const cells of chunk.rows) {
				if (rows++ < skipRows) {
					mapper.skip(cells);
					continue;
				}
				const record = mapper.map(cells, OBSERVED);
				result.records.push(
					Buffer.from(officialRecord(record)).toString("hex"),
				);
				result.uids.push(String(record.attributes["log.record.uid"]));
				result.hours.push(Math.floor(record.hrTime[0] / 3600));
			}
			addRowProblems(result, chunk.problems);
			addCellProblems(result, mapper.takeProblems());
		}
	} catch (error) {
		return comparable({ ...result, rows, error: codeOf(error) });
	}
	return comparable({ ...result, rows });
}

/** Files of every test follow each other in the same memory. */
const createTranscoder = createTranscoderFactory();

export function byTranscoder(
	bytes: Uint8Array,
	reading: FileReading,
): FileResult & { readonly rowsMapped: number; readonly batches: number[] } {
	const { eventType, context = CONTEXT, mapping = {}, skipRows = 0 } = reading;
	const result = createResult();
	const batches: number[] = [];
	const transcoder = createTranscoder({
		eventType,
		context,
		mapping,
		skipRows,
		maxBatchRecords: reading.maxBatchRecords ?? 700,
		...(reading.maxRecordBytes && { maxRecordBytes: reading.maxRecordBytes }),
	});
	function take(): void {
		const taken = transcoder.take();
		batches.push(taken.count);
		addEncoded(result, taken);
	}
	function work(): void {
		while (transcoder.run(OBSERVED)) take();
		addRowProblems(result, transcoder.takeRowProblems());
		addCellProblems(result, transcoder.takeCellProblems());
	}
	let error: string | undefined;
	try {
		for (const chunk of cut(bytes, reading.cuts)) {
			transcoder.add(chunk);
			// Nothing may hold on to it.
			chunk.fill(0x22);
			work();
		}
		if (reading.cutOff !== true) {
			transcoder.end();
			work();
		}
	} catch (thrown) {
		error = codeOf(thrown);
	}
	take();
	transcoder.close();
	return {
		...result,
		rows: transcoder.rows,
		error,
		rowsMapped: transcoder.rowsMapped,
		batches,
	};
}

/** The same through the seam, here or in a thread. */
export async function byFile(
	transcodeFile: TranscodeFile,
	bytes: Uint8Array,
	reading: FileReading,
): Promise<
	FileResult & { readonly rowsMapped: number; readonly batches: number[] }
> {
	const { eventType, context = CONTEXT, mapping = {}, skipRows = 0 } = reading;
	const result = createResult();
	const batches: number[] = [];
	let rows = 0;
	let rowsMapped = 0;
	let error: string | undefined;
	const options = {
		eventType,
		context,
		mapping,
		skipRows,
		maxBatchRecords: reading.maxBatchRecords ?? 700,
		maxBatchBytes: 4 * 1024 * 1024,
		...(reading.maxRecordBytes && { maxRecordBytes: reading.maxRecordBytes }),
	};
	try {
		const parts = partsOf(bytes, reading);
		for await (const done of transcodeFile(parts, options, bytes.length)) {
			rows = done.rows;
			if (done.kind === "part") {
				rowsMapped = done.rowsMapped;
				addRowProblems(result, done.rowProblems);
				addCellProblems(result, done.cellProblems);
			} else {
				batches.push(done.encoded.count);
				addEncoded(result, done.encoded);
			}
		}
	} catch (thrown) {
		error = codeOf(thrown);
	}
	return { ...result, rows, error, rowsMapped, batches };
}

async function* partsOf(
	bytes: Uint8Array,
	reading: FileReading,
): AsyncGenerator<FilePart> {
	for (const chunk of cut(bytes, reading.cuts)) {
		yield { bytes: chunk, observed: OBSERVED, last: false };
		// Nothing may hold on to it.
		chunk.fill(0x22);
	}
	if (reading.cutOff === true) return;
	yield { bytes: new Uint8Array(), observed: OBSERVED, last: true };
}

/** The result without what only the transcoder tells, in one order of its keys. */
export function comparable(result: FileResult): FileResult {
	const { records, uids, hours, rows, error } = result;
	const { rowProblems, cellProblems } = result;
	return { records, uids, hours, rowProblems, cellProblems, error, rows };
}

function createResult(): Omit<FileResult, "rows"> {
	return {
		records: [],
		uids: [],
		hours: [],
		rowProblems: {},
		cellProblems: {},
		error: undefined,
	};
}

async function* stream(chunks: readonly Uint8Array[]) {
	yield* chunks;
}

function addEncoded(
	{ records, uids, hours }: Omit<FileResult, "rows">,
	taken: EncodedRecords,
): void {
	let start = 0;
	for (const end of taken.ends) {
		records.push(Buffer.from(taken.bytes.subarray(start, end)).toString("hex"));
		start = end;
	}
	if (start !== taken.bytes.length || taken.ends.length !== taken.count)
		throw new Error("a batch does not end where its last record does");
	const digits = Buffer.from(taken.uids).toString("hex");
	for (let n = 0; n < taken.count; n++)
		uids.push(digits.slice(32 * n, 32 * n + 32));
	hours.push(...taken.hours);
}

function addRowProblems(
	{ rowProblems }: Omit<FileResult, "rows">,
	found: readonly RowProblem[],
): void {
	for (const { reason, setAside, column, count, example } of found) {
		const key = `${reason} ${setAside} ${column}`;
		const known = rowProblems[key];
		if (known === undefined) rowProblems[key] = { count, example };
		else known.count += count;
	}
}

function addCellProblems(
	{ cellProblems }: Omit<FileResult, "rows">,
	found: readonly CellProblem[],
): void {
	for (const { column, reason, count } of found) {
		const key = `${reason} ${column}`;
		cellProblems[key] = (cellProblems[key] ?? 0) + count;
	}
}

function codeOf(error: unknown): string {
	if (error instanceof CsvHeaderError) return error.code;
	throw error;
}
