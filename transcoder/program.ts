// A header, compiled once a file into what is done with the bytes of its rows. What a
// column means is said by receiver/mapping alone: the steps are those that the row
// mapper takes, in their order. Where a cell's bytes are the value, or nearly, they
// are written at once; every other cell goes through the mapper's own functions, and
// what they made of it is remembered by the cell's bytes.
//
// Invariant: the attributes, the verdict and the problems of a row are those of the
// row mapper.

import {
	applySteps,
	type RecordAttributes,
} from "../receiver/mapping/apply-steps.ts";
import type { CellProblems } from "../receiver/mapping/cell-problems.ts";
import type {
	CompiledHeader,
	Step,
} from "../receiver/mapping/compile-steps.ts";
import { createJudge, type Verdict } from "../receiver/mapping/outcome.ts";
import {
	type AttributeWriter,
	contentAt,
	decodedValue,
	text,
} from "./attribute-writer.ts";
import {
	type ByteStore,
	createByteStore,
	isEqual,
	storeOf,
} from "./byte-store.ts";
import {
	isNullId,
	LONG_ID,
	SHORT_ID,
	shortDecimal,
	shortInteger,
	writeLongId,
} from "./cell-bytes.ts";
import { type CellMemo, NONE } from "./cell-memo.ts";
import type { ScannedRow } from "./scanned-row.ts";

/** What is done with a cell's bytes. */
const COPY = 0;
const ID = 1;
const INTEGER = 2;
const NANOSECONDS = 3;
const DECIMAL = 4;
const ASK = 5;

const HOW: Readonly<Partial<Record<Step["as"], number>>> = {
	string: COPY,
	request_id: COPY,
	id18: ID,
	integer: INTEGER,
	number: DECIMAL,
	milliseconds: INTEGER,
	nanoseconds_to_milliseconds: NANOSECONDS,
};

interface Operation {
	readonly how: number;
	readonly step: Step;
	/** The step alone, as the mapper wants it. */
	readonly steps: readonly Step[];
	/** What the memo is asked. */
	readonly question: number;
	readonly index: number;
	readonly indexes: Int32Array;
	/** -1 for an attribute that records don't have. */
	readonly slot: number;
	readonly also: number;
	readonly drop: readonly Uint8Array[];
	/** Slots that others set too. */
	readonly contended: readonly number[];
}

/**
 * What the memo keeps of a cell: numbers, then the encoded attributes, then the reason.
 * The numbers are how many of the attributes are watched, of each of these its slot,
 * start, value and end, how long the attributes are, and the verdict where the cell
 * was judged.
 */
const MOST_WATCHED = 4;
const LENGTH = 20;
const OUTCOME = 21;
const SEVERITY = 22;
const REASON_LENGTH = 23;
const NUMBERS = 24;

const NOTHING = new Uint8Array(0);

export const OUTCOMES: readonly Verdict["outcome"][] = [
	"success",
	"failure",
	"neutral",
];

export interface Program {
	/** Of the row: indexes into `OUTCOMES` and `severities`. */
	outcome: number;
	severity: number;
	/** UTF-8. */
	reason: ByteStore;
	reasonStart: number;
	reasonLength: number;
	/** Adds a row's attributes, behind those that each record has. */
	run(row: ScannedRow): void;
}

export interface ProgramParts {
	readonly header: CompiledHeader;
	readonly columns: number;
	readonly attributes: AttributeWriter;
	/** By name, of every attribute that records have. */
	readonly slots: ReadonlyMap<string, number>;
	/** Names that more than one step sets, or a step and the record itself. */
	readonly contended: ReadonlySet<string>;
	readonly problems: CellProblems;
	/** Empty. */
	readonly memo: CellMemo;
	/** The number of a severity for a verdict. */
	readonly severityOf: (verdict: Verdict) => number;
}

export function attributesOfStep(step: Step): string[] {
	return [
		step.first,
		step.second,
		step.third,
		step.fourth,
		step.also ?? "",
		step.digits,
	].filter((name) => name !== "");
}

