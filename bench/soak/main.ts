// `npm run soak`: millions of records of 50 event types through two backends, while
// the org and the backends fail in turn. Ends with 1 when a record is lost or repeated
// without need, or when memory, descriptors or the database grow after the first
// tenth.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../build.ts";
import { describeMachine } from "../machine.ts";
import { type Child, startChild } from "../processes/child.ts";
import { SOAK, writeIntoReadme } from "../readme.ts";
import type { BackendState } from "./backends.ts";
import { soakEventTypes } from "./event-types.ts";
import { HOUR_MS, HOURS_A_TENTH, SOAK_HOURS } from "./hours.ts";
import type { OrgOptions, PublishedHour } from "./org.ts";
import { type ProcessSample, sampleProcess } from "./process-sample.ts";
import { judge, type SoakSample } from "./report.ts";
import { startProgram } from "./start-program.ts";

const HELP = `npm run soak -- [options]

Options:
  --records N   how many, about (10000000); each hour has as many of each type
  --write       put the result into bench/README.md
`;

/** Hours that are published and have not arrived. */
const HOURS_AHEAD = 2;
/** A tenth is longer, so the memory of what was delivered has its size in each. */
const DEDUPLICATION_WINDOW = "6h";
/** After them it has forgotten everything. */
const HOURS_UNTIL_FORGOTTEN = 8;
/** Long enough for a poll. */
const EMPTY_HOUR_MS = 300;
const SAMPLE_MS = 250;
/** The database has not changed for so long: what was deleted has been given back. */
const REST_MS = 3_000;
const LONGEST_UNREST_MS = 60_000;
/** Without a record: the clock goes on, for a file that was put off. */
const STANDSTILL_MS = 5_000;
/** The same where nothing else moves the clock, because the end of a tenth is waited for. */
const STANDSTILL_AT_END_MS = 1_500;
/** Without a record, whatever the clock says. */
const GIVE_UP_MS = 120_000;

const { values } = parseArgs({
	options: {
		records: { type: "string", default: "10000000" },
		write: { type: "boolean", default: false },
		help: { type: "boolean", default: false },
	},
});

if (values.help) console.log(HELP);
else await main(Number(values.records));

async function main(wanted: number): Promise<void> {
	const eventTypes = Object.keys(soakEventTypes(1)).length;
	const rowsPerFile = Math.ceil(wanted / eventTypes / SOAK_HOURS);
	const records = rowsPerFile * eventTypes * SOAK_HOURS;
	build();
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-soak-"));
	const stateDirectory = join(directory, "state");
	await using stack = new AsyncDisposableStack();
	stack.defer(() => rmSync(directory, { recursive: true, force: true }));
	const start = (file: string, argument: unknown) => {
		const child = startChild(`../soak/${file}`, argument);
		stack.defer(() => child.stop());
		return child;
	};
	const backends = start("backends.ts", records);
	const org = start("org.ts", {
		rowsPerFile,
		backends: await backends.message<string[]>(),
		stateDirectory,
		deduplicationWindow: DEDUPLICATION_WINDOW,
	} satisfies OrgOptions);
	const service = startProgram(await org.message<string>());
	stack.defer(() => service.stop());

	const run = await play({ org, backends, service, records }, () =>
		sampleProcess(service.pid, stateDirectory),
	);
	await service.stop();
	const verdict = judge({
		...run,
		machine: describeMachine(),
		records,
		eventTypes,
		hours: SOAK_HOURS,
		backends: await ask(backends),
	});
	console.log(verdict.text);
	if (values.write) writeIntoReadme(SOAK, verdict.text);
	const passed = verdict.problems.length === 0;
	console.log(passed ? "1 passed, 0 failed" : "0 passed, 1 failed");
	process.exitCode = passed ? 0 : 1;
}

interface Parts {
	readonly org: Child;
	readonly backends: Child;
	readonly service: Child;
	readonly records: number;
}

/**
 * Publishes hour after hour, until all of it has arrived. After each tenth it waits
 * until nothing is on its way and nothing remembered any more: how large the database is
 * then does not depend on which of the processes happened to be the faster one.
 */
async function play(
	{ org, backends, service, records }: Parts,
	sample: () => ProcessSample,
) {
	const samples: SoakSample[] = [];
	const rests: ProcessSample[] = [];
	const began = performance.now();
	const perHour = records / SOAK_HOURS;
	let hours = 0;
	let files = 0;
	let arrived = 0;
	let lastArrival = began;
	let lastHour = began;

	async function anHourLater(what: "publish" | "wait"): Promise<void> {
		org.send(what);
		files += (await org.message<PublishedHour>()).files;
		service.send(String(HOUR_MS));
		lastHour = performance.now();
	}

	while (rests.length * HOURS_A_TENTH < SOAK_HOURS) {
		const endOfTenth = (rests.length + 1) * HOURS_A_TENTH;
		if (
			hours < endOfTenth &&
			hours * perHour - arrived < HOURS_AHEAD * perHour
		) {
			await anHourLater("publish");
			hours++;
			if (hours === SOAK_HOURS) backends.send("heal");
		}
		await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
		const states = await ask(backends);
		const now = performance.now();
		const least = Math.min(...states.map((state) => state.records));
		if (least > arrived) lastArrival = now;
		if (now - lastArrival > GIVE_UP_MS) break;
		const standstill =
			hours < endOfTenth ? STANDSTILL_MS : STANDSTILL_AT_END_MS;
		if (now - Math.max(lastArrival, lastHour) > standstill) {
			await anHourLater("wait");
		}
		if (
			Math.floor((least / records) * 20) > Math.floor((arrived / records) * 20)
		) {
			process.stderr.write(
				`${least.toLocaleString("en")} records after ${Math.round((now - began) / 1000)} s\n`,
			);
		}
		arrived = least;
		samples.push({
			...sample(),
			records: arrived,
			seconds: (now - began) / 1000,
		});
		if (arrived === endOfTenth * perHour) {
			for (let hour = 0; hour < HOURS_UNTIL_FORGOTTEN; hour++) {
				await anHourLater("wait");
				await new Promise((resolve) => setTimeout(resolve, EMPTY_HOUR_MS));
			}
			rests.push(await atRest(sample));
			lastArrival = performance.now();
		}
	}
	return { samples, rests, files };
}

async function atRest(sample: () => ProcessSample): Promise<ProcessSample> {
	const began = performance.now();
	let changed = began;
	let last = sample();
	for (;;) {
		await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
		const next = sample();
		const now = performance.now();
		if (next.databaseBytes !== last.databaseBytes) changed = now;
		last = next;
		if (now - changed > REST_MS || now - began > LONGEST_UNREST_MS) return last;
	}
}

async function ask(backends: Child): Promise<BackendState[]> {
	backends.send("what came?");
	return backends.message<BackendState[]>();
}
