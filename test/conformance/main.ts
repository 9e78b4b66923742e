// Plays every case, then chaos orgs, and prints what came of each.
//   npm run test:conformance -- [--seeds N] [--only PATTERN]

import { parseArgs } from "node:util";
import { FAULTS } from "../../simulator/faults/fault-table.ts";
import { CASES } from "./cases.ts";
import { codesOf, judge } from "./judge.ts";
import { runCases } from "./run-cases.ts";
import { chaosSeeds, runChaos } from "./run-chaos.ts";
import { duration, table } from "./text-table.ts";

const { values } = parseArgs({
	options: {
		seeds: { type: "string", default: "4" },
		only: { type: "string", default: "" },
	},
});
const began = performance.now();
const only = new RegExp(values.only);
const cases = CASES.filter(({ fault, shows }) =>
	only.test(`${fault}: ${shows}`),
);
let failures = 0;

const rows: string[][] = [];
for (const [one, promise] of runCases(cases)) {
	const outcome = await promise.catch((error: Error) => error);
	if (outcome instanceof Error) {
		failures++;
		rows.push([
			one.fault,
			one.shows,
			"",
			"",
			"",
			"",
			`FAILED: ${outcome.message}`,
		]);
		continue;
	}
	const problems = judge(one, outcome);
	if (problems.length > 0) failures++;
	rows.push([
		one.fault,
		one.shows,
		codesOf(outcome).join(", ") || "-",
		one.lasts === "for good" ? "-" : duration(outcome.recoveryMs),
		String(outcome.failedPolls),
		String(outcome.logins),
		problems.length === 0 ? "ok" : `FAILED: ${problems.join("; ")}`,
	]);
}
console.log(
	table(
		["fault", "case", "told", "recovery", "polls failed", "logins", "result"],
		rows,
	),
);
console.log(
	`\n${cases.length} cases of ${new Set(cases.map(({ fault }) => fault)).size} of the ${FAULTS.length} faults, ${failures} failed. Recovery: the org's time from the end of the fault until every record had arrived, with a poll every 15 minutes unless the case says otherwise.\n`,
);

for (const chaos of chaosSeeds(Number(values.seeds))) {
	const { summary, problems } = await runChaos(chaos);
	console.log(`${summary}: ${problems.join("; ") || "ok"}`);
	if (problems.length > 0) failures++;
}
console.log(`\n${Math.round((performance.now() - began) / 1000)} s in all.`);
process.exitCode = failures === 0 ? 0 : 1;
