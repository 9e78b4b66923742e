// Counts the cells that could not become their attribute, by column and reason.

import type { CellProblem } from "./row-mapper.ts";

export interface CellProblems {
	add(column: string, reason: CellProblem["reason"]): void;
	/** What was counted since the last call. */
	take(): CellProblem[];
}

export function createCellProblems(): CellProblems {
	const problems = new Map<
		string,
		{ -readonly [K in keyof CellProblem]: CellProblem[K] }
	>();
	return {
		add(column, reason) {
			const key = `${reason} ${column}`;
			const problem = problems.get(key);
			if (problem === undefined)
				problems.set(key, { column, reason, count: 1 });
			else problem.count++;
		},
		take() {
			const taken = [...problems.values()];
			problems.clear();
			return taken;
		},
	};
}
