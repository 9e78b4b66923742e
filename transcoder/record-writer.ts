// Rows become encoded records of a batch: the engine writes them, and is given here what
// a header was compiled to, and what it asks for on its way.

import type { HrTime } from "@opentelemetry/api";
import { FIELD } from "../exporters/otlp/protobuf/fields.ts";
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
import { createAnswers, OUTCOMES } from "./answers.ts";
import { createAttributeWriter, text } from "./attribute-writer.ts";
import { createBodyRenderer, namesIn } from "./body.ts";
import {
	ASK_BODY,
	ASK_CELLS,
	ASK_RAW,
	ASK_TIME,
	ASK_TO_HIDE,
	ASK_VERDICT,
	ATTRIBUTES,
	DONE,
	FIRST,
	FIRST_LENGTH,
	FIRST_NOTE_COUNT,
	FIRST_NOTES,
	HAS_RAW,
	HIDES_REQUEST,
	IMAGE,
	IMAGE_SIZE,
	MOST_COLUMNS,
	OPERATION,
	PHASE,
	RECORD_END,
	RECORD_END_LENGTH,
	REQUEST_SLOT,
	SEVERITIES,
	UID_SLOT,
} from "./engine/layout.ts";
import { createImage, NoRoomError } from "./image.ts";
import { createJsonRow } from "./json-row.ts";
import { attributesOfStep, compileProgram } from "./program.ts";
import type { ScannedRow } from "./scanned-row.ts";
import { createTimeReader } from "./time-reader.ts";
import type { TranscoderMemory } from "./transcoder-memory.ts";
import { createObjectUidWriter, createUidWriter } from "./uid-writer.ts";
import { delimited, writeTime } from "./wire.ts";

const UID = "log.record.uid";
const ORIGINAL = "log.record.original";
const TIME_BYTES = 8;

export interface RecordWriter {
	/** Before rows are written: the time that they are observed at. */
	observe(observed: HrTime): void;
	/** Gives the engine what it asks for; false for a row that is for the reference. */
	answer(status: number, row: ScannedRow): boolean;
	/** Notes the row, and adds its record to the batch; false for a row that is for the reference. */
	write(row: ScannedRow): boolean;
	/** Notes a row that is not written. */
	skip(row: ScannedRow): void;
}

/** Undefined for a header that the engine has no room for. */
export function createRecordWriter(
	...parts: Parameters<typeof compileRecordWriter>
): RecordWriter | undefined {
	const [header] = parts;
	if (header.length > MOST_COLUMNS) return undefined;
	try {
		return compileRecordWriter(...parts);
	} catch (error) {
		if (error instanceof NoRoomError) return undefined;
		throw error;
	}
}

