// All that is wrong with a configuration, at once. Invariant: no problem holds
// the value of a secret.

import type { Position } from "./source/node.ts";

export interface Problem {
	/** The source as the operator named it; "environment" without a file. */
	readonly file: string;
	/** From 1; 0 where a position makes no sense. */
	readonly line: number;
	readonly column: number;
	/** The key, e.g. `exporters.otlp_http.endpoint`, or the environment variable. */
	readonly path: string;
	/** What is wrong, as a phrase. */
	readonly message: string;
	readonly expected?: string | undefined;
	readonly found?: string | undefined;
	/** What was probably meant. */
	readonly suggestion?: string | undefined;
}

export class ConfigError extends Error {
	readonly code = "CONFIG_INVALID";
	readonly problems: readonly Problem[];

	constructor(problems: readonly Problem[]) {
		super(problems.map(formatProblem).join("\n"));
		this.name = "ConfigError";
		this.problems = problems;
	}
}

/** Something to tell the operator that does not keep the process from starting. */
export interface ConfigWarning {
	readonly severity: "warn" | "info";
	readonly file: string;
	readonly line: number;
	readonly column: number;
	readonly message: string;
}

export function formatWarning(warning: ConfigWarning): string {
	return `${formatPosition(warning)}${warning.message}`;
}

export function formatProblem(problem: Problem): string {
	let text = formatPosition(problem);
	if (problem.path !== "") text += `${problem.path}: `;
	text += problem.message;
	if (problem.found !== undefined) text += `, found ${problem.found}`;
	if (problem.suggestion !== undefined) {
		text += `, did you mean "${problem.suggestion}"?`;
	}
	return text;
}

function formatPosition({ file, line, column }: Position): string {
	if (line > 0) return `${file}:${line}:${column}: `;
	return file === "environment" ? "" : `${file}: `;
}
