// One round: an org, two backends, and the product, which is killed and started
// again until everything has arrived.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { createRandom } from "../../simulator/generate/random.ts";
import { rowsContent } from "../../simulator/log-files/file-content.ts";
import { createChanges } from "../integration/support/changes.ts";
import { LOGIN_COLUMNS, loginRow } from "../integration/support/login-csv.ts";
import {
	type ProductProcess,
	startProduct,
} from "../integration/support/product-process.ts";
import {
	type SimulatedOrg,
	startOrg,
} from "../integration/support/simulated-org.ts";
import {
	type Behaviour,
	type CrashBackend,
	RUN_HEADER,
	startCrashBackend,
	takeAll,
} from "./crash-backend.ts";
import {
	judge,
	type Published,
	publishedBy,
	type ReadObjects,
} from "./oracle.ts";
import type { Life, ProcessorName, Scenario, Temper } from "./scenario.ts";
import {
	damage,
	deadLetterUids,
	downgrade,
	problemsOf,
	queued,
} from "./state-file.ts";

const KILL_AT = join(import.meta.dirname, "kill-at.ts");
const EXPORTERS = ["otlp_http/a", "otlp_http/b"] as const;

const PROCESSORS: Readonly<Record<ProcessorName, object>> = {
	attributes: {
		actions: [
			{ action: "delete", key: "client.address" },
			{ action: "upsert", key: "crash", value: "test" },
		],
	},
	elastic: {},
	resource: {
		attributes: [{ action: "upsert", key: "service.name", value: "crash" }],
	},
};
/** Behind which the streams of objects stay. */
const LAG_MS = 10_000;
const OBJECTS: ReadObjects = {
	insteadOfFiles: ["Logout"],
	timeFields: { SetupAuditTrail: "CreatedDate", LogoutEvent: "EventDate" },
	lagMs: LAG_MS,
};
const NO_OBJECTS: ReadObjects = {
	...OBJECTS,
	insteadOfFiles: [],
	timeFields: {},
};
/**
 * A killed process leaves a file as it is wherever it lies; a disk that syncs would
 * only make the rounds longer.
 */
const TEMPORARY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
/** How long nothing may arrive in the last run, and for whatever must happen on the way. */
const DEADLINE_MS = 90_000;
/** A life whose trigger does not come. */
const LONGEST_LIFE_MS = 8_000;
/** The same where much has to be delivered first. */
const LONGEST_LARGE_LIFE_MS = 40_000;
/** A backend's limit in records. */
const SMALL = 8;

export interface RoundResult {
	readonly problems: readonly string[];
	/** Fault points at which the product was killed, and `elsewhere`. */
	readonly kills: readonly string[];
	/** How each life ended. */
	readonly lives: readonly string[];
	readonly records: number;
	/** Taken more than once. */
	readonly repeated: number;
	/** The state directory, kept when there were problems. */
	readonly directory?: string | undefined;
}

export async function playRound(scenario: Scenario): Promise<RoundResult> {
	await using stage = await setStage(scenario);
	const { directory } = stage;
	const problems: string[] = [];
	try {
		for (const life of scenario.lives) await stage.live(life);
		problems.push(...(await stage.finish()));
	} catch (error) {
		problems.push(`${(error as Error).message}\n${stage.lastWords()}`);
	}
	const failed = problems.length > 0;
	if (!failed) rmSync(directory, { recursive: true, force: true });
	const { backends } = stage;
	return {
		problems,
		kills: stage.kills,
		lives: stage.ends,
		records: backends.reduce((sum, { records }) => sum + records.size, 0),
		repeated: backends.reduce(
			(sum, { taken, records }) =>
				sum + taken.reduce((all, { uids }) => all + uids.length, -records.size),
			0,
		),
		directory: failed ? directory : undefined,
	};
}

