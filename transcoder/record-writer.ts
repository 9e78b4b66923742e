// A scanned row becomes an encoded record of a batch: what all records of a file share,
// encoded once, and between it what the program makes of the row.

import type { HrTime } from "@opentelemetry/api";
import { UID_BYTES } from "../pipeline/uid-bytes.ts";
import { selectAttributes } from "../receiver/mapping/attribute-filter.ts";
import {
	type RowMapperOptions,
	SEVERITY_NUMBERS,
	type SharedByReaders,
} from "../receiver/mapping/compile-row-mapper.ts";
import { compileHeader } from "../receiver/mapping/compile-steps.ts";
import { createEventTime } from "../receiver/mapping/event-time.ts";
import { identityParts } from "../receiver/mapping/row-identity.ts";
import type { RecordContext } from "../receiver/mapping/row-mapper.ts";
import type { Severity } from "../receiver/mapping/table.ts";
import { RECORD_ATTRIBUTES } from "../receiver/mapping/tables/common.ts";
import { eventTable } from "../receiver/mapping/tables/event-tables.ts";
import { contentAt, createAttributeWriter, text } from "./attribute-writer.ts";
import {
	type Body,
	compileBody,
	createBodyWriter,
	namesIn,
} from "./body-writer.ts";
import { copy, createByteStore, reserve, storeOf } from "./byte-store.ts";
import { writeTraceId } from "./cell-bytes.ts";
import { createJsonRow } from "./json-row.ts";
import { attributesOfStep, createProgram, OUTCOMES } from "./program.ts";
import type { ScannedRow } from "./scanned-row.ts";
import { createTimeReader } from "./time-reader.ts";
import type { TranscoderMemory } from "./transcoder-memory.ts";
import { createObjectUidWriter, createUidWriter } from "./uid-writer.ts";
import { delimited, TAG, varintSize, writeTime, writeVarint } from "./wire.ts";

const UID = "log.record.uid";
const ORIGINAL = "log.record.original";
/** Around the parts of a record: tags, lengths, two times and a trace id. */
const AROUND = 80;
const TIME_BYTES = 8;

export interface RecordWriter {
	/** Notes the row, and adds its record to the batch. */
	write(row: ScannedRow, observed: HrTime): void;
	/** Notes a row that was delivered before. */
	skip(row: ScannedRow): void;
}

