// What the stages work on: the first thousands of rows of a Login file, in each
// form that they have on their way.

import type { LogRecord } from "../pipeline/log-record.ts";
import { compileRowMapper } from "../receiver/mapping/compile-row-mapper.ts";
import { createResource, createScope } from "../receiver/mapping/resource.ts";
import type { RecordContext } from "../receiver/mapping/row-mapper.ts";
import { readRows } from "../receiver/sources/csv/read-rows.ts";
import { loginCsv } from "./login-file.ts";

/** Small enough that keeping it alive costs the garbage collector little. */
export const SAMPLE_ROWS = 10_000;
/** As the event log file source hands them out. */
export const BATCH_RECORDS = 700;
/** Encoded ones are cheap to hold, and a commit costs the less the more are in it. */
export const ENCODED_BATCH_RECORDS = 2_000;

export const ORGANIZATION_ID = "00D5j00000DgAYGEA3";
export const EVENT_TYPE = "Login";
export const OBSERVED: [number, number] = [1_800_000_000, 0];

export function sampleCsv(): Buffer {
	return Buffer.concat([...loginCsv(SAMPLE_ROWS)]);
}

/** In the pieces in which the inflated body of a download arrives. */
export function sampleChunks(): Buffer[] {
	return cut(sampleCsv(), 256 * 1024);
}

export function cut(bytes: Buffer, size: number): Buffer[] {
	const chunks: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		chunks.push(bytes.subarray(at, at + size));
	}
	return chunks;
}

export async function* stream(
	chunks: readonly Buffer[],
): AsyncGenerator<Buffer, void, void> {
	yield* chunks;
}

export interface SampleRows {
	readonly header: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

export async function sampleRows(): Promise<SampleRows> {
	let header: readonly string[] = [];
	const rows: string[][] = [];
	for await (const chunk of readRows(stream(sampleChunks()))) {
		header = chunk.header;
		rows.push(...chunk.rows);
	}
	return { header, rows };
}

export function recordContext(): RecordContext {
	return {
		resource: createResource({
			instanceUrl: "https://acme.my.salesforce.com",
			organizationId: ORGANIZATION_ID,
			attributes: {},
		}),
		scope: createScope({ version: "0.0.0" }),
		organizationId: ORGANIZATION_ID,
		source: "event_log_file",
		includeOriginal: false,
	};
}

/** Records in batches, as they leave the receiver. */
export async function sampleBatches(
	size: number = BATCH_RECORDS,
): Promise<LogRecord[][]> {
	const { header, rows } = await sampleRows();
	const { map } = compileRowMapper(header, EVENT_TYPE, recordContext());
	const batches: LogRecord[][] = [];
	for (let at = 0; at < rows.length; at += size) {
		const part = rows.slice(at, at + size);
		batches.push(part.map((row) => map(row, OBSERVED)));
	}
	return batches;
}
