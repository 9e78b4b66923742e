// What somebody should know first: is anything lost or late, which org, stream or
// backend is it, since when, and what to do. Pure.

import type { CounterName } from "../../pipeline/telemetry.ts";
import { LOSSES } from "./history.ts";
import type {
	ExporterView,
	OrgView,
	SnapshotSource,
	StateView,
	StreamView,
} from "./snapshot.ts";

/** Lost: it will not arrive. Late: it will. Kept: it waits for somebody. */
export type Severity = "lost" | "kept" | "late";

export interface Finding {
	readonly severity: Severity;
	/** The org, stream or backend. */
	readonly where: string;
	readonly what: string;
	readonly since: number;
	readonly todo: string;
}

export interface Verdict {
	readonly state: Severity | "starting" | "ok";
	readonly text: string;
	/** Of the finding that has lasted longest. */
	readonly since?: number | undefined;
}

const ORDER: readonly Severity[] = ["lost", "kept", "late"];

/** Two intervals may pass before a poll that does not come is news, and this. */
const GRACE_MS = 5 * 60_000;
/** A queue that is older than this is no burst. */
const OLD_QUEUE_MS = 5 * 60_000;
/** As Salesforce refuses calls beyond its limit. */
const CALLS_NEARLY_USED = 0.95;

const LOST: Readonly<
	Record<
		(typeof LOSSES)[number],
		(count: number) => [what: string, todo: string]
	>
> = {
	salesforce_receiver_files_lost: (count) => [
		`${files(count)} could not be read as a whole.`,
		"Look for “is lost” or “given up” in the log: it names each file. The events may still be in the org's event objects.",
	],
	salesforce_receiver_gaps: (count) => [
		`${count === 1 ? "A span of time has" : `${number(count)} spans of time have`} no events where there should be some.`,
		"Look in the log for the hours. Salesforce may publish them later; ask its support when it does not.",
	],
	salesforce_receiver_rows_set_aside: (count) => [
		`${count === 1 ? "A row" : `${number(count)} rows`} could not be read, and no record was made of ${count === 1 ? "it" : "them"}.`,
		"The log names the file and the reason.",
	],
	salesforce_exporter_rejected_log_records: (count) => [
		`The backend rejected ${records(count)} of requests that it took.`,
		"Its answer is in the log: most often a limit on the age or size of a record.",
	],
	otelcol_exporter_enqueue_failed_log_records: (count) => [
		`${records(count)} ${count === 1 ? "was" : "were"} dropped because the queue was full.`,
		"Set block_on_overflow to true, or queue_size higher.",
	],
};

export function findingsOf(
	{
		orgs,
		exporters,
	}: {
		readonly orgs: readonly OrgView[];
		readonly exporters: readonly ExporterView[];
	},
	source: SnapshotSource,
): Finding[] {
	const findings = [
		...orgs.flatMap((org) => [
			...lossesOf("receiver", org.id, source),
			...troubleOfOrg(org, source.now),
		]),
		...exporters.flatMap((exporter) => [
			...lossesOf("exporter", exporter.id, source),
			...troubleOfExporter(exporter, source.now),
		]),
	];
	return findings.sort(
		(a, b) =>
			ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) ||
			a.since - b.since,
	);
}

export function verdictOf(
	findings: readonly Finding[],
	orgs: readonly OrgView[],
): Verdict {
	const [worst] = findings;
	if (worst !== undefined) {
		const has = (severity: Severity) =>
			findings.some((finding) => finding.severity === severity);
		const late = has("late");
		const text = {
			lost: late
				? "Some events are lost, and others are late."
				: "Some events are lost.",
			kept: late
				? "Nothing is lost. Some events wait for you, and others are late."
				: "Nothing is lost. Some events wait for you.",
			late: "Nothing is lost. Some events are late.",
		}[worst.severity];
		const since = Math.min(...findings.map((finding) => finding.since));
		return { state: worst.severity, text, since };
	}
	const starting = orgs.some(
		({ state, streams }) =>
			state === "starting" || streams.some((each) => each.state === "starting"),
	);
	return starting
		? { state: "starting", text: "It is starting." }
		: { state: "ok", text: "Nothing is lost, and nothing is late." };
}

