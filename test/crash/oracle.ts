// What must have arrived, from the simulated org's own ledger and the definition of
// `log.record.uid`; and what may have arrived twice.

import type { Simulator } from "../../simulator/simulator.ts";
import { uidsOfFile } from "../e2e/expected-uid.ts";
import type { CrashBackend } from "./crash-backend.ts";

export interface Published {
	/** Has to arrive. */
	readonly due: ReadonlySet<string>;
	/** May arrive: rows of files that were replaced since, or are too young to be due. */
	readonly known: ReadonlySet<string>;
}

export interface ReadObjects {
	/** Event types that are read from an object and not from files. */
	readonly insteadOfFiles: readonly string[];
	/** Each object with its time field. */
	readonly timeFields: Readonly<Record<string, string>>;
	/** Rows younger than this are not due. */
	readonly lagMs: number;
}

export function publishedBy(
	org: Simulator,
	{ insteadOfFiles, timeFields, lagMs }: ReadObjects,
): Published {
	const due = new Set<string>();
	const known = new Set<string>();
	for (const { fate, eventType, content } of org.ledger()) {
		if (insteadOfFiles.includes(eventType)) continue;
		const rows = [...(content.rows() ?? [])];
		for (const uid of uidsOfFile(org.organizationId, eventType, rows)) {
			known.add(uid);
			if (fate === "present") due.add(uid);
		}
	}
	for (const [object, timeField] of Object.entries(timeFields)) {
		for (const row of org.objectLedger(object)) {
			const uid = String(row.EventIdentifier || row.Id);
			known.add(uid);
			if (Date.parse(String(row[timeField])) < org.now() - lagMs) due.add(uid);
		}
	}
	return { due, known };
}

export interface Verdict {
	readonly backend: string;
	readonly published: Published;
	/** What a backend refused, and the product has kept. */
	readonly setAside: ReadonlySet<string>;
	readonly numConsumers: number;
	/** Runs that were ended by kill -9. */
	readonly killedRuns: ReadonlySet<number>;
	/** The memory of what was delivered was damaged on the way. */
	readonly forgot: boolean;
}

/** What is wrong with what a backend has, in words; nothing when all is well. */
export function judge(
	{
		taken,
		records,
		changed,
	}: Pick<CrashBackend, "taken" | "records" | "changed">,
	verdict: Verdict,
): string[] {
	const { backend, published, setAside } = verdict;
	const lost = [...published.due].filter(
		(uid) => !records.has(uid) && !setAside.has(uid),
	);
	const invented = [...records.keys()].filter(
		(uid) => !published.known.has(uid),
	);
	return [
		...complaint(backend, "lost", lost),
		...complaint(backend, "not in the ledger", invented),
		...complaint(backend, "came again as another record", changed),
		...(verdict.forgot ? [] : repetitions(taken, verdict)),
	];
}

function complaint(backend: string, what: string, uids: readonly string[]) {
	if (uids.length === 0) return [];
	return [`${backend}: ${uids.length} records ${what}, such as ${uids[0]}`];
}

/**
 * A consumer takes the next request only when it is done with the one before. So of a
 * run that was killed no more than `num_consumers` requests can have been taken and
 * not yet been forgotten.
 */
function repetitions(
	taken: CrashBackend["taken"],
	{ backend, numConsumers, killedRuns }: Verdict,
): string[] {
	const last = new Map<string, number>();
	for (const [index, { uids }] of taken.entries()) {
		for (const uid of uids) last.set(uid, index);
	}
	const repeated = new Map<number, number>();
	const problems: string[] = [];
	for (const [index, { run, uids, unheard }] of taken.entries()) {
		const again = uids.filter((uid) => last.get(uid) !== index);
		if (again.length === 0 || unheard) continue;
		repeated.set(run, (repeated.get(run) ?? 0) + 1);
		const sameRun = again.filter(
			(uid) => taken[last.get(uid) ?? index]?.run === run,
		);
		if (killedRuns.has(run) && sameRun.length === 0) continue;
		problems.push(
			`${backend}: ${again.length} records of an acknowledged request of run ${run} came again, such as ${again[0]}`,
		);
	}
	for (const [run, requests] of repeated) {
		if (requests <= numConsumers || !killedRuns.has(run)) continue;
		problems.push(
			`${backend}: ${requests} requests of the killed run ${run} came again, and no more than ${numConsumers} were in flight`,
		);
	}
	return problems;
}