async function setStage(scenario: Scenario) {
	await using stack = new AsyncDisposableStack();
	const changes = createChanges(DEADLINE_MS);
	const random = createRandom(scenario.seed, "round");
	const directory = mkdtempSync(join(TEMPORARY, "salesforce-otlp-crash-"));
	const state = join(directory, "state");
	const org = stack.use(await startOrg(scenario.org));
	publishEqualRows(org, scenario.org.interval === "daily" ? "Daily" : "Hourly");
	const backends = [
		stack.use(await startCrashBackend(changes)),
		stack.use(await startCrashBackend(changes)),
	] as const;
	const config = writeConfig(directory, scenario, org, backends);
	const owned = stack.move();
	const killedRuns = new Set<number>();
	const kills: string[] = [];
	const ends: string[] = [];
	let run = 0;
	let product: ProductProcess | undefined;
	let forgot = false;
	let published = publishedNow();
	/** What both backends between them still lack. */
	let missing = createMissing();

	function publishedNow(): Published {
		return publishedBy(org, scenario.objects ? OBJECTS : NO_OBJECTS);
	}

	function createMissing() {
		return backends.map((_, index) => new Set(lackedBy(index)));
	}

	function lackedBy(index: number): string[] {
		const { records } = backends[index] as CrashBackend;
		return [...published.due].filter((uid) => !records.has(uid));
	}

	function advance(ms: number): void {
		if (ms === 0) return;
		org.advance(ms);
		published = publishedNow();
		missing = createMissing();
	}

	/** But for what a backend refuses for good. */
	function hasEverything(index: number): boolean {
		const { records } = backends[index] as CrashBackend;
		const lacked = missing[index] as Set<string>;
		const refuses = scenario.tempers[index] === "refusing";
		for (const uid of lacked) {
			if (records.has(uid)) lacked.delete(uid);
			else if (!refuses || !refusedWith.has(uid)) return false;
		}
		return true;
	}

	/** Records of requests that were answered 400. */
	const refusedWith = new Set<string>();

	function behaviourOf(index: 0 | 1, last: boolean): Behaviour {
		const temper: Temper = scenario.tempers[index];
		switch (temper) {
			case "small":
				return (uids) =>
					uids().length > SMALL
						? { kind: "refuse", status: 413 }
						: { kind: "take" };
			case "refusing":
				return (read) => {
					const uids = read();
					if (!uids.some(isRefused)) return { kind: "take" };
					for (const uid of uids) refusedWith.add(uid);
					return { kind: "refuse", status: 400 };
				};
			case "unsteady":
				return last ? takeAll : () => unsteady(random);
			case "late":
				return last
					? takeAll
					: () =>
							hasEverything(index === 0 ? 1 : 0)
								? { kind: "take" }
								: { kind: "refuse", status: 503 };
			case "down":
				return last ? takeAll : () => ({ kind: "refuse", status: 503 });
			default:
				return takeAll;
		}
	}

	function start(crashAt?: string): ProductProcess {
		run += 1;
		product = startProduct(["--config", config], {
			env: {
				CRASH_RUN: String(run),
				...(crashAt && {
					CRASH_AT: crashAt,
					NODE_OPTIONS: `--import=${KILL_AT}`,
				}),
			},
		});
		return product;
	}

	const arrived = () => hasEverything(0) && hasEverything(1);

	async function live(life: Life): Promise<void> {
		advance(life.advanceMs);
		if (life.before === "damage") {
			damage(state, random);
			forgot = true;
		}
		if (life.before === "downgrade") downgrade(state);
		for (const index of [0, 1] as const) {
			backends[index].behave(behaviourOf(index, false));
		}
		const { trigger } = life;
		await using victim = start(
			trigger.kind === "point"
				? `${trigger.point}@${trigger.count}`
				: undefined,
		);
		const over = new AbortController();
		try {
			const ended = victim.exited.then(() => "ended" as const);
			const what = await Promise.race([
				ended,
				until(life, over.signal).then(() => "trigger" as const),
				// Not at once where nothing was left to send: it has not begun then.
				victim
					.until(() => isReady(victim), over.signal)
					.then(() => changes.until(arrived, undefined, over.signal))
					.then(() => "arrived" as const),
				pause(
					typeof life.otherwise === "string"
						? LONGEST_LIFE_MS
						: LONGEST_LARGE_LIFE_MS,
					over.signal,
				).then(() => "too long" as const),
			]);
			ends.push(what);
			if (what === "trigger") victim.kill(life.signal);
			else if (what === "too long") victim.kill("SIGKILL");
			else if (what === "arrived") await bid(victim, life, over.signal);
			await Promise.race([ended, pause(DEADLINE_MS, over.signal)]);
		} finally {
			over.abort();
		}
		org.clearInterventions();
		const { signal, code } = await victim.exited;
		ends.push(`${signal ?? code}`);
		const point = /killed at (\S+)/.exec(victim.stderr)?.[1];
		// Asked to end before it was able to listen.
		const early = signal === "SIGTERM" && !isReady(victim);
		if (signal === "SIGKILL" || early) {
			killedRuns.add(run);
			kills.push(point ?? "elsewhere");
		} else if (code !== 0) {
			throw new Error(`the product ended with ${code ?? signal}`);
		}
	}

	/** Everything has arrived, and the trigger has not come. */
	async function bid(
		victim: ProductProcess,
		{ otherwise }: Life,
		signal: AbortSignal,
	): Promise<void> {
		if (typeof otherwise === "string") return victim.kill(otherwise);
		await Promise.race([pause(otherwise.waitMs, signal), victim.exited]);
		victim.kill("SIGKILL");
	}

	async function until(
		{ trigger }: Life,
		signal: AbortSignal,
	): Promise<unknown> {
		switch (trigger.kind) {
			case "request": {
				const backend = backends[trigger.backend];
				const of = () => (trigger.answered ? backend.answered : backend.came);
				const enough = of() + trigger.count;
				return changes.until(() => of() >= enough, undefined, signal);
			}
			case "bytes": {
				const on = { endpoint: "log_file" } as const;
				const before = org
					.requests()
					.filter(({ endpoint }) => endpoint === on.endpoint).length;
				org.intervene({
					on,
					effect: { kind: "stall", afterBytes: trigger.bytes },
				});
				return org.requested(on, { count: before + 1, signal });
			}
			case "time":
				return pause(trigger.ms, signal);
			default:
				return new Promise(() => {});
		}
	}

	/** Lets everything arrive, and judges it. */
	async function finish(): Promise<string[]> {
		// What happened shortly before now is due then.
		advance(2 * LAG_MS);
		for (const index of [0, 1] as const) {
			backends[index].behave(behaviourOf(index, true));
		}
		await runUntil(arrived);
		// What was in flight at a kill is sent again, after everything has arrived.
		for (let left = queued(state); left.size > 0; left = queued(state)) {
			const came = backends.map((backend) => backend.came);
			await runUntil(() =>
				backends.every(
					(backend, index) =>
						backend.came >
						(came[index] ?? 0) - (left.has(EXPORTERS[index] as string) ? 0 : 1),
				),
			);
		}
		const requests = backends.map(({ came }) => came);
		if (random.chance(0.2)) await restartInVain();
		const verdicts = backends.flatMap((backend, index) => {
			const exporter = EXPORTERS[index] as string;
			return judge(backend, {
				backend: exporter,
				published,
				setAside:
					scenario.tempers[index] === "refusing"
						? deadLetterUids(state, exporter)
						: new Set(),
				numConsumers: scenario.exporters[index]?.num_consumers ?? 0,
				killedRuns,
				forgot,
			});
		});
		const again = backends.some(({ came }, index) => came !== requests[index]);
		return [
			...verdicts,
			...(again ? ["a clean restart has sent something"] : []),
			...problemsOf(state).map((problem) => `state.db: ${problem}`),
		];
	}

	async function runUntil(condition: () => boolean): Promise<void> {
		await using survivor = start();
		const gone = survivor.exited.then(({ code, signal }) => {
			throw new Error(`the product ended by itself with ${code ?? signal}`);
		});
		gone.catch(() => {});
		await Promise.race([gone, untilStandstill(condition)]);
		await survivor.until(() => isReady(survivor));
		survivor.kill("SIGTERM");
		const { code, signal } = await survivor.exited;
		if (code !== 0) throw new Error(`SIGTERM ended with ${code ?? signal}`);
	}

	/** A busy machine may take its time: what fails is that nothing more comes. */
	async function untilStandstill(condition: () => boolean): Promise<void> {
		const arrivals = () =>
			backends.reduce((sum, { records }) => sum + records.size, 0);
		for (;;) {
			const before = arrivals();
			try {
				return await changes.until(condition, describe);
			} catch (error) {
				if (arrivals() === before) throw error;
			}
		}
	}

	async function restartInVain(): Promise<void> {
		const queries = org.requests().length;
		await using _ = start();
		while (org.requests().length < queries + 4) {
			await org.requested({}, { count: org.requests().length + 1 });
		}
		product?.kill("SIGTERM");
		await product?.exited;
	}

	function describe(): string {
		const lacks = missing.map(
			({ size }, index) => `${EXPORTERS[index]} ${size}`,
		);
		return `everything arrives; lacking: ${lacks.join(", ")}`;
	}

	return {
		directory,
		backends,
		kills,
		ends,
		live,
		finish,
		lastWords: () => product?.stderr.split("\n").slice(-15).join("\n") ?? "",
		async [Symbol.asyncDispose]() {
			await product?.[Symbol.asyncDispose]();
			await owned.disposeAsync();
		},
	};
}

