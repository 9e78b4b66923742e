// An org with every fault at once, for days of its time: hourly files with one seed,
// daily ones with the next. At the end the faults end, and everything must be there.

import type { SimulatorOptions } from "../../simulator/options.ts";
import { createChanges } from "../integration/support/changes.ts";
import { startBackend } from "../integration/support/otlp-backend.ts";
import { startService } from "../integration/support/running-service.ts";
import { startOrg } from "../integration/support/simulated-org.ts";
import { quickDirectory } from "../integration/support/temporary-directory.ts";
import { uidsOfSource } from "./expected-uids.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const HOUR_MS = 3_600_000;
const START = "2026-11-20T06:30:00.000Z";
const LASTS_MS = 72 * HOUR_MS;
/** After the last fault: logins are blocked for an hour, API calls for a day, files put off for an hour. */
const CALM_MS = 30 * HOUR_MS;
const DEADLINE_MS = 240_000;

export interface Chaos {
	readonly seed: number;
	readonly interval: "hourly" | "daily";
	/** With a file of more than 100 MB. */
	readonly huge: boolean;
}

export function chaosSeeds(count: number): Chaos[] {
	return Array.from({ length: count }, (_, i) => ({
		seed: 101 + i,
		interval: i % 2 === 0 ? "hourly" : "daily",
		huge: i === 0,
	}));
}

export async function runChaos(
	chaos: Chaos,
): Promise<{ summary: string; problems: string[] }> {
	const { seed, interval, huge } = chaos;
	await using stack = new AsyncDisposableStack();
	const changes = createChanges(DEADLINE_MS);
	let taken = 0;
	const backend = stack.use(
		await startBackend(
			() => {
				taken++;
				return { status: 200 };
			},
			{ changes },
		),
	);
	const clock = createVirtualClock(Date.parse(START), () => ({
		open: org.openRequests(),
		done: org.requestCount() + taken,
	}));
	stack.defer(clock.stop);
	const options: SimulatorOptions = {
		seed,
		speed: 1,
		start_time: START,
		hours: 24,
		rows_per_hour: 6,
		interval,
		streams: ["login", "logout"],
		event_types: { ApexExecution: 4 },
		objects: { SetupAuditTrail: 6 },
		faults: {
			all: true,
			// What is late must have come when it is over.
			late_files: { probability: 0.2, delay: "12h" },
			...(huge ? { huge_file: { count: 1, bytes: 105_000_000 } } : {}),
		},
	};
	const org = stack.use(await startOrg(options, clock.now));
	const poll = { poll_interval: "30m" };
	const service = stack.use(
		await startService({
			orgs: { chaos: org },
			exporters: { otlp_http: { endpoint: backend.url } },
			receiver: { idle_timeout: "500ms" },
			streams: {
				login: poll,
				apex: { ...poll, event_types: ["ApexExecution"] },
				logout: {
					source: "object",
					...poll,
					initial_lookback: "96h",
					visibility_lag: "1s",
				},
				setup_audit_trail: { ...poll, initial_lookback: "96h" },
			},
			clock,
			changes,
			directory: stack.use(quickDirectory()).path,
		}),
	);

	await clock.sleep(LASTS_MS);
	org.endFaults();
	await clock.sleep(CALM_MS);
	const kind = interval === "daily" ? "Daily" : "Hourly";
	const files = ["Login", "ApexExecution"];
	const names = [...files, "LogoutEvent", "SetupAuditTrail"];
	const wanted = uidsOfSource(org, names, kind);
	let lost = false;
	await backend
		.until(() => wanted.isSubsetOf(backend.uids))
		.catch(() => {
			lost = true;
		});
	await service.stop();

	const ever = uidsOfSource(org, names, kind, "ever");
	const missing = wanted.difference(backend.uids).size;
	const unexpected = new Set(backend.uids.keys()).difference(ever).size;
	const repeated = backend.records.length - backend.uids.size;
	const happened = org.faultsHappened();
	const times = happened.reduce((sum, fault) => sum + fault.times, 0);
	const problems = [
		...(lost || missing > 0 ? [`${missing} records missing`] : []),
		...(unexpected > 0 ? [`${unexpected} records that nobody published`] : []),
		...(repeated > 0 ? [`${repeated} records repeated`] : []),
	];
	return {
		summary: `chaos ${seed} (${interval}${huge ? ", a file of 105 MB" : ""}): ${happened.length} kinds of faults, ${times} in all, in ${(LASTS_MS / HOUR_MS).toFixed(0)} hours; ${org.requestCount()} requests, ${wanted.size} records`,
		problems,
	};
}
