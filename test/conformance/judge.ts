// What is wrong with an outcome; nothing when the product conforms.

import type { ConformanceCase } from "./conformance-case.ts";
import type { Outcome } from "./run-case.ts";

export function judge(one: ConformanceCase, outcome: Outcome): string[] {
	const { complaints, logins } = outcome;
	const problems: string[] = [];
	if (!outcome.happened[one.fault]) problems.push("the fault has not happened");
	for (const what of ["missing", "unexpected", "repeated"] as const) {
		if (outcome[what] > 0) problems.push(`${outcome[what]} records ${what}`);
	}
	const told = codesOf(outcome);
	const wanted = [one.tells ?? []].flat();
	if (wanted.length > 0 && !wanted.some((code) => told.includes(code))) {
		problems.push(
			`told ${told.join(", ") || "nothing"} instead of ${wanted.join(" or ")}`,
		);
	}
	const [line] = complaints;
	if (wanted.length === 0 && line !== undefined) {
		problems.push(`a needless line: ${line.msg} ${line.error ?? ""}`);
	}
	if (one.logins !== undefined && logins > one.logins) {
		problems.push(`${logins} logins instead of ${one.logins} at most`);
	}
	return problems;
}

/** The stable codes that the operator was told. */
export function codesOf({ complaints }: Outcome): string[] {
	return [
		...new Set(
			complaints.flatMap(({ reason, code = reason }) =>
				code === undefined ? [] : [`${code}`],
			),
		),
	];
}
