// A header, compiled once a file into what the engine does with the bytes of its rows.
// What a column means is said by receiver/mapping alone: the operations are the steps
// that the row mapper takes, in their order. Where a cell's bytes are the value, or
// nearly, the engine writes them at once; about every other cell it asks the mapper's own
// functions (answers.ts), and remembers what they made of it by the cell's bytes.

import type {
	CompiledHeader,
	Step,
} from "../receiver/mapping/compile-steps.ts";
import {
	HOW_ASK,
	HOW_COPY,
	HOW_DECIMAL,
	HOW_ID,
	HOW_INTEGER,
	HOW_NANOSECONDS,
	JUDGED,
	JUDGED_COUNT,
	JUDGEMENT,
	OP_SIZE,
	OPERATION_COUNT,
	OPERATIONS,
	POWER_COUNT,
	POWERS,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import type { Image } from "./image.ts";

/** What is done with a cell's bytes; whatever is not here is asked about. */
const HOW: Readonly<Partial<Record<Step["as"], number>>> = {
	string: HOW_COPY,
	request_id: HOW_COPY,
	id18: HOW_ID,
	integer: HOW_INTEGER,
	number: HOW_DECIMAL,
	milliseconds: HOW_INTEGER,
	nanoseconds_to_milliseconds: HOW_NANOSECONDS,
};

export interface Operation {
	readonly step: Step;
	/** What the memo is asked. */
	readonly question: number;
	/** Slots that others set, too. */
	readonly contended: readonly number[];
}

export interface Program {
	readonly operations: readonly Operation[];
	/** Columns that the verdict depends on, and what the memo is asked for it. */
	readonly judged: readonly number[];
	readonly judgement: number;
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

/**
 * `slots` are those of the attributes that records have; `contended` are names that more
 * than one step sets, or a step and the record itself.
 */
export function compileProgram(
	{ steps, outcome }: CompiledHeader,
	engine: Engine,
	image: Image,
	slots: ReadonlyMap<string, number>,
	contended: ReadonlySet<string>,
): Program {
	const slotOf = (name: string) => slots.get(name) ?? -1;
	const operations = steps.map(
		(step, question): Operation => ({
			step,
			question,
			contended: attributesOfStep(step).flatMap((name) =>
				contended.has(name) && slots.has(name) ? slotOf(name) : [],
			),
		}),
	);
	const judged = [...new Set(outcome.flatMap(({ place }) => place.indexes))];
	const program = { operations, judged, judgement: operations.length };

	const encoded = operations.flatMap(({ step, question, contended }) => {
		const drop = (step.drop ?? []).map((value) => Buffer.from(value));
		const fields = [
			HOW[step.as] ?? HOW_ASK,
			step.index,
			image.numbers(step.indexes),
			step.indexes.length,
			slotOf(step.first),
			slotOf(step.also ?? ""),
			image.texts(drop),
			drop.length,
			image.numbers(contended),
			contended.length,
			question,
		];
		return [...fields, ...new Array(OP_SIZE / 4 - fields.length).fill(0)];
	});
	image.set(OPERATIONS, image.numbers(encoded));
	image.set(OPERATION_COUNT, operations.length);
	image.set(JUDGED, image.numbers(judged));
	image.set(JUDGED_COUNT, judged.length);
	image.set(JUDGEMENT, program.judgement);
	for (let digits = 0; digits < POWER_COUNT; digits++)
		engine.store.view.setFloat64(POWERS + 8 * digits, 10 ** digits, true);
	return program;
}