export function createProgram(parts: ProgramParts): Program {
	const { attributes, slots, severityOf, memo } = parts;
	const operations = parts.header.steps.map(operation);
	const judge = createJudge(parts.header.outcome);
	const judged = Int32Array.from(
		new Set(parts.header.outcome.flatMap(({ place }) => place.indexes)),
	);
	const judgement = operations.length;
	/** The cells that the mapper's functions are asked about; the others are empty. */
	const cells: string[] = new Array(parts.columns).fill("");
	const longId = createByteStore(LONG_ID);
	let problemsOfCell = 0;
	const problems: CellProblems = {
		...parts.problems,
		add(column, reason) {
			problemsOfCell++;
			parts.problems.add(column, reason);
		},
	};
	/** What the memo's entry will hold. */
	const facts = new Int32Array(NUMBERS);

	function operation(step: Step, question: number): Operation {
		const slotOf = (name: string) => slots.get(name) ?? -1;
		return {
			how: HOW[step.as] ?? ASK,
			step,
			steps: [step],
			question,
			index: step.index,
			indexes: Int32Array.from(step.indexes),
			slot: slotOf(step.first),
			also: slotOf(step.also ?? ""),
			drop: (step.drop ?? []).map((value) => Buffer.from(value)),
			contended: attributesOfStep(step).flatMap((name) =>
				parts.contended.has(name) && slots.has(name) ? slotOf(name) : [],
			),
		};
	}

	function isDropped({ drop }: Operation, row: ScannedRow, index: number) {
		const start = row.starts[index] as number;
		const length = (row.ends[index] as number) - start;
		for (const value of drop)
			if (length === value.length && startsWith(row.input.bytes, start, value))
				return true;
		return false;
	}

	function isAnySet(contended: readonly number[]): boolean {
		for (const slot of contended) if (attributes.isSet(slot)) return true;
		return false;
	}

	function copyCell(op: Operation, row: ScannedRow, index: number): void {
		if (op.slot < 0) return;
		const start = row.starts[index] as number;
		const length = (row.ends[index] as number) - start;
		if (op.contended.length > 0 && attributes.isSet(op.slot)) {
			// EVENT_TYPE says in every row what the record says already.
			const value = contentAt(
				attributes.store.bytes,
				attributes.valueAt(op.slot),
			);
			if (
				attributes.endOf(op.slot) - value === length &&
				isEqual(row.input, start, attributes.store, value, length)
			)
				return;
		}
		attributes.string(op.slot, row.input, start, length);
	}

	function writeId(op: Operation, row: ScannedRow, index: number): void {
		const { input } = row;
		const start = row.starts[index] as number;
		const end = row.ends[index] as number;
		if (op.slot < 0 || isNullId(input.bytes, start, end)) return;
		if (end - start === SHORT_ID && writeLongId(input, start, longId.bytes))
			attributes.string(op.slot, longId, 0, LONG_ID);
		else attributes.string(op.slot, input, start, end - start);
	}

	function writeNumber(op: Operation, row: ScannedRow, index: number): void {
		const value = shortInteger(
			row.input.bytes,
			row.starts[index] as number,
			row.ends[index] as number,
		);
		if (Number.isNaN(value)) {
			if (op.how !== DECIMAL || !writeDecimal(op, row, index)) ask(op, row);
			return;
		}
		const number =
			op.how === NANOSECONDS ? Math.round(value / 1_000_000) : value;
		if (op.slot >= 0) attributes.integer(op.slot, number);
		if (op.also >= 0) attributes.integer(op.also, number);
	}

	function writeDecimal(op: Operation, row: ScannedRow, index: number) {
		const value = shortDecimal(
			row.input.bytes,
			row.starts[index] as number,
			row.ends[index] as number,
		);
		if (Number.isNaN(value) || Number.isInteger(value)) return false;
		if (op.slot >= 0) attributes.double(op.slot, value);
		if (op.also >= 0) attributes.double(op.also, value);
		return true;
	}

	function recall(op: Operation, row: ScannedRow): void {
		if (isAnySet(op.contended)) {
			ask(op, row);
			return;
		}
		const { starts, ends, input } = row;
		const content = memo.find(op.question, op.indexes, input, starts, ends);
		if (content !== NONE) {
			append(content);
			return;
		}
		const from = attributes.length;
		if (ask(op, row)) remember(op.question, op.indexes, row, from, NOTHING);
	}

	/** The nth number of a content of the memo. */
	function number(content: number, n: number): number {
		return memo.arena.view.getInt32(content + 4 * n);
	}

	/** The attributes of a content of the memo. */
	function append(content: number): void {
		const length = number(content, LENGTH);
		if (length === 0) return;
		const base = attributes.length;
		attributes.append(memo.arena, content + 4 * NUMBERS, length);
		const watched = number(content, 0);
		for (let n = 1; n < 4 * watched; n += 4)
			attributes.note(
				number(content, n),
				base + number(content, n + 1),
				base + number(content, n + 2),
				base + number(content, n + 3),
			);
	}

	/** Keeps the attributes since `from`, of which `facts` tells, with more bytes behind them. */
	function remember(
		question: number,
		indexes: Int32Array,
		{ input, starts, ends }: ScannedRow,
		from: number,
		more: Uint8Array,
	): void {
		const written = attributes.store.bytes.subarray(from, attributes.length);
		const content = memo.add(
			question,
			indexes,
			input,
			starts,
			ends,
			4 * NUMBERS + written.length + more.length,
		);
		if (content === NONE) return;
		facts[LENGTH] = written.length;
		const { bytes, view } = memo.arena;
		for (let n = 0; n < NUMBERS; n++)
			view.setInt32(content + 4 * n, facts[n] as number);
		bytes.set(written, content + 4 * NUMBERS);
		bytes.set(more, content + 4 * NUMBERS + written.length);
	}

	function take(
		indexes: Int32Array,
		{ input, starts, ends }: ScannedRow,
	): void {
		for (const index of indexes)
			cells[index] = text(
				input.bytes,
				starts[index] as number,
				ends[index] as number,
			);
	}

	function drop(indexes: Int32Array): void {
		for (const index of indexes) cells[index] = "";
	}

	/** Has the mapper take the step. True when another row with these cells gets the same. */
	function ask(op: Operation, row: ScannedRow): boolean {
		const made: RecordAttributes = Object.create(null);
		let repeatable = true;
		for (const name of attributesOfStep(op.step)) {
			const slot = slots.get(name);
			if (slot === undefined || !op.contended.includes(slot)) continue;
			if (!attributes.isSet(slot)) continue;
			repeatable = false;
			made[name] = decodedValue(
				attributes.store.bytes,
				attributes.valueAt(slot),
				attributes.endOf(slot),
			);
		}
		const before = { ...made };
		problemsOfCell = 0;
		take(op.indexes, row);
		applySteps(op.steps, cells, made, problems);
		drop(op.indexes);
		const base = attributes.length;
		facts[0] = 0;
		for (const name in made) {
			const value = made[name];
			if (value !== undefined && value !== before[name])
				write(name, value, base);
		}
		return (
			repeatable && problemsOfCell === 0 && (facts[0] as number) <= MOST_WATCHED
		);
	}

	/** Writes an attribute that the mapper has made, and puts it into `facts`. */
	function write(
		name: string,
		value: RecordAttributes[string],
		base: number,
	): void {
		const slot = slots.get(name);
		if (slot === undefined) return;
		attributes.any(slot, value);
		if (!attributes.isWatched(slot)) return;
		const count = facts[0] as number;
		facts[0] = count + 1;
		if (count >= MOST_WATCHED) return;
		facts[4 * count + 1] = slot;
		facts[4 * count + 2] = attributes.lastStart - base;
		facts[4 * count + 3] = attributes.lastValue - base;
		facts[4 * count + 4] = attributes.length - base;
	}

	function judgeRow(row: ScannedRow): void {
		const { starts, ends, input } = row;
		const content = memo.find(judgement, judged, input, starts, ends);
		if (content === NONE) {
			take(judged, row);
			const verdict = judge(cells);
			drop(judged);
			const from = attributes.length;
			facts[0] = 0;
			if (verdict.outcome !== "neutral") {
				write("salesforce.event.outcome", verdict.outcome, from);
				if (verdict.errorType !== "")
					write("error.type", verdict.errorType, from);
			}
			const reason = Buffer.from(verdict.reason);
			facts[OUTCOME] = OUTCOMES.indexOf(verdict.outcome);
			facts[SEVERITY] = severityOf(verdict);
			facts[REASON_LENGTH] = reason.length;
			remember(judgement, judged, row, from, reason);
			program.outcome = facts[OUTCOME] as number;
			program.severity = facts[SEVERITY] as number;
			program.reason = storeOf(reason);
			program.reasonStart = 0;
			program.reasonLength = reason.length;
			return;
		}
		append(content);
		program.outcome = number(content, OUTCOME);
		program.severity = number(content, SEVERITY);
		program.reason = memo.arena;
		program.reasonStart = content + 4 * NUMBERS + number(content, LENGTH);
		program.reasonLength = number(content, REASON_LENGTH);
	}

	const program: Program = {
		outcome: 0,
		severity: 0,
		reason: memo.arena,
		reasonStart: 0,
		reasonLength: 0,
		run(row) {
			memo.tidy();
			judgeRow(row);
			const { starts, ends } = row;
			for (let n = 0; n < operations.length; n++) {
				const op = operations[n] as Operation;
				let { index } = op;
				if (starts[index] === ends[index]) {
					if (op.indexes.length === 1) continue;
					index = firstFilled(op.indexes, starts, ends);
					if (index < 0) continue;
				}
				if (op.how === ASK) {
					recall(op, row);
					continue;
				}
				if (op.drop.length > 0 && isDropped(op, row, index)) continue;
				if (op.how === COPY) copyCell(op, row, index);
				else if (op.how === ID) writeId(op, row, index);
				else writeNumber(op, row, index);
			}
		},
	};
	return program;
}

function startsWith(bytes: Uint8Array, start: number, value: Uint8Array) {
	for (let n = 0; n < value.length; n++)
		if (bytes[start + n] !== value[n]) return false;
	return true;
}

/** -1 when none is. */
function firstFilled(
	indexes: Int32Array,
	starts: Int32Array,
	ends: Int32Array,
): number {
	for (let n = 0; n < indexes.length; n++) {
		const index = indexes[n] as number;
		if (starts[index] !== ends[index]) return index;
	}
	return -1;
}