function compileRecordWriter(
	header: readonly string[],
	eventType: string,
	context: RecordContext,
	options: RowMapperOptions,
	shared: SharedByReaders,
	{ engine, memo }: Pick<TranscoderMemory, "engine" | "memo">,
): RecordWriter {
	const table = eventTable(eventType);
	const compiled = compileHeader(
		header,
		table,
		context.source,
		options.fieldTypes,
	);
	const { steps } = compiled;
	const image = createImage(engine, IMAGE, IMAGE_SIZE);

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
		engine,
		image,
		names,
		new Set([
			...contended,
			...templates.flatMap(namesIn),
			...(requestId === undefined ? [] : [requestId]),
		]),
	);
	const body = createBodyRenderer(
		templates,
		(name) => (isWanted(name) ? slots.get(name) : undefined),
		engine,
		image,
		attributes,
	);

	const severities = Object.keys(SEVERITY_NUMBERS) as Severity[];
	const answers = createAnswers({
		engine,
		header: compiled,
		program: compileProgram(compiled, engine, image, slots, contended),
		columns: header.length,
		attributes,
		slots,
		problems: shared.problems,
		memo,
		severityOf: ({ outcome, severity }) =>
			severities.indexOf(options.severity?.[outcome] ?? severity),
	});
	const contentUids = createUidWriter(
		identityParts(header, eventType, context.organizationId),
		shared.occurrences,
		engine,
		image,
	);
	const uids =
		context.source === "event_log_file"
			? contentUids
			: createObjectUidWriter(header, engine, contentUids);

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
		engine,
		image,
	);

	// What each record begins and ends with.
	image.set(
		SEVERITIES,
		image.texts(
			severities.map((severity) =>
				Buffer.concat([
					Uint8Array.of(FIELD.SEVERITY_NUMBER, SEVERITY_NUMBERS[severity]),
					delimited(FIELD.SEVERITY_TEXT, Buffer.from(severity)),
				]),
			),
		),
	);
	const end = Buffer.concat([
		Uint8Array.of(FIELD.OBSERVED_TIME),
		new Uint8Array(TIME_BYTES),
		delimited(FIELD.EVENT_NAME, Buffer.from(table.eventName)),
	]);
	const endAt = image.bytes(end);
	image.set(RECORD_END, endAt);
	image.set(RECORD_END_LENGTH, end.length);
	let now: HrTime = [0, 0];

	// The attributes behind the uid that all records have.
	attributes.begin();
	const notes: number[] = [];
	for (const [name, value] of [
		["salesforce.event.type", eventType],
		["salesforce.event.source", context.source],
	] as const) {
		const slot = slots.get(name);
		if (slot === undefined) continue;
		attributes.any(slot, value);
		if (attributes.isWatched(slot))
			notes.push(
				slot,
				attributes.lastStart - ATTRIBUTES,
				attributes.lastValue - ATTRIBUTES,
				attributes.end - ATTRIBUTES,
			);
	}
	const first = engine.store.bytes.slice(ATTRIBUTES, attributes.end);
	image.set(FIRST, image.bytes(first));
	image.set(FIRST_LENGTH, first.length);
	image.set(FIRST_NOTES, image.numbers(notes));
	image.set(FIRST_NOTE_COUNT, notes.length / 4);
	image.set(UID_SLOT, slots.get(UID) as number);

	const originalSlot = slots.get(ORIGINAL);
	const original =
		context.includeOriginal && originalSlot !== undefined
			? { slot: originalSlot, json: createJsonRow(header) }
			: undefined;
	image.set(HAS_RAW, original === undefined ? 0 : 1);
	const requestSlot =
		requestId === undefined ? -1 : (slots.get(requestId) as number);
	const hidesRequest = requestId !== undefined && !isWanted(requestId);
	image.set(REQUEST_SLOT, requestSlot);
	image.set(HIDES_REQUEST, hidesRequest ? 1 : 0);

	function answer(status: number, row: ScannedRow): void {
		switch (status) {
			case ASK_TIME:
				time.read(row, now);
				return;
			case ASK_VERDICT:
				answers.verdict(row);
				return;
			case ASK_CELLS:
				answers.cells((engine.words[OPERATION / 4] as number) - 1, row);
				return;
			case ASK_RAW:
				if (original !== undefined)
					attributes.string(original.slot, original.json.write(row));
				return;
			case ASK_TO_HIDE:
				attributes.remove(requestSlot);
				return;
			case ASK_BODY:
				body.render();
				return;
			default:
				throw new NoRoomError();
		}
	}

	/** False, and the row is begun anew, when there is no room for it. */
	function tryToAnswer(status: number, row: ScannedRow): boolean {
		try {
			answer(status, row);
			return true;
		} catch (error) {
			if (!(error instanceof NoRoomError)) throw error;
			image.set(PHASE, 0);
			return false;
		}
	}

	return {
		observe(observed) {
			if (observed === now) return;
			now = observed;
			writeTime(engine.store.view, endAt + 1, observed[0], observed[1]);
		},
		answer: tryToAnswer,
		write(row) {
			memo.tidy();
			uids.begin(row);
			for (;;) {
				const status = engine.writeRow();
				if (status === DONE) return true;
				if (!tryToAnswer(status, row)) return false;
			}
		},
		skip(row) {
			uids.skip(row);
		},
	};
}
