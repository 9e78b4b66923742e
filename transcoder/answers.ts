// What the engine asks about cells and verdicts, answered by the mapper's own functions.
// Invariant: the attributes, the verdict and the problems of a row are those of the row
// mapper; an answer is remembered only when another row with the same cells gets the same.

import {
	applySteps,
	type RecordAttributes,
} from "../receiver/mapping/apply-steps.ts";
import type { CellProblems } from "../receiver/mapping/cell-problems.ts";
import type { CompiledHeader } from "../receiver/mapping/compile-steps.ts";
import { createJudge, type Verdict } from "../receiver/mapping/outcome.ts";
import { type AttributeWriter, text } from "./attribute-writer.ts";
import { type CellMemo, NONE } from "./cell-memo.ts";
import {
	CONTENT_ATTRIBUTES,
	CONTENT_LENGTH,
	CONTENT_NOTES,
	CONTENT_OUTCOME,
	CONTENT_REASON_LENGTH,
	CONTENT_SEVERITY,
	CONTENT_WATCHED,
	MOST_WATCHED,
	NOTE_SIZE,
	OUTCOME,
	REASON,
	REASON_LENGTH,
	SCRATCH,
	SCRATCH_SIZE,
	SEVERITY,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import { NoRoomError } from "./image.ts";
import { attributesOfStep, type Operation, type Program } from "./program.ts";
import type { ScannedRow } from "./scanned-row.ts";

export const OUTCOMES: readonly Verdict["outcome"][] = [
	"success",
	"failure",
	"neutral",
];

export interface Answers {
	/** Writes what becomes of the cells of the nth operation. */
	cells(n: number, row: ScannedRow): void;
	/** Writes the verdict, and the attributes that tell it. */
	verdict(row: ScannedRow): void;
}

export interface AnswersParts {
	readonly engine: Engine;
	readonly header: CompiledHeader;
	readonly program: Program;
	readonly columns: number;
	readonly attributes: AttributeWriter;
	/** By name, of every attribute that records have. */
	readonly slots: ReadonlyMap<string, number>;
	readonly problems: CellProblems;
	/** Empty. */
	readonly memo: CellMemo;
	/** The number of a severity for a verdict. */
	readonly severityOf: (verdict: Verdict) => number;
}

const NOTHING = new Uint8Array(0);

export function createAnswers(parts: AnswersParts): Answers {
	const { engine, program, attributes, slots, memo } = parts;
	const judge = createJudge(parts.header.outcome);
	/** The cells that the mapper's functions are asked about; the others are empty. */
	const cells: string[] = new Array(parts.columns).fill("");
	let problemsOfCell = 0;
	const problems: CellProblems = {
		...parts.problems,
		add(column, reason) {
			problemsOfCell++;
			parts.problems.add(column, reason);
		},
	};
	/** What a memo's entry will hold before its attributes. */
	const facts = new Int32Array(CONTENT_ATTRIBUTES / 4);

	function take(indexes: readonly number[], row: ScannedRow): void {
		for (const index of indexes)
			cells[index] = text(
				row.input.bytes,
				row.starts[index] as number,
				row.ends[index] as number,
			);
	}

	function drop(indexes: readonly number[]): void {
		for (const index of indexes) cells[index] = "";
	}

	/** Has the mapper take the step. True when another row with these cells gets the same. */
	function ask({ step, contended }: Operation, row: ScannedRow): boolean {
		const made: RecordAttributes = Object.create(null);
		let repeatable = true;
		for (const name of attributesOfStep(step)) {
			const slot = slots.get(name);
			if (slot === undefined || !contended.includes(slot)) continue;
			if (!attributes.isSet(slot)) continue;
			repeatable = false;
			made[name] = attributes.value(slot);
		}
		const before = { ...made };
		problemsOfCell = 0;
		take(step.indexes, row);
		applySteps([step], cells, made, problems);
		drop(step.indexes);
		const base = attributes.end;
		facts[CONTENT_WATCHED / 4] = 0;
		for (const name in made) {
			const value = made[name];
			if (value !== undefined && value !== before[name])
				write(name, value, base);
		}
		const watched = facts[CONTENT_WATCHED / 4] as number;
		return repeatable && problemsOfCell === 0 && watched <= MOST_WATCHED;
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
		const count = facts[CONTENT_WATCHED / 4] as number;
		facts[CONTENT_WATCHED / 4] = count + 1;
		if (count >= MOST_WATCHED) return;
		const note = (CONTENT_NOTES + NOTE_SIZE * count) / 4;
		facts[note] = slot;
		facts[note + 1] = attributes.lastStart - base;
		facts[note + 2] = attributes.lastValue - base;
		facts[note + 3] = attributes.end - base;
	}

	/** Keeps the attributes since `base`, of which `facts` tells, with more bytes behind them. */
	function remember(
		question: number,
		indexes: readonly number[],
		row: ScannedRow,
		base: number,
		more: Uint8Array,
	): void {
		const length = attributes.end - base;
		const size = CONTENT_ATTRIBUTES + length + more.length;
		const content = memo.add(question, indexes, row, size);
		if (content === NONE) return;
		facts[CONTENT_LENGTH / 4] = length;
		const { bytes, view } = engine.store;
		for (let n = 0; n < facts.length; n++)
			view.setInt32(content + 4 * n, facts[n] as number, true);
		const at = content + CONTENT_ATTRIBUTES;
		bytes.copyWithin(at, base, base + length);
		bytes.set(more, at + length);
	}

	return {
		cells(n, row) {
			const operation = program.operations[n] as Operation;
			const base = attributes.end;
			if (ask(operation, row))
				remember(
					operation.question,
					operation.step.indexes,
					row,
					base,
					NOTHING,
				);
		},
		verdict(row) {
			take(program.judged, row);
			const verdict = judge(cells);
			drop(program.judged);
			const base = attributes.end;
			facts[CONTENT_WATCHED / 4] = 0;
			if (verdict.outcome !== "neutral") {
				write("salesforce.event.outcome", verdict.outcome, base);
				if (verdict.errorType !== "")
					write("error.type", verdict.errorType, base);
			}
			const reason = Buffer.from(verdict.reason);
			if (reason.length > SCRATCH_SIZE) throw new NoRoomError();
			const outcome = OUTCOMES.indexOf(verdict.outcome);
			const severity = parts.severityOf(verdict);
			facts[CONTENT_OUTCOME / 4] = outcome;
			facts[CONTENT_SEVERITY / 4] = severity;
			facts[CONTENT_REASON_LENGTH / 4] = reason.length;
			remember(program.judgement, program.judged, row, base, reason);
			const { words, store } = engine;
			words[OUTCOME / 4] = outcome;
			words[SEVERITY / 4] = severity;
			words[REASON / 4] = SCRATCH;
			words[REASON_LENGTH / 4] = reason.length;
			store.bytes.set(reason, SCRATCH);
		},
	};
}