export function createRecordWriter(
	header: readonly string[],
	eventType: string,
	context: RecordContext,
	options: RowMapperOptions,
	shared: SharedByReaders,
	{ batch, memo }: Pick<TranscoderMemory, "batch" | "memo">,
): RecordWriter {
	const table = eventTable(eventType);
	const compiled = compileHeader(
		header,
		table,
		context.source,
		options.fieldTypes,
	);
	const { steps } = compiled;

	// Names and slots.
	const isWanted = selectAttributes(options.attributes) ?? (() => true);
	const requestId = steps.find((step) => step.as === "request_id")?.first;
	const setters = new Map<string, number>();
	for (const name of [
		...RECORD_ATTRIBUTES.map(({ name }) => name).filter(
			(name) => name !== "salesforce.duration_ms",
		),
		...steps.flatMap(attributesOfStep),
	])
		setters.set(name, (setters.get(name) ?? 0) + 1);
	// A request id that records don't have is still needed for the trace id.
	const names = [...setters.keys()].filter(
		(name) => isWanted(name) || name === requestId,
	);
	const slots = new Map(names.map((name, slot) => [name, slot]));
	const contended = new Set(
		names.filter((name) => (setters.get(name) as number) > 1),
	);
	const templates = OUTCOMES.map((outcome) => table.body[outcome]);
	const attributes = createAttributeWriter(
		names,
		new Set([
			...contended,
			...templates.flatMap(namesIn),
			...(requestId === undefined ? [] : [requestId]),
		]),
	);
	const slotOf = (name: string) =>
		isWanted(name) ? slots.get(name) : undefined;
	const bodies = templates.map((template) => compileBody(template, slotOf));
	const body = createBodyWriter();

	const severities = Object.keys(SEVERITY_NUMBERS) as Severity[];
	const program = createProgram({
		header: compiled,
		columns: header.length,
		attributes,
		slots,
		contended,
		problems: shared.problems,
		memo,
		severityOf: ({ outcome, severity }) =>
			severities.indexOf(options.severity?.[outcome] ?? severity),
	});
	const contentUids = createUidWriter(
		identityParts(header, eventType, context.organizationId),
		shared.occurrences,
	);
	const uids =
		context.source === "event_log_file"
			? contentUids
			: createObjectUidWriter(header, contentUids);

	const readTime = createEventTime(
		compiled.time,
		options.logDate,
		shared.problems,
	);
	const noCells: string[] = new Array(header.length).fill("");
	const time = createTimeReader(
		compiled.time.indexes[0] ?? -1,
		({ input, starts, ends }, observed) => {
			const cells = [...noCells];
			for (const index of compiled.time.indexes)
				cells[index] = text(
					input.bytes,
					starts[index] as number,
					ends[index] as number,
				);
			return readTime(cells, observed);
		},
	);

	// What each record begins and ends with.
	const severityFields = severities.map((severity) => {
		const bytes = Buffer.concat([
			Uint8Array.of(TAG.RECORD_SEVERITY_NUMBER, SEVERITY_NUMBERS[severity]),
			delimited(TAG.RECORD_SEVERITY_TEXT, Buffer.from(severity)),
		]);
		return { store: storeOf(bytes), length: bytes.length };
	});
	const end = Buffer.concat([
		Uint8Array.of(TAG.RECORD_OBSERVED_TIME),
		new Uint8Array(TIME_BYTES),
		delimited(TAG.RECORD_EVENT_NAME, Buffer.from(table.eventName)),
	]);
	const endFields = storeOf(end);
	let endObserved: HrTime | undefined;

	// The attributes behind the uid that all records have.
	attributes.begin();
	const uidSlot = slots.get(UID) as number;
	const uidDigits = createByteStore(2 * UID_BYTES);
	const firstWatched: Standing[] = [];
	for (const [name, value] of [
		["salesforce.event.type", eventType],
		["salesforce.event.source", context.source],
	] as const) {
		const slot = slots.get(name);
		if (slot === undefined) continue;
		attributes.any(slot, value);
		const { lastStart, lastValue, length } = attributes;
		if (attributes.isWatched(slot))
			firstWatched.push({
				slot,
				start: lastStart,
				value: lastValue,
				end: length,
			});
	}
	const firstLength = attributes.length;
	const first = storeOf(attributes.store.bytes.subarray(0, firstLength));

	const originalSlot = slots.get(ORIGINAL);
	const original =
		context.includeOriginal && originalSlot !== undefined
			? { slot: originalSlot, json: createJsonRow(header) }
			: undefined;
	const trace = createByteStore(UID_BYTES);
	const request =
		requestId === undefined
			? undefined
			: { slot: slots.get(requestId) as number, isWanted: isWanted(requestId) };

	function writeUidOf(row: ScannedRow): void {
		const at = batch.count * UID_BYTES;
		const column = uids.write(row, batch.uids, at);
		if (column < 0) {
			writeHex(uidDigits.view, 0, batch.uids, at);
			attributes.string(uidSlot, uidDigits, 0, 2 * UID_BYTES);
			return;
		}
		const start = row.starts[column] as number;
		const length = (row.ends[column] as number) - start;
		attributes.string(uidSlot, row.input, start, length);
	}

	function writeAttributes(row: ScannedRow): void {
		attributes.begin();
		writeUidOf(row);
		const behind = attributes.length;
		attributes.append(first, 0, firstLength);
		for (let n = 0; n < firstWatched.length; n++) {
			const { slot, start, value, end } = firstWatched[n] as Standing;
			attributes.note(slot, behind + start, behind + value, behind + end);
		}
		program.run(row);
		if (original === undefined) return;
		original.json.write(row);
		attributes.string(
			original.slot,
			original.json.store,
			0,
			original.json.length,
		);
	}

	/** Whether the row's request has a trace id, which is in `trace` then. */
	function hasTrace(): boolean {
		if (request === undefined || !attributes.isSet(request.slot)) return false;
		const { bytes } = attributes.store;
		const value = attributes.valueAt(request.slot);
		const has =
			bytes[value] === TAG.STRING &&
			writeTraceId(
				bytes,
				contentAt(bytes, value),
				attributes.endOf(request.slot),
				trace.bytes,
			);
		if (!request.isWanted) attributes.remove(request.slot);
		return has;
	}

	return {
		write(row, observed) {
			time.read(row, observed);
			writeAttributes(row);
			const traced = hasTrace();
			body.write(
				bodies[program.outcome] as Body,
				attributes,
				program.reason,
				program.reasonStart,
				program.reasonLength,
			);

			const severity = severityFields[
				program.severity
			] as (typeof severityFields)[number];
			const bodyLength = 1 + varintSize(body.length) + body.length;
			const length =
				1 +
				TIME_BYTES +
				severity.length +
				1 +
				varintSize(bodyLength) +
				bodyLength +
				attributes.length +
				2 +
				(traced ? 2 + UID_BYTES : 0) +
				end.length;

			reserve(batch.store, batch.length + length + AROUND);
			const { bytes, view } = batch.store;
			let at = batch.length;
			bytes[at] = TAG.SCOPE_LOGS_RECORD;
			at = writeVarint(bytes, at + 1, length);
			bytes[at] = TAG.RECORD_TIME;
			writeTime(view, at + 1, time.seconds, time.nanoseconds);
			at += 1 + TIME_BYTES;
			copy(view, at, severity.store.view, 0, severity.length);
			at += severity.length;
			bytes[at] = TAG.RECORD_BODY;
			at = writeVarint(bytes, at + 1, bodyLength);
			bytes[at] = TAG.STRING;
			at = writeVarint(bytes, at + 1, body.length);
			copy(view, at, body.store.view, 0, body.length);
			at += body.length;
			copy(view, at, attributes.store.view, 0, attributes.length);
			at += attributes.length;
			bytes[at++] = TAG.RECORD_DROPPED_ATTRIBUTES;
			bytes[at++] = 0;
			if (traced) {
				bytes[at++] = TAG.RECORD_TRACE_ID;
				bytes[at++] = UID_BYTES;
				copy(view, at, trace.view, 0, UID_BYTES);
				at += UID_BYTES;
			}
			if (observed !== endObserved) {
				writeTime(endFields.view, 1, observed[0], observed[1]);
				endObserved = observed;
			}
			copy(view, at, endFields.view, 0, end.length);
			batch.close(at + end.length, time.seconds);
		},
		skip(row) {
			uids.skip(row);
		},
	};
}

/** Where a watched slot stands in each record. */
interface Standing {
	readonly slot: number;
	readonly start: number;
	readonly value: number;
	readonly end: number;
}

/** Two characters for each byte. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) =>
	Buffer.from(byte.toString(16).padStart(2, "0")).readUInt16BE(0),
);

function writeHex(
	to: DataView,
	at: number,
	bytes: Uint8Array,
	start: number,
): void {
	for (let n = 0; n < UID_BYTES; n++)
		to.setUint16(at + 2 * n, HEX[bytes[start + n] as number] as number);
}
