// Measurements as Markdown tables, for the terminal and for the README.

import { cpuPerRecord, type Measurement } from "./measurement.ts";
import type { EndToEnd } from "./scenarios/end-to-end.ts";
import {
	type AloneName,
	STAGES,
	type StageName,
	YARDSTICKS,
	type YardstickName,
} from "./scenarios/index.ts";

/** Scenarios that were measured one right after the other. */
export type Round = ReadonlyMap<AloneName, Measurement>;

/** Held against the yardsticks just before and just after it. */
export interface ComparedRun {
	readonly run: EndToEnd;
	readonly yardsticks: readonly Round[];
}

export interface Results {
	readonly machine: string;
	readonly runs: readonly ComparedRun[];
	readonly rounds: readonly Round[];
}

const MIB = 1024 ** 2;
const stageNames = Object.keys(STAGES) as StageName[];
const yardstickNames = Object.keys(YARDSTICKS) as YardstickName[];
const parts = stageNames.filter(
	(name) => !("within" in STAGES[name]) && !("insteadOf" in STAGES[name]),
);

export function report({ machine, runs, rounds }: Results): string {
	const sections = [`Measured ${machine}.`];
	if (runs.length > 0) sections.push(endToEndSection(runs));
	if (rounds.length > 0) sections.push(stageSection(rounds));
	return sections.join("\n\n");
}

function endToEndSection(runs: readonly ComparedRun[]): string {
	const rows = runs.map(({ run, yardsticks }) => {
		const cost = cpuPerRecord(run);
		const sums = yardsticks.map((round) => sum(costsOf(round), yardstickNames));
		return [
			run.records.toLocaleString("en"),
			Math.round(run.records / run.seconds).toLocaleString("en"),
			cost.toFixed(1),
			Math.round(1e6 / cost).toLocaleString("en"),
			times(cost, mean(sums)),
			(run.startMicros / 1e6).toFixed(2),
			(run.peakRssBytes / MIB).toFixed(0),
		];
	});
	const [{ run }] = runs as [ComparedRun];
	const size = run.csvBytes / run.records;
	const sent = run.received.bytes / run.records;
	return [
		"### End to end",
		"",
		table(
			[
				"rows",
				"records/s",
				"CPU µs a record",
				"records/s of one core",
				"of the yardsticks",
				"CPU s to start",
				"peak RSS, MiB",
			],
			rows,
		),
		"",
		`A row is ${size.toFixed(0)} bytes of CSV and ${sent.toFixed(0)} bytes on the wire.`,
	].join("\n");
}

function stageSection(rounds: readonly Round[]): string {
	const costs = cheapest(rounds);
	const yardsticks = sum(costs, yardstickNames);
	const total = sum(costs, parts);
	const line = (name: AloneName, what: string, own?: YardstickName) => {
		const cost = costs.get(name);
		if (cost === undefined) return [];
		return [
			[
				`${relation(name)}\`${name}\``,
				what,
				cost.toFixed(1),
				times(cost, yardsticks),
				own === undefined ? "" : times(cost, costs.get(own)),
			],
		];
	};
	return [
		"### Stage by stage",
		"",
		table(
			["", "", "CPU µs a record", "of the yardsticks", "of its own yardstick"],
			[
				...stageNames.flatMap((name) => {
					const entry: { what: string; yardstick?: YardstickName } =
						STAGES[name];
					return line(name, entry.what, entry.yardstick);
				}),
				...(total === undefined
					? []
					: [["**sum**", "", total.toFixed(1), times(total, yardsticks), ""]]),
				...yardstickNames.flatMap((name) =>
					line(name, `yardstick: ${YARDSTICKS[name].what}`),
				),
			],
		),
	].join("\n");
}

/** What a stage is to the ones above it. */
function relation(name: AloneName): string {
	if (!(name in STAGES)) return "";
	const entry = STAGES[name as StageName];
	if ("insteadOf" in entry) return `without \`${entry.insteadOf}\`: `;
	return "within" in entry ? "of it " : "";
}

type Costs = ReadonlyMap<AloneName, number>;

function costsOf(round: Round): Costs {
	return new Map(
		Array.from(round, ([name, measured]) => [name, cpuPerRecord(measured)]),
	);
}

/** Another process can only add to the time a run takes, so the least is the nearest to the truth. */
function cheapest(rounds: readonly Round[]): Costs {
	const best = new Map<AloneName, number>();
	for (const [name, cost] of rounds.flatMap((round) => [...costsOf(round)])) {
		best.set(name, Math.min(cost, best.get(name) ?? Number.POSITIVE_INFINITY));
	}
	return best;
}

/** Undefined when one of them was not measured. */
function sum(costs: Costs, names: readonly AloneName[]): number | undefined {
	let total = 0;
	for (const name of names) {
		const cost = costs.get(name);
		if (cost === undefined) return undefined;
		total += cost;
	}
	return total;
}

function mean(values: readonly (number | undefined)[]): number | undefined {
	let total = 0;
	for (const value of values) {
		if (value === undefined) return undefined;
		total += value;
	}
	return total / values.length;
}

function times(value: number, base: number | undefined): string {
	return base === undefined ? "" : `${(value / base).toFixed(2)} ×`;
}

function table(
	head: readonly string[],
	rows: readonly (readonly string[])[],
): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join(
		"\n",
	);
}
