// `npm run bench:guard`, for CI: fails when a stage of the hot path has become half as
// dear again as it was, held against the yardsticks of the same minute. Never an
// absolute time. Whoever makes a stage cheaper or, for a reason, dearer, changes the
// table.

import {
	cheapest,
	measureAlone,
	type Round,
	sum,
	yardstickNames,
} from "./costs.ts";
import type { StageName } from "./scenarios/index.ts";

/** Of the sum of the yardsticks. */
const KNOWN = {
	transcode: 0.13,
	"transcode-pages": 0.13,
	mapping: 0.31,
	encoding: 0.23,
	delivery: 0.13,
} as const satisfies Partial<Record<StageName, number>>;

const TOLERATED = 1.5;
/** A noisy minute is given further ones; a round is ten seconds. */
const ROUNDS = 4;

type Guarded = keyof typeof KNOWN;
const guarded = Object.keys(KNOWN) as Guarded[];

const rounds: Round[] = [];
let dearer = guarded;
while (dearer.length > 0 && rounds.length < ROUNDS) {
	// Only what is still in doubt, with its yardsticks beside it.
	rounds.push(await measureAlone([...yardstickNames, ...dearer]));
	const ratios = ratiosOf(rounds);
	dearer = dearer.filter((name) => ratios(name) > KNOWN[name] * TOLERATED);
}
const ratios = ratiosOf(rounds);
for (const name of guarded) {
	const verdict = dearer.includes(name) ? "TOO DEAR" : "well";
	console.log(
		`${name}: ${ratios(name).toFixed(2)} of the yardsticks, known ${KNOWN[name].toFixed(2)}: ${verdict}`,
	);
}
if (dearer.length > 0) {
	console.error(
		`more than ${TOLERATED} times as dear as known: ${dearer.join(", ")}. Find out by: npm run bench -- ${dearer.join(" ")}`,
	);
	process.exitCode = 1;
}

function ratiosOf(measured: readonly Round[]): (name: Guarded) => number {
	const costs = cheapest(measured);
	const yardsticks = sum(costs, yardstickNames) as number;
	return (name) => (costs.get(name) as number) / yardsticks;
}