/** Events that look equal, in one file: each of them is one. */
function publishEqualRows(
	org: SimulatedOrg,
	interval: "Hourly" | "Daily",
): void {
	const rows = [1, 3, 1, 2, 4].flatMap((times, index) =>
		Array.from({ length: times }, () => loginRow(`equal-${index}`)),
	);
	org.publishFile({
		content: rowsContent(LOGIN_COLUMNS, rows),
		interval,
		logDate: new Date(Date.UTC(2026, 10, 23, 10)),
	});
}

function isReady({ stderr }: ProductProcess): boolean {
	return stderr.includes("everything is ready");
}

function isRefused(uid: string): boolean {
	let sum = 0;
	for (let at = 0; at < uid.length; at++) {
		sum = (Math.imul(sum, 31) + uid.charCodeAt(at)) >>> 0;
	}
	return sum % 70 === 0;
}

function unsteady(random: ReturnType<typeof createRandom>) {
	const dice = random.below(10);
	if (dice === 0) return { kind: "reset" } as const;
	if (dice === 1) return { kind: "refuse", status: 503 } as const;
	if (dice === 2) return { kind: "refuse", status: 429 } as const;
	if (dice === 3) return { kind: "take_unheard", half: true } as const;
	if (dice === 4) return { kind: "take_unheard", half: false } as const;
	return { kind: "take" } as const;
}

