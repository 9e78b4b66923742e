// The rows of a page read both ways: by JSON.parse, the row mapper and the official
// serializer, and by the row transcoder.

import type { SoqlRow } from "../../../receiver/api/client.ts";
import {
	compileRowMapper,
	type RowMapperOptions,
} from "../../../receiver/mapping/compile-row-mapper.ts";
import type {
	CellProblem,
	RecordContext,
} from "../../../receiver/mapping/row-mapper.ts";
import { createCellReader } from "../../../receiver/sources/object/cells.ts";
import { fingerprintsOf } from "../../../service/deduplication/fingerprints.ts";
import { createRowTranscoder } from "../../../transcoder/create-row-transcoder.ts";
import { createTranscoderMemory } from "../../../transcoder/transcoder-memory.ts";
import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import { officialRecord } from "./official-record.ts";

export interface RowReading {
	readonly names: readonly string[];
	readonly eventType: string;
	readonly includeOriginal?: boolean;
	readonly mapping?: RowMapperOptions;
	/** Rows that were delivered before, by their number. */
	readonly delivered?: readonly number[];
}

export interface RowResult {
	/** In hexadecimal digits. */
	readonly records: string[];
	/** As deduplication knows them. */
	readonly uids: string[];
	readonly hours: number[];
	readonly problems: readonly CellProblem[];
}

const contextOf = (includeOriginal = false): RecordContext => ({
	...CONTEXT,
	source: "object",
	includeOriginal,
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function uidsIn(uids: Uint8Array): string[] {
	return hex(uids).match(/.{32}/g) ?? [];
}

export function rowsByReference(
	list: Uint8Array,
	reading: RowReading,
): RowResult {
	const {
		names,
		eventType,
		includeOriginal,
		mapping,
		delivered = [],
	} = reading;
	const cellsOf = createCellReader(names);
	const context = contextOf(includeOriginal);
	const mapper = compileRowMapper(names, eventType, context, mapping);
	const rows: SoqlRow[] = JSON.parse(`[${Buffer.from(list).toString("utf8")}]`);
	for (const n of delivered) mapper.skip(cellsOf(rows[n] ?? {}));
	const records = rows
		.filter((_, n) => !delivered.includes(n))
		.map((row) => mapper.map(cellsOf(row), OBSERVED));
	const { uids, hours } = fingerprintsOf({ records });
	return {
		records: records.map((record) => hex(officialRecord(record))),
		uids: uidsIn(uids),
		hours: [...hours],
		problems: mapper.takeProblems(),
	};
}

/** Of every transcoder here, one after the other. */
const memory = createTranscoderMemory();

/** `way`: as bytes of JSON, or by their cells. Undefined when the bytes are not taken. */
export function rowsByTranscoder(
	list: Uint8Array,
	reading: RowReading,
	way: "list" | "cells" = "list",
): RowResult | undefined {
	const { names, eventType, includeOriginal, mapping = {} } = reading;
	const { delivered = [] } = reading;
	const transcoder = createRowTranscoder(
		{
			names,
			eventType,
			context: contextOf(includeOriginal),
			mapping,
			maxBatchRecords: 100,
		},
		memory,
	);
	if (way === "list") {
		const read = Uint8Array.from(list);
		if (!transcoder.addList(read)) return undefined;
		// Nothing may hold on to it.
		read.fill(0x22);
	} else {
		const cellsOf = createCellReader(names);
		for (const row of JSON.parse(`[${Buffer.from(list).toString("utf8")}]`))
			transcoder.addCells(cellsOf(row));
	}
	for (const n of delivered) transcoder.skip(n);
	const records: string[] = [];
	const allUids: string[] = [];
	const allHours: number[] = [];
	function take(): void {
		const { bytes, ends, uids, hours } = transcoder.take();
		for (const [n, end] of ends.entries())
			records.push(hex(bytes.subarray(ends[n - 1] ?? 0, end)));
		allUids.push(...uidsIn(uids));
		allHours.push(...hours);
	}
	for (let n = 0; n < transcoder.rows; n++) {
		if (delivered.includes(n)) continue;
		if (transcoder.isFull) take();
		transcoder.transcode(n, OBSERVED);
	}
	take();
	return {
		records,
		uids: allUids,
		hours: allHours,
		problems: transcoder.takeProblems(),
	};
}

/** What every row of a page of this object begins with. */
export const ATTRIBUTES = {
	type: "LoginEvent",
	url: "/services/data/v67.0/sobjects/LoginEvent/000000000000000AAA",
};

/** A row as Salesforce writes it: what was asked for, in that order; relationship fields in an object. */
export function rowOf(
	names: readonly string[],
	values: readonly unknown[],
): Record<string, unknown> {
	const row: Record<string, unknown> = { attributes: ATTRIBUTES };
	for (const [n, name] of names.entries()) {
		const [field = "", related] = name.split(".");
		if (related === undefined) row[field] = values[n];
		else if (values[n] === NO_RELATION) row[field] = null;
		else {
			row[field] ??= { attributes: ATTRIBUTES };
			(row[field] as Record<string, unknown>)[related] = values[n];
		}
	}
	return row;
}

/** The value of all fields of a relationship that leads nowhere. */
export const NO_RELATION = Symbol("no relation");

export function listOf(rows: readonly unknown[]): Buffer {
	return Buffer.from(JSON.stringify(rows).slice(1, -1));
}
