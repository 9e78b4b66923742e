// `npm run bench`: runs the scenarios, each in a process of its own, and prints
// their tables.

import { parseArgs } from "node:util";
import { build } from "./build.ts";
import { measureAlone, type Round, yardstickNames } from "./costs.ts";
import { describeMachine } from "./machine.ts";
import { TABLES, writeIntoReadme } from "./readme.ts";
import {
	type ComparedRun,
	type OrgRun,
	type Results,
	report,
} from "./report.ts";
import { answersBeside, coresCompared } from "./scenarios/beside.ts";
import { endToEnd } from "./scenarios/end-to-end.ts";
import { type AloneName, STAGES, YARDSTICKS } from "./scenarios/index.ts";
import {
	ORG_SCENARIOS,
	type OrgScenarioName,
	readOrgs,
} from "./scenarios/simulated-orgs.ts";

const HELP = `npm run bench -- [SCENARIO...] [options]

Scenarios, all of them by default:
  end-to-end ${Object.keys(ORG_SCENARIOS).join(" ")}
  beside cores
  ${Object.keys(STAGES).join(" ")}
  ${Object.keys(YARDSTICKS).join(" ")}

Options:
  --rows N,N      file sizes of end-to-end (50000,500000,5000000); the largest is
                  that of beside, the second largest that of cores
  --repeat N      rounds of all other scenarios, of which each one's cheapest counts (3)
  --profile DIR   write a CPU profile of the receiver in those of the first line
  --write         put the tables into bench/README.md
`;

const END_TO_END = "end-to-end";
const BESIDE = "beside";
const CORES = "cores";
const orgScenarios = Object.keys(ORG_SCENARIOS) as OrgScenarioName[];
const alone = [...yardstickNames, ...Object.keys(STAGES)] as AloneName[];

class UsageError extends Error {}

try {
	await main();
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(`${error.message}\n\n${HELP}`);
	process.exitCode = 2;
}

async function main(): Promise<void> {
	const { values, positionals } = readArguments();
	if (values.help) {
		console.log(HELP);
		return;
	}
	const wanted = new Set<string>(positionals);
	for (const name of wanted) {
		const known: readonly string[] = [
			END_TO_END,
			BESIDE,
			CORES,
			...orgScenarios,
			...alone,
		];
		if (!known.includes(name)) {
			throw new UsageError(`there is no scenario "${name}"`);
		}
	}
	if (values.write && wanted.size > 0) {
		throw new UsageError(
			"--write needs all scenarios: ratios are taken in one run",
		);
	}
	const sizes = values.rows.split(",").map(positive);
	const repeat = positive(values.repeat);
	const isWanted = (name: string) => wanted.size === 0 || wanted.has(name);

	const names = alone.filter(isWanted);
	const rounds: Round[] = [];
	for (let n = 1; n <= repeat && names.length > 0; n++) {
		progress(`stages and yardsticks, round ${n} of ${repeat}`);
		rounds.push(await measureAlone(names));
	}
	const runs: ComparedRun[] = [];
	if ([END_TO_END, BESIDE, CORES, ...orgScenarios].some(isWanted)) build();
	if (isWanted(END_TO_END)) {
		let before = await measureAlone(yardstickNames);
		const [, second = sizes[0] ?? 0] = sizes.toSorted((a, b) => b - a);
		for (const [rows, compression] of [
			...sizes.map((rows) => [rows, "gzip"] as const),
			[second, "zstd"] as const,
		]) {
			progress(
				`${END_TO_END}, ${rows.toLocaleString("en")} rows, ${compression}`,
			);
			const run = await endToEnd(rows, profiling(values.profile), compression);
			const after = await measureAlone(yardstickNames);
			runs.push({ run, compression, yardsticks: [before, after] });
			before = after;
		}
	}
	const orgs: OrgRun[] = [];
	for (const name of orgScenarios.filter(isWanted)) {
		const before = await measureAlone(yardstickNames);
		progress(name);
		const run = await readOrgs(name, profiling(values.profile));
		const after = await measureAlone(yardstickNames);
		orgs.push({ name, run, yardsticks: [before, after] });
	}
	const [largest = 0, second = largest] = sizes.toSorted((a, b) => b - a);
	if (isWanted(BESIDE)) progress(BESIDE);
	const beside = isWanted(BESIDE) ? await answersBeside(largest) : undefined;
	if (isWanted(CORES)) progress(CORES);
	const cores = isWanted(CORES) ? await coresCompared(second) : undefined;
	const results: Results = {
		machine: describeMachine(),
		beside,
		cores,
		runs,
		orgs,
		rounds,
	};
	const tables = report(results);
	console.log(tables);
	if (values.write) writeIntoReadme(TABLES, tables);
}

function readArguments() {
	try {
		return parseArgs({
			allowPositionals: true,
			options: {
				rows: { type: "string", default: "50000,500000,5000000" },
				repeat: { type: "string", default: "3" },
				profile: { type: "string" },
				write: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

function profiling(directory: string | undefined): string[] {
	return directory === undefined
		? []
		: ["--cpu-prof", `--cpu-prof-dir=${directory}`];
}

function positive(text: string): number {
	const number = Number(text);
	if (Number.isInteger(number) && number > 0) return number;
	throw new UsageError(`expected a whole number above 0, found "${text}"`);
}

function progress(text: string): void {
	process.stderr.write(`${text}\n`);
}
