// One downloaded file into records, by the receiver's own reader and mapper: rows of
// an event log file, or of an object where it begins as JSON does.

import type { LogRecord } from "../../pipeline/log-record.ts";
import { compileRowMapper } from "../../receiver/mapping/compile-row-mapper.ts";
import type {
	CellProblem,
	RecordContext,
	RowMapper,
} from "../../receiver/mapping/row-mapper.ts";
import { to18 } from "../../receiver/salesforce-id.ts";
import { readRows } from "../../receiver/sources/csv/read-rows.ts";
import { hrTime } from "../../receiver/sources/hr-time.ts";
import { convertObjectFile } from "./convert-object-file.ts";
import { createContext } from "./create-context.ts";
import { openInput } from "./open-input.ts";
import { peek } from "./peek.ts";

/** As the receiver does it: so many rows, or rows of so many bytes, are written at once. */
const MAX_BATCH_RECORDS = 2000;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

export interface FileCounts {
	readonly file: string;
	/** Rows (lines of OTLP JSON) read, those that were set aside included. */
	readonly rows: number;
	readonly records: number;
	/** Those that no record could be made of. */
	readonly rowsSetAside: number;
	/** Cells that their record goes without. */
	readonly cellsSetAside: number;
	/** What was wrong, one line for each kind. */
	readonly problems: readonly string[];
	/** Why the file could not be read to its end; what came before was written. */
	readonly failure?: string;
}

export interface ConvertFileOptions {
	readonly instanceUrl: string | undefined;
	/** Of rows that don't tell theirs; 15 or 18 characters. */
	readonly organizationId?: string | undefined;
	readonly includeOriginal: boolean;
	/** Resolves when the records are written or delivered; false ends the reading. */
	readonly write: (records: readonly LogRecord[]) => Promise<boolean>;
	readonly onRead: (bytes: number) => void;
}

/** Never rejects: what goes wrong is in the counts. */
export async function convertFile(
	file: string,
	options: ConvertFileOptions,
): Promise<FileCounts> {
	try {
		const { json, bytes } = await peek(openInput(file, options.onRead));
		return await (json ? convertObjectFile : convertLogFile)(
			file,
			bytes,
			options,
		);
	} catch (error) {
		// It can't even be opened.
		return {
			file,
			rows: 0,
			records: 0,
			rowsSetAside: 0,
			cellsSetAside: 0,
			problems: [],
			failure: (error as Error).message,
		};
	}
}

async function convertLogFile(
	file: string,
	input: AsyncIterable<Uint8Array>,
	options: ConvertFileOptions,
): Promise<FileCounts> {
	let mappers: Mappers | undefined;
	let batch: LogRecord[] = [];
	let batchStart = 0;
	let records = 0;
	let rowsSetAside = 0;
	let failure: string | undefined;
	const examples = new Map<string, string>();
	const cells = new Map<string, number>();

	/** False when the output takes no more. */
	async function writeBatch(): Promise<boolean> {
		const written = batch;
		batch = [];
		if (written.length === 0) return true;
		const taken = await options.write(written);
		if (taken) records += written.length;
		return taken;
	}

	let taken = true;
	try {
		for await (const chunk of readRows(input)) {
			for (const problem of chunk.problems) {
				if (problem.setAside) rowsSetAside += problem.count;
				if (!examples.has(problem.reason)) {
					examples.set(problem.reason, problem.example);
				}
			}
			const [first] = chunk.rows;
			if (first === undefined) continue;
			mappers ??= createMappers(chunk.header, first, options);
			const observed = hrTime(Date.now());
			for (const row of chunk.rows) {
				const mapper = mappers.of(row);
				if (mapper !== undefined) batch.push(mapper.map(row, observed));
				else {
					rowsSetAside++;
					examples.set("no_event_type", "rows without an EVENT_TYPE");
				}
			}
			for (const { column, reason, count } of mappers.takeProblems()) {
				const kind = `${column}: ${reason}`;
				cells.set(kind, (cells.get(kind) ?? 0) + count);
			}
			if (
				batch.length >= MAX_BATCH_RECORDS ||
				chunk.bytes - batchStart >= MAX_BATCH_BYTES
			) {
				taken = await writeBatch();
				batchStart = chunk.bytes;
				if (!taken) break;
			}
		}
	} catch (error) {
		failure = (error as Error).message;
	}
	if (taken) await writeBatch();
	return {
		file,
		rows: records + rowsSetAside,
		records,
		rowsSetAside,
		cellsSetAside: [...cells.values()].reduce((sum, count) => sum + count, 0),
		problems: [
			...examples.values(),
			...[...cells].map(([kind, count]) => `${kind} (${count})`),
		],
		...(failure === undefined ? {} : { failure }),
	};
}

interface Mappers {
	/** Undefined when the row tells no event type. */
	of(row: readonly string[]): RowMapper | undefined;
	takeProblems(): readonly CellProblem[];
}

/**
 * The event type and the organization stand in each row; there is no listing to ask,
 * and a file can be several in one.
 */
function createMappers(
	header: readonly string[],
	first: readonly string[],
	options: ConvertFileOptions,
): Mappers {
	const typeAt = header.indexOf("EVENT_TYPE");
	const organizationAt = header.indexOf("ORGANIZATION_ID");
	if ((first[typeAt] ?? "") === "") {
		throw new Error(
			"not an event log file: its first line has no EVENT_TYPE column, or its first row no event type",
		);
	}
	const contexts = new Map<string, RecordContext>();
	const mappers = new Map<string, RowMapper>();
	return {
		of(row) {
			const eventType = row[typeAt] ?? "";
			if (eventType === "") return undefined;
			const organizationId = to18(
				row[organizationAt] || (options.organizationId ?? ""),
			);
			const key = `${organizationId} ${eventType}`;
			let mapper = mappers.get(key);
			if (mapper === undefined) {
				let context = contexts.get(organizationId);
				context ??= createContext(organizationId, "event_log_file", options);
				contexts.set(organizationId, context);
				mapper = compileRowMapper(header, eventType, context);
				mappers.set(key, mapper);
			}
			return mapper;
		},
		takeProblems: () =>
			[...mappers.values()].flatMap((mapper) => mapper.takeProblems()),
	};
}
