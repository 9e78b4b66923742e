// Plays many cases, some at a time: most of one is waiting.

import type { ConformanceCase } from "./conformance-case.ts";
import { type Outcome, runCase } from "./run-case.ts";

const AT_ONCE = 8;

/** The outcome of each case, from its beginning on. */
export function runCases(
	cases: readonly ConformanceCase[],
): ReadonlyMap<ConformanceCase, Promise<Outcome>> {
	const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () =>
		Promise.resolve(),
	);
	const outcomes = new Map<ConformanceCase, Promise<Outcome>>();
	for (const [index, one] of cases.entries()) {
		const lane = index % AT_ONCE;
		const outcome = (lanes[lane] as Promise<unknown>).then(() => runCase(one));
		lanes[lane] = outcome.catch(() => {});
		outcomes.set(one, outcome);
	}
	return outcomes;
}
