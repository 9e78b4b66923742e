// A file of OTLP JSON lines back into records: what our own `file` exporter and the
// Collector's write, one request a line.

import type { LogRecord } from "../../pipeline/log-record.ts";
import type { FileCounts } from "./convert-file.ts";
import { openInput } from "./open-input.ts";
import { NotOtlp } from "./otlp-json/json-value.ts";
import { readLines } from "./otlp-json/read-lines.ts";
import { readLogsRequest } from "./otlp-json/read-logs-request.ts";

/** Far above what any sender puts into one request, and what can be held as text. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const MAX_EXAMPLES = 5;
const MAX_KINDS = 100;

export interface ConvertOtlpFileOptions {
	/** Resolves when the records are written or delivered; false ends the reading. */
	readonly write: (records: readonly LogRecord[]) => Promise<boolean>;
	readonly onRead: (bytes: number) => void;
}

/** Never rejects: what goes wrong is in the counts. */
export async function convertOtlpFile(
	file: string,
	{ write, onRead }: ConvertOtlpFileOptions,
): Promise<FileCounts> {
	let lines = 0;
	let records = 0;
	let setAside = 0;
	let failure: string | undefined;
	const examples: string[] = [];
	const changed = new Map<string, number>();

	function note(what: string): void {
		const seen = changed.get(what);
		// The names of attributes come from the file, and there may be any number.
		if (seen === undefined && changed.size >= MAX_KINDS) return;
		changed.set(what, (seen ?? 0) + 1);
	}

	function parse(line: Uint8Array | undefined): LogRecord[] | undefined {
		try {
			return readLogsRequest(parseJson(line), note);
		} catch (error) {
			if (!(error instanceof NotOtlp)) throw error;
			setAside += 1;
			if (examples.length < MAX_EXAMPLES) {
				examples.push(`line ${lines} is not OTLP: ${error.message}`);
			}
			return undefined;
		}
	}

	try {
		for await (const line of readLines(
			openInput(file, onRead),
			MAX_LINE_BYTES,
		)) {
			lines += 1;
			if (line !== undefined && isBlank(line)) continue;
			const parsed = parse(line);
			if (parsed === undefined || parsed.length === 0) continue;
			if (!(await write(parsed))) break;
			records += parsed.length;
		}
	} catch (error) {
		failure = (error as Error).message;
	}
	if (setAside > examples.length) {
		examples.push(`and ${setAside - examples.length} more lines`);
	}
	return {
		file,
		rows: lines,
		records,
		rowsSetAside: setAside,
		cellsSetAside: 0,
		problems: [
			...examples,
			...Array.from(changed, ([what, times]) => `${what} (${times})`),
		],
		...(failure === undefined ? {} : { failure }),
	};
}

function parseJson(line: Uint8Array | undefined): unknown {
	if (line === undefined) {
		throw new NotOtlp(`it is longer than ${MAX_LINE_BYTES} bytes`);
	}
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line));
	} catch {
		throw new NotOtlp("it is not JSON");
	}
}

function isBlank(line: Uint8Array): boolean {
	return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
