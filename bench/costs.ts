// What scenarios cost that run alone, each in a process of its own: CPU µs a record.

import { cpuPerRecord, type Measurement } from "./measurement.ts";
import { startChild } from "./processes/child.ts";
import {
	type AloneName,
	YARDSTICKS,
	type YardstickName,
} from "./scenarios/index.ts";

/** Scenarios that were measured one right after the other. */
export type Round = ReadonlyMap<AloneName, Measurement>;

export type Costs = ReadonlyMap<AloneName, number>;

export const yardstickNames = Object.keys(YARDSTICKS) as YardstickName[];

export async function measureAlone(
	names: readonly AloneName[],
): Promise<Round> {
	const round = new Map<AloneName, Measurement>();
	for (const name of names) {
		const child = startChild("stage.ts", name);
		round.set(name, await child.message<Measurement>());
		await child.stop();
	}
	return round;
}

export function costsOf(round: Round): Costs {
	return new Map(
		Array.from(round, ([name, measured]) => [name, cpuPerRecord(measured)]),
	);
}

/** Another process can only add to the time a run takes, so the least is the nearest to the truth. */
export function cheapest(rounds: readonly Round[]): Costs {
	const best = new Map<AloneName, number>();
	for (const [name, cost] of rounds.flatMap((round) => [...costsOf(round)])) {
		best.set(name, Math.min(cost, best.get(name) ?? Number.POSITIVE_INFINITY));
	}
	return best;
}

/** Undefined when one of them was not measured. */
export function sum(
	costs: Costs,
	names: readonly AloneName[],
): number | undefined {
	let total = 0;
	for (const name of names) {
		const cost = costs.get(name);
		if (cost === undefined) return undefined;
		total += cost;
	}
	return total;
}
