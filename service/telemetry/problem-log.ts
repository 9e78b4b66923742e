// Keeps the latest warnings and errors for the status page. Bounded; and of a line's
// fields only those that hold nothing of an event.

import type { Problem, ProblemLog } from "../../pipeline/problem.ts";
import type { LogLine } from "./log-line.ts";

const MAX_PROBLEMS = 50;

export interface WritableProblemLog extends ProblemLog {
	add(line: LogLine): void;
}

export function createProblemLog(): WritableProblemLog {
	/** In the order of their last time. */
	const problems = new Map<string, Problem>();
	return {
		add({ level, message, fields, time }) {
			if (level !== "warn" && level !== "error") return;
			const problem = {
				level,
				message,
				detail: text(fields.error),
				code: text(fields.code),
				cure: text(fields.cure),
				component: text(fields["otelcol.component.id"]),
				stream: text(fields.stream),
			};
			const key = JSON.stringify([
				message,
				problem.code,
				problem.component,
				problem.stream,
			]);
			const before = problems.get(key);
			problems.delete(key);
			problems.set(key, {
				...problem,
				times: (before?.times ?? 0) + 1,
				firstAt: before?.firstAt ?? time,
				lastAt: time,
			});
			const [oldest] = problems.keys();
			if (problems.size > MAX_PROBLEMS && oldest !== undefined) {
				problems.delete(oldest);
			}
		},
		all: () => [...problems.values()].reverse(),
	};
}

function text(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}
