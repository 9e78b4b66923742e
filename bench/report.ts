// Measurements as Markdown tables, for the terminal and for the README.

import { cheapest, costsOf, type Round, sum, yardstickNames } from "./costs.ts";
import { cpuPerRecord } from "./measurement.ts";
import type { ReceiverMeasurement } from "./processes/receiver-messages.ts";
import type { Answers, Cores } from "./scenarios/beside.ts";
import type { EndToEnd } from "./scenarios/end-to-end.ts";
import {
	type AloneName,
	STAGES,
	type StageName,
	YARDSTICKS,
	type YardstickName,
} from "./scenarios/index.ts";
import {
	ORG_SCENARIOS,
	type OrgScenarioName,
} from "./scenarios/simulated-orgs.ts";

/** Held against the yardsticks just before and just after it. */
export interface ComparedRun {
	readonly run: EndToEnd;
	readonly compression: string;
	readonly yardsticks: readonly Round[];
}

export interface OrgRun {
	readonly name: OrgScenarioName;
	readonly run: ReceiverMeasurement;
	readonly yardsticks: readonly Round[];
}

export interface Results {
	readonly beside: Answers | undefined;
	readonly cores: Cores | undefined;
	readonly orgs: readonly OrgRun[];
	readonly machine: string;
	readonly runs: readonly ComparedRun[];
	readonly rounds: readonly Round[];
}

const MIB = 1024 ** 2;
const stageNames = Object.keys(STAGES) as StageName[];
const parts = stageNames.filter(
	(name) =>
		!["within", "insteadOf", "apart"].some((key) => key in STAGES[name]),
);

export function report(results: Results): string {
	const { machine, runs, orgs, beside, cores, rounds } = results;
	const sections = [`Measured ${machine}.`];
	if (runs.length > 0) sections.push(endToEndSection(runs));
	if (orgs.length > 0) sections.push(orgsSection(orgs));
	if (beside !== undefined) sections.push(besideSection(beside));
	if (cores !== undefined) sections.push(coresSection(cores));
	if (rounds.length > 0) sections.push(stageSection(rounds));
	return sections.join("\n\n");
}

function endToEndSection(runs: readonly ComparedRun[]): string {
	const rows = runs.map(({ run, compression, yardsticks }) => {
		const cost = cpuPerRecord(run);
		const sums = yardsticks.map((round) => sum(costsOf(round), yardstickNames));
		return [
			run.records.toLocaleString("en"),
			compression,
			Math.round(run.records / run.seconds).toLocaleString("en"),
			cost.toFixed(1),
			Math.round(1e6 / cost).toLocaleString("en"),
			times(cost, mean(sums)),
			(run.startMicros / 1e6).toFixed(2),
			(run.peakRssBytes / MIB).toFixed(0),
			run.loopDelayMs.toFixed(1),
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
				"compression",
				"records/s",
				"CPU µs a record",
				"records/s of one core",
				"of the yardsticks",
				"CPU s to start",
				"peak RSS, MiB",
				"loop p99, ms",
			],
			rows,
		),
		"",
		`A row is ${size.toFixed(0)} bytes of CSV and ${sent.toFixed(0)} bytes on the wire with gzip.`,
	].join("\n");
}

function orgsSection(runs: readonly OrgRun[]): string {
	const rows = runs.map(({ name, run, yardsticks }) => {
		const cost = (run.cpuMicros - run.startMicros) / run.records;
		const sums = yardsticks.map((round) => sum(costsOf(round), yardstickNames));
		return [
			`\`${name}\``,
			ORG_SCENARIOS[name].what,
			run.records.toLocaleString("en"),
			Math.round(run.records / run.seconds).toLocaleString("en"),
			cost.toFixed(1),
			times(cost, mean(sums)),
			(run.peakRssBytes / MIB).toFixed(0),
		];
	});
	return [
		"### Simulated orgs",
		"",
		table(
			[
				"",
				"",
				"records",
				"records/s",
				"CPU µs a record",
				"of the yardsticks",
				"peak RSS, MiB",
			],
			rows,
		),
		"",
		"CPU without the start. The org makes the rows while it is read, so records/s are also its own.",
	].join("\n");
}

function besideSection(answers: Answers): string {
	const { rows, healthMs, pollMs, loopDelayMs, asked } = answers;
	return [
		"### Beside a large file",
		"",
		`While a file of ${rows.toLocaleString("en")} rows is read, in one of a hundred`,
		"",
		table(
			["", "p99, ms", "asked"],
			[
				[
					"`health_check` answers another process",
					healthMs.toFixed(1),
					String(asked.health),
				],
				[
					"a second org's query is answered, from asking to its last byte",
					pollMs.toFixed(1),
					String(asked.polls),
				],
				["the event loop is late", loopDelayMs.toFixed(1), "each ms"],
			],
		),
	].join("\n");
}

function coresSection(cores: Cores): string {
	const { rows, oneFileOneCore, oneFileTwoCores, twoFilesTwoCores } = cores;
	const line = (what: string, rate: number) => [
		what,
		Math.round(rate).toLocaleString("en"),
		`${(rate / oneFileOneCore).toFixed(2)} ×`,
	];
	return [
		"### Cores",
		"",
		`Files of ${rows.toLocaleString("en")} rows, orgs and backend on the same cores; the fastest of three runs.`,
		"",
		table(
			["", "records/s", ""],
			[
				line("one file on one core", oneFileOneCore),
				line("one file on two cores", oneFileTwoCores),
				line("two files of two orgs on two cores", twoFilesTwoCores),
			],
		),
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
	if ("apart" in entry) return "apart: ";
	return "within" in entry ? "of it " : "";
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
