// `npm run test:crash`: kills the product again and again, and sees that everything
// arrives. Prints a line for every ten rounds, each problem as it is found, and at
// the end how many rounds have passed.

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { FAULT_POINTS } from "../../pipeline/fault-point.ts";
import { playRound, type RoundResult } from "./round.ts";
import { createScenario, ROUNDS_FOR_EVERY_POINT } from "./scenario.ts";

const HELP = `npm run test:crash -- [options]

Options:
  --rounds N    how many rounds (200)
  --seed N      what happens in them (1)
  --from N      the first round's number (0); with --rounds 1, one round again
  --jobs N      rounds at once (as many as there are cores)
  --verbose     tell what each round is
`;

const PROGRESS_ROUNDS = 10;

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "200" },
		seed: { type: "string", default: "1" },
		from: { type: "string", default: "0" },
		jobs: { type: "string", default: String(availableParallelism()) },
		verbose: { type: "boolean", default: false },
		help: { type: "boolean", default: false },
	},
});

if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
	const [rounds, seed, from, jobs] = [
		values.rounds,
		values.seed,
		values.from,
		values.jobs,
	].map(Number) as [number, number, number, number];
	const began = performance.now();
	const kills = new Map<string, number>();
	let next = from;
	let passed = 0;
	let failed = 0;
	let records = 0;
	let repeated = 0;

	function note(round: number, result: RoundResult): void {
		for (const point of result.kills) {
			kills.set(point, (kills.get(point) ?? 0) + 1);
		}
		records += result.records;
		repeated += result.repeated;
		if (result.problems.length === 0) {
			passed += 1;
			return;
		}
		failed += 1;
		console.log(
			[
				`round ${round} of seed ${seed} failed; its state is in ${result.directory}; again with --seed ${seed} --from ${round} --rounds 1`,
				...result.problems,
			].join("\n  "),
		);
	}

	function progress(): void {
		const seconds = (performance.now() - began) / 1000;
		const dead = [...kills.values()].reduce((sum, count) => sum + count, 0);
		console.log(
			`${passed + failed} rounds in ${seconds.toFixed(0)} s: ${dead} kills, ${records} records arrived, ${repeated} of them again, ${failed} rounds failed`,
		);
	}

	async function work(): Promise<void> {
		while (next < from + rounds) {
			const round = next++;
			const scenario = createScenario(seed, round);
			const start = performance.now();
			const result = await playRound(scenario);
			note(round, result);
			if (values.verbose) {
				const ms = performance.now() - start;
				console.log(
					`${round}: ${ms.toFixed(0)} ms ${result.lives.join(" ")} ${JSON.stringify(scenario)}`,
				);
			}
			if ((passed + failed) % PROGRESS_ROUNDS === 0) progress();
		}
	}

	await Promise.all(Array.from({ length: jobs }, work));
	progress();
	for (const [point, count] of [...kills].sort()) {
		console.log(`  ${String(count).padStart(4)} kills at ${point}`);
	}
	const unmet = FAULT_POINTS.filter((point) => !kills.has(point));
	// Some rounds deliver everything before their point is reached.
	if (rounds >= 3 * ROUNDS_FOR_EVERY_POINT && unmet.length > 0) {
		failed += 1;
		console.log(`nobody was killed at ${unmet.join(", ")}`);
	}
	console.log(`${passed} passed, ${failed} failed (seed ${seed})`);
	process.exitCode = failed > 0 ? 1 : 0;
}