function writeConfig(
	directory: string,
	{ objects, includeOriginal, exporters, org: options }: Scenario,
	org: SimulatedOrg,
	backends: readonly CrashBackend[],
): string {
	const polls = { poll_interval: "100ms" };
	const object = { source: "object", ...polls, visibility_lag: `${LAG_MS}ms` };
	const lookback = { initial_lookback: "72h" };
	const names = options.streams ?? [];
	const streams: Record<string, Record<string, unknown> | null> = {
		login: polls,
		logout: objects
			? { ...object, ...lookback }
			: names.includes("logout")
				? polls
				: null,
		apex: names.includes("apex") ? polls : null,
		setup_audit_trail: objects ? { ...polls, ...lookback } : null,
	};
	const text = org.config({
		streams,
		exporters: Object.fromEntries(
			exporters.map((settings, index) => [
				EXPORTERS[index] as string,
				exporterSection(settings, backends[index] as CrashBackend),
			]),
		),
		extensions: { file_storage: { directory: join(directory, "state") } },
	});
	const config = parse(text);
	const [receiver] = Object.values<Record<string, unknown>>(config.receivers);
	Object.assign(receiver as object, { include_original: includeOriginal });
	config.processors = PROCESSORS;
	config.service.pipelines = Object.fromEntries(
		exporters.map(({ processors }, index) => [
			`logs/${index}`,
			{
				receivers: Object.keys(config.receivers),
				processors: [...processors],
				exporters: [EXPORTERS[index]],
			},
		]),
	);
	const file = join(directory, "otel-config.yaml");
	writeFileSync(file, stringify(config));
	return file;
}

function exporterSection(
	settings: Scenario["exporters"][0],
	{ url }: CrashBackend,
) {
	const { encoding, compression, num_consumers, queue_size } = settings;
	const { max_size, min_size } = settings;
	return {
		endpoint: url,
		encoding,
		compression,
		// biome-ignore lint/suspicious/noTemplateCurlyInString: for the product
		headers: { [RUN_HEADER]: "${env:CRASH_RUN}" },
		retry_on_failure: { initial_interval: "20ms", max_interval: "100ms" },
		sending_queue: {
			num_consumers,
			queue_size,
			batch: { max_size, min_size, flush_timeout: "20ms" },
		},
	};
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
	});
}
