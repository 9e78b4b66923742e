// Plays one case: a troubled org with three sources and a healthy one in the same
// process, in a time of their own.

import type { SimulatorOptions } from "../../simulator/options.ts";
import { createChanges } from "../integration/support/changes.ts";
import { startBackend } from "../integration/support/otlp-backend.ts";
import {
	type LogLine,
	startService,
} from "../integration/support/running-service.ts";
import {
	type SimulatedOrg,
	startOrg,
} from "../integration/support/simulated-org.ts";
import { quickDirectory } from "../integration/support/temporary-directory.ts";
import {
	type ConformanceCase,
	SOURCES,
	type SourceName,
} from "./conformance-case.ts";
import { uidsOfSource } from "./expected-uids.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const HOUR_MS = 3_600_000;
/** Real time for one wait, on a machine that is busy with other things. */
const DEADLINE_MS = 100_000;
const START = "2026-11-23T12:30:00.000Z";

export interface Outcome {
	/** Records that have not come. */
	readonly missing: number;
	/** Records that nobody published. */
	readonly unexpected: number;
	readonly repeated: number;
	/** How often each fault has happened. */
	readonly happened: Readonly<Record<string, number>>;
	/** By the org's time, from the end of the fault until everything was there. */
	readonly recoveryMs: number;
	readonly failedPolls: number;
	readonly logins: number;
	/** Warnings and errors of the troubled receiver. */
	readonly complaints: readonly LogLine[];
}

const ORG: SimulatorOptions = {
	hours: 3,
	rows_per_hour: 8,
	streams: ["login", "logout"],
	event_types: { ApexExecution: 6 },
	objects: { SetupAuditTrail: 8 },
};

const streams = (poll_interval: string) => ({
	login: { poll_interval },
	logout: {
		source: "object",
		poll_interval,
		initial_lookback: "96h",
		visibility_lag: "1s",
	},
	apex: { poll_interval, event_types: ["ApexExecution"] },
	setup_audit_trail: { poll_interval, initial_lookback: "96h" },
});

/** Rejects when a source that has nothing to do with the fault is held up by it. */
export async function runCase(test: ConformanceCase): Promise<Outcome> {
	const { polls = "15m" } = test;
	await using stack = new AsyncDisposableStack();
	const orgs: SimulatedOrg[] = [];
	let written = 0;
	const changes = createChanges(DEADLINE_MS);
	const backend = stack.use(
		await startBackend(
			() => {
				written++;
				return { status: 200 };
			},
			{ changes },
		),
	);
	const clock = createVirtualClock(Date.parse(START), () => ({
		open: orgs.reduce((sum, org) => sum + org.openRequests(), 0),
		done: orgs.reduce((sum, org) => sum + org.requestCount(), written),
	}));
	stack.defer(clock.stop);
	const start = async (options: SimulatorOptions) => {
		const org = stack.use(
			await startOrg({ speed: 1, start_time: START, ...options }, clock.now),
		);
		orgs.push(org);
		return org;
	};
	const org = await start({ ...ORG, ...test.org, faults: test.faults });
	const healthy = await start({ seed: 2, hours: 1 });
	const service = stack.use(
		await startService({
			orgs: { troubled: org, healthy },
			exporters: { otlp_http: { endpoint: backend.url } },
			...(test.receiver ? { receiver: test.receiver } : {}),
			streamsOf: {
				troubled: mergeStreams(streams(polls), test.streams),
				healthy: { login: { poll_interval: polls } },
			},
			clock,
			changes,
			directory: stack.use(quickDirectory()).path,
		}),
	);

	const interval =
		test.streams?.login?.log_file_interval === "daily" ? "Daily" : "Hourly";
	const sources = Object.keys(SOURCES) as SourceName[];
	const namesOf = (source: SourceName) =>
		source === "files"
			? [...SOURCES.files, ...(test.types ?? [])]
			: SOURCES[source];
	const others = sources.filter((source) => !test.holdsUp.includes(source));
	/** What the org shows at this moment. */
	const published = (of: readonly SourceName[], which?: "ever") =>
		of
			.map((source) => uidsOfSource(org, namesOf(source), interval, which))
			.reduce((all, uids) => all.union(uids), new Set<string>());
	/** Without what has vanished meanwhile, where that is the fault. */
	const left = (uids: ReadonlySet<string>) =>
		test.deletes ? uids.intersection(published(sources)) : uids;
	const arrived = (uids: ReadonlySet<string>) =>
		backend.until(() => left(uids).isSubsetOf(backend.uids));
	/** A moment of the org's time. */
	const moment = (time: number) => clock.sleep(time - clock.now());

	// Nobody else is held up.
	const began = published(others);
	const ofHealthy = uidsOfSource(healthy, ["Login"], "Hourly");
	await backend.until(() => ofHealthy.isSubsetOf(backend.uids));
	await arrived(began);

	let end = clock.now();
	if (test.lasts === "an hour") {
		await moment(Date.parse(START) + HOUR_MS / 2);
		const meanwhile = published(others);
		await moment(Date.parse(START) + HOUR_MS);
		await arrived(meanwhile);
		end = clock.now();
		org.endFaults();
	} else if (typeof test.lasts === "object") {
		const [happening] = org.faultsHappened();
		end = (happening?.first ?? clock.now()) + test.lasts.until;
		await moment(end);
	} else if (test.lasts === "once") {
		const last = org.faultsHappened().find(({ name }) => name === test.fault);
		end = last?.last ?? end;
	}
	if (test.passes) {
		await moment(Date.parse(START) + test.passes);
		end = clock.now();
	}
	const wanted = published(sources);
	await arrived(wanted);
	const recoveryMs = Math.max(0, clock.now() - end);
	await service.stop();

	const ever = published(sources, "ever").union(
		uidsOfSource(healthy, ["Login"], "Hourly"),
	);
	const troubled = { receiver: "salesforce/troubled" };
	return {
		missing: left(wanted).difference(backend.uids).size,
		unexpected: new Set(backend.uids.keys()).difference(ever).size,
		repeated: backend.records.length - backend.uids.size,
		happened: Object.fromEntries(
			org.faultsHappened().map(({ name, times }) => [name, times]),
		),
		recoveryMs,
		failedPolls: service.total("salesforce_receiver_polls_failed", troubled),
		logins:
			service.total("salesforce_client_logins", troubled) +
			service.total("salesforce_client_login_failures", troubled),
		complaints: service
			.complaints()
			.filter((line) => line["otelcol.component.id"] === "salesforce/troubled"),
	};
}

function mergeStreams(
	streams: Readonly<Record<string, Record<string, unknown>>>,
	changes: Readonly<Record<string, Record<string, unknown>>> = {},
) {
	return Object.fromEntries(
		Object.entries(streams).map(([name, section]) => [
			name,
			{ ...section, ...changes[name] },
		]),
	);
}