function lossesOf(
	kind: "receiver" | "exporter",
	id: string,
	{ measurements, history, startedAt }: SnapshotSource,
): Finding[] {
	return LOSSES.flatMap((counter: (typeof LOSSES)[number] & CounterName) => {
		const count = measurements.total(counter, { [kind]: id });
		if (count === 0) return [];
		const [what, todo] = LOST[counter](count);
		const since = history.movedAt(counter, id) ?? startedAt;
		return [{ severity: "lost" as const, where: id, what, todo, since }];
	});
}

function troubleOfOrg(org: OrgView, now: number): Finding[] {
	const whole = errorOf(org, org.id);
	const findings: Finding[] = [];
	if (whole !== undefined) findings.push(whole);
	for (const stream of org.streams) {
		const where = `${org.id}, ${stream.name}`;
		const own = errorOf(stream, where) ?? overdue(stream, where, now);
		// A refused login is told once, not once for each stream.
		if (own !== undefined && stream.code !== org.code) findings.push(own);
		else if (own !== undefined && whole === undefined) findings.push(own);
	}
	const { calls } = org;
	if (calls !== undefined && calls.used >= calls.limit * CALLS_NEARLY_USED) {
		findings.push({
			severity: "late",
			where: org.id,
			what: `The org has used ${number(calls.used)} of its ${number(calls.limit)} API calls of 24 hours.`,
			since: now,
			todo: "See which integration uses them up: Setup > System Overview > API Requests, Last 24 Hours.",
		});
	}
	return findings;
}

function troubleOfExporter(exporter: ExporterView, now: number): Finding[] {
	const findings: Finding[] = [];
	const { id, deadLetters, oldestQueuedAt } = exporter;
	const error = errorOf(exporter, id);
	if (error !== undefined) findings.push(error);
	else if (
		oldestQueuedAt !== undefined &&
		now - oldestQueuedAt > OLD_QUEUE_MS
	) {
		findings.push({
			severity: "late",
			where: id,
			what: `${records(exporter.queued)} ${exporter.queued === 1 ? "waits" : "wait"} in the queue for longer than usual.`,
			since: oldestQueuedAt,
			todo: "The backend takes less than comes. Nothing to do if the queue shrinks; else raise num_consumers, or ask for more of the backend.",
		});
	}
	if (deadLetters > 0) {
		findings.push({
			severity: "kept",
			where: id,
			what: `The backend refused ${requests(deadLetters)} for good; ${deadLetters === 1 ? "it is" : "they are"} kept.`,
			since: exporter.state === "permanent_error" ? exporter.since : now,
			todo: "See why with “salesforce-otlp state dead-letters list”, then retry or drop them.",
		});
	}
	return findings;
}

function errorOf(view: StateView, where: string): Finding | undefined {
	if (view.state !== "recoverable_error" && view.state !== "permanent_error") {
		return undefined;
	}
	return {
		severity: "late",
		where,
		what: view.message ?? "It does not work.",
		since: view.since,
		todo:
			view.cure ??
			(view.state === "permanent_error"
				? "Somebody has to act; the log has the answer in full."
				: "Nothing at first: it is tried again until it works, and nothing is lost meanwhile."),
	};
}

function overdue(
	{ lastPollAt, nextPollAt, state }: StreamView,
	where: string,
	now: number,
): Finding | undefined {
	if (state !== "ok" || nextPollAt === undefined || lastPollAt === undefined) {
		return undefined;
	}
	const interval = Math.max(0, nextPollAt - lastPollAt);
	const limit = nextPollAt + interval + GRACE_MS;
	// A poll that has begun may read a backlog for long.
	if (lastPollAt >= nextPollAt || now <= limit) return undefined;
	return {
		severity: "late",
		where,
		what: "The poll that is due does not come.",
		since: nextPollAt,
		todo: "Restart the process, and keep its log: this should not happen.",
	};
}

function number(count: number): string {
	return count.toLocaleString("en");
}

const files = (count: number) =>
	count === 1 ? "A file" : `${number(count)} files`;
const records = (count: number) =>
	count === 1 ? "1 record" : `${number(count)} records`;
const requests = (count: number) =>
	count === 1 ? "a request" : `${number(count)} requests`;
