// One downloaded file into records, by the receiver's own reader and mapper.

import type { LogRecord } from "../../pipeline/log-record.ts";
import { compileRowMapper } from "../../receiver/mapping/compile-row-mapper.ts";
import {
	createResource,
	createScope,
} from "../../receiver/mapping/resource.ts";
import type { RowMapper } from "../../receiver/mapping/row-mapper.ts";
import { to18 } from "../../receiver/salesforce-id.ts";
import { readRows } from "../../receiver/sources/csv/read-rows.ts";
import { VERSION } from "../../service/version.ts";
import { openInput } from "./open-input.ts";

export interface FileCounts {
	readonly file: string;
	/** Rows read, those that were set aside included. */
	readonly rows: number;
	readonly records: number;
	/** Rows that no record could be made of. */
	readonly rowsSetAside: number;
	/** Cells that their record goes without. */
	readonly cellsSetAside: number;
	/** What was wrong, one line for each kind. */
	readonly problems: readonly string[];
}

export interface ConvertFileOptions {
	readonly instanceUrl: string | undefined;
	readonly includeOriginal: boolean;
	/** Resolves when the records are written or delivered. */
	readonly write: (records: readonly LogRecord[]) => Promise<void>;
	readonly onRead: (bytes: number) => void;
}

/** Rejects when the file can't be read to its end; what came before was written. */
export async function convertFile(
	file: string,
	options: ConvertFileOptions,
): Promise<FileCounts> {
	let mapper: RowMapper | undefined;
	let records = 0;
	let rowsSetAside = 0;
	const examples = new Map<string, string>();
	const cells = new Map<string, number>();
	for await (const chunk of readRows(openInput(file, options.onRead))) {
		for (const problem of chunk.problems) {
			if (problem.setAside) rowsSetAside += problem.count;
			if (!examples.has(problem.reason)) {
				examples.set(problem.reason, problem.example);
			}
		}
		const [first] = chunk.rows;
		if (first === undefined) continue;
		mapper ??= mapperFor(chunk.header, first, options);
		const { map } = mapper;
		const observed = hrTime(Date.now());
		await options.write(chunk.rows.map((row) => map(row, observed)));
		records += chunk.rows.length;
		for (const { column, reason, count } of mapper.takeProblems()) {
			const kind = `${column}: ${reason}`;
			cells.set(kind, (cells.get(kind) ?? 0) + count);
		}
	}
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
	};
}

/** The event type and the organization stand in each row; there is no listing to ask. */
function mapperFor(
	header: readonly string[],
	row: readonly string[],
	options: ConvertFileOptions,
): RowMapper {
	const cell = (column: string) => row[header.indexOf(column)] ?? "";
	const organizationId = to18(cell("ORGANIZATION_ID"));
	const eventType = cell("EVENT_TYPE");
	if (eventType === "") {
		throw new Error(
			"not an event log file: its first line has no EVENT_TYPE column, or its first row no event type",
		);
	}
	return compileRowMapper(header, eventType, {
		resource: createResource({
			instanceUrl: options.instanceUrl,
			organizationId,
			attributes: {},
		}),
		scope: createScope({ version: VERSION }),
		organizationId,
		source: "event_log_file",
		includeOriginal: options.includeOriginal,
	});
}

function hrTime(ms: number): [number, number] {
	const seconds = Math.floor(ms / 1000);
	return [seconds, (ms - seconds * 1000) * 1_000_000];
}
