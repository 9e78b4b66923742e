// What a large file does to everything beside it, and what a second core brings. Orgs and
// backend are processes of their own, on the same cores.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimulatorOptions } from "../../simulator/options.ts";
import { type LoginFile, writeLoginFile } from "../login-file.ts";
import type {
	BesideMeasurement,
	BesideSetup,
} from "../processes/beside-messages.ts";
import { type Child, startChild } from "../processes/child.ts";
import type { OrgAccess } from "../processes/org-access.ts";
import { receiversYaml } from "./receivers-yaml.ts";

export interface Answers {
	readonly rows: number;
	/** ms, of one in a hundred. */
	readonly healthMs: number;
	readonly pollMs: number;
	readonly loopDelayMs: number;
	readonly asked: { readonly health: number; readonly polls: number };
}

export interface Cores {
	readonly rows: number;
	/** Records a second. */
	readonly oneFileOneCore: number;
	readonly oneFileTwoCores: number;
	readonly twoFilesTwoCores: number;
}

const ASK_EVERY_MS = 10;
/** Of the comparison of cores. The fastest counts: another process, and a busy disk, can only slow one down. */
const ROUNDS = 3;
const QUIET_ORG: SimulatorOptions = {
	hours: 1,
	rhythm: false,
	seed: 2,
	streams: ["login"],
	rows_per_hour: 60,
};

/** A file of so many rows is read, while a probe asks and a second org is polled each second. */
export async function answersBeside(rows: number): Promise<Answers> {
	return inDirectory(async (directory) => {
		const file = await writeLoginFile(join(directory, "Login.csv.gz"), rows);
		const large = startChild("org.ts", file);
		const quiet = startChild("simulated-org.ts", QUIET_ORG);
		return among([large, quiet], directory, async (accesses, configuration) => {
			const { measured, health } = await run(
				{
					yaml: configuration([
						FILES,
						{ login: { source: "object", poll_interval: "1s" } },
					]),
					records: rows,
					polledOrg: accesses[1]?.instanceUrl ?? "",
				},
				true,
			);
			return {
				rows,
				healthMs: percentile99(health),
				pollMs: percentile99(measured.pollsMs),
				loopDelayMs: measured.loopDelayMs,
				asked: { health: health.length, polls: measured.pollsMs.length },
			};
		});
	});
}

/** Linux alone: where the processes run is taskset's to say. */
export async function coresCompared(rows: number): Promise<Cores> {
	return inDirectory(async (directory) => {
		const file = await writeLoginFile(join(directory, "Login.csv.gz"), rows);
		const one: number[] = [];
		const two: number[] = [];
		const both: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			one.push(await onCores("0", () => reading([file])));
			two.push(await onCores("0,1", () => reading([file])));
			both.push(await onCores("0,1", () => reading([file, file])));
		}
		return {
			rows,
			oneFileOneCore: Math.max(...one),
			oneFileTwoCores: Math.max(...two),
			twoFilesTwoCores: Math.max(...both),
		};
	});
}

/** Records a second, of all files together, each in an org of its own. */
function reading(files: readonly LoginFile[]): Promise<number> {
	return inDirectory((directory) =>
		among(
			files.map((file) => startChild("org.ts", file)),
			directory,
			async (_, configuration) => {
				const { measured } = await run({
					yaml: configuration(files.map(() => FILES_AT_ONCE)),
					records: files.reduce((sum, { rows }) => sum + rows, 0),
				});
				return measured.recordsPerSecond;
			},
		),
	);
}

/** What is started within `work` inherits where this process may run. */
async function onCores<T>(cores: string, work: () => Promise<T>): Promise<T> {
	const move = (to: string) =>
		execFileSync("taskset", ["-a", "-c", "-p", to, String(process.pid)]);
	move(cores);
	try {
		return await work();
	} finally {
		move("0,1");
	}
}

/** Of receivers with these streams, one for each org. */
type Configuration = (streams: readonly object[]) => string;

const FILES = { login: { source: "event_log_file" } };
/** The first poll comes within a twentieth of the interval, and orgs are to be read at once. */
const FILES_AT_ONCE = {
	login: { source: "event_log_file", poll_interval: "1s" },
};

async function among<T>(
	orgs: readonly Child[],
	directory: string,
	work: (
		accesses: readonly OrgAccess[],
		configuration: Configuration,
	) => Promise<T>,
): Promise<T> {
	const backend = startChild("backend.ts", undefined);
	try {
		const accesses = await Promise.all(
			orgs.map((org) => org.message<OrgAccess>()),
		);
		const endpoint = await backend.message<string>();
		const state = join(directory, "state");
		return await work(accesses, (streams) =>
			receiversYaml({
				orgs: streams.map((each, index) => ({
					access: accesses[index] as OrgAccess,
					streams: each,
				})),
				endpoint,
				stateDirectory: state,
				extensions: { health_check: { endpoint: "127.0.0.1:0" } },
			}),
		);
	} finally {
		await Promise.all([...orgs, backend].map((child) => child.stop()));
	}
}

async function run(
	setup: BesideSetup,
	probing = false,
): Promise<{ measured: BesideMeasurement; health: number[] }> {
	const child = startChild("beside.js", setup);
	const { ports } = await child.message<{ ports: Record<string, number> }>();
	let done = false;
	const health: number[] = [];
	const probe = probing
		? askUntil(() => done, Object.values(ports)[0] ?? 0, health)
		: undefined;
	const measured = await child.message<BesideMeasurement>().finally(() => {
		done = true;
	});
	await probe;
	await child.stop();
	return { measured, health };
}

async function askUntil(
	isDone: () => boolean,
	port: number,
	took: number[],
): Promise<void> {
	const agent = new Agent({ keepAlive: true });
	while (!isDone()) {
		const began = performance.now();
		const answered = await new Promise<boolean>((resolve) => {
			get({ host: "127.0.0.1", port, agent }, (answer) => {
				answer.resume().once("end", () => resolve(true));
			}).once("error", () => resolve(false));
		});
		if (answered) took.push(performance.now() - began);
		await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
	}
	agent.destroy();
}

async function inDirectory<T>(
	work: (directory: string) => Promise<T>,
): Promise<T> {
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
	try {
		return await work(directory);
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

function percentile99(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}
