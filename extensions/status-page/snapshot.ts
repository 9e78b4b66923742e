// What the status page says, as data: /status.json. Counts, times, states and the
// words of the operator's own configuration; nothing of an event.

import type {
	ComponentState,
	ComponentStatus,
} from "../../pipeline/component-report.ts";
import { quantile } from "../../pipeline/distribution.ts";
import type { Attributes, Measurements } from "../../pipeline/measurements.ts";
import type { GaugeName, MetricName } from "../../pipeline/metrics.ts";
import type { Problem } from "../../pipeline/problem.ts";
import {
	type Finding,
	findingsOf,
	type Verdict,
	verdictOf,
} from "./findings.ts";
import type { History } from "./history.ts";

/** Times are ms since the epoch. */
export interface Snapshot {
	readonly version: string;
	readonly startedAt: number;
	readonly now: number;
	readonly verdict: Verdict;
	/** What is lost, late or needs somebody, the worst first. */
	readonly findings: readonly Finding[];
	readonly orgs: readonly OrgView[];
	readonly exporters: readonly ExporterView[];
	readonly process: {
		readonly databaseBytes: number;
		readonly memoryBytes: number | undefined;
	};
	readonly problems: readonly Problem[];
}

export interface StateView {
	readonly state: ComponentStatus["state"];
	readonly since: number;
	readonly message?: string | undefined;
	readonly code?: string | undefined;
	readonly cure?: string | undefined;
}

export interface OrgView extends StateView {
	/** Of the receiver. */
	readonly id: string;
	readonly organizationId?: string | undefined;
	/** API calls of 24 hours, by everybody in the org. */
	readonly calls?: Calls | undefined;
	/** The receiver's own, which `api_budget` bounds. */
	readonly budget?: Calls | undefined;
	readonly streams: readonly StreamView[];
}

interface Calls {
	readonly used: number;
	readonly limit: number;
}

export interface StreamView extends StateView {
	readonly name: string;
	readonly newestEventAt?: number | undefined;
	/** Everything that the org showed up to then is read. */
	readonly watermark?: number | undefined;
	readonly lastFile?: string | undefined;
	readonly lastPollAt?: number | undefined;
	readonly nextPollAt?: number | undefined;
	readonly filesWaiting: number;
	/** In each of the last 60 minutes. */
	readonly rows: readonly number[];
}

export interface ExporterView extends StateView {
	readonly id: string;
	readonly queued: number;
	readonly queueBytes: number;
	/** Of the queue, in the unit of its `sizer`. */
	readonly queueSize: number;
	readonly queueCapacity: number;
	readonly oldestQueuedAt?: number | undefined;
	readonly sent: number;
	/** In each of the last 60 minutes. */
	readonly sentByMinute: readonly number[];
	readonly deadLetters: number;
	readonly lastAnswer?: ComponentState["lastAnswer"];
	/** Of an event, from Salesforce to the backend's answer, seconds. */
	readonly latency?:
		| { readonly median: number; readonly p95: number }
		| undefined;
}

export interface SnapshotSource {
	readonly version: string;
	readonly startedAt: number;
	readonly now: number;
	/** Ids that are in a pipeline. */
	readonly receivers: readonly string[];
	readonly exporters: readonly string[];
	readonly components: readonly ComponentState[];
	readonly measurements: Measurements;
	readonly history: History;
	readonly problems: readonly Problem[];
}

export function takeSnapshot(source: SnapshotSource): Snapshot {
	const { version, startedAt, now, problems } = source;
	const orgs = source.receivers.map((id) => orgOf(id, source));
	const exporters = source.exporters.map((id) => exporterOf(id, source));
	const findings = findingsOf({ orgs, exporters }, source);
	return {
		version,
		startedAt,
		now,
		verdict: verdictOf(findings, orgs),
		findings,
		orgs,
		exporters,
		process: {
			databaseBytes: sum("salesforce_storage_size_bytes", {}, source),
			memoryBytes: first("otelcol_process_memory_rss", {}, source),
		},
		problems,
	};
}

function orgOf(id: string, source: SnapshotSource): OrgView {
	const own = source.components.filter(
		(state) => state.kind === "receiver" && state.id === id,
	);
	const receiver = own.find(({ stream }) => stream === undefined);
	const calls = (used: GaugeName, limit: GaugeName): Calls | undefined => {
		const made = first(used, { receiver: id }, source);
		const most = first(limit, { receiver: id }, source);
		return made === undefined || most === undefined
			? undefined
			: { used: made, limit: most };
	};
	return {
		id,
		...stateOf(receiver, source),
		organizationId: receiver?.organizationId,
		calls: calls(
			"salesforce_client_api_calls_used",
			"salesforce_client_api_calls_limit",
		),
		budget: calls(
			"salesforce_client_api_calls_own",
			"salesforce_client_api_calls_budget",
		),
		streams: own.flatMap((state) =>
			state.stream === undefined
				? []
				: streamOf(id, state.stream, state, source),
		),
	};
}

function streamOf(
	receiver: string,
	name: string,
	state: ComponentState,
	source: SnapshotSource,
): StreamView {
	const where = { receiver, stream: name };
	const watermarks = values(
		"salesforce_receiver_watermark_age_seconds",
		where,
		source,
	);
	const newest = values(
		"salesforce_receiver_newest_event_age_seconds",
		where,
		source,
	);
	return {
		name,
		...stateOf(state, source),
		newestEventAt: newest.length === 0 ? undefined : Math.max(...newest),
		// As far as the event type that is furthest behind.
		watermark: watermarks.length === 0 ? undefined : Math.min(...watermarks),
		lastFile: state.lastFile,
		lastPollAt: state.lastPollAt,
		nextPollAt: state.nextPollAt,
		filesWaiting: sum("salesforce_receiver_files_waiting", where, source),
		rows: source.history.rows(receiver, name, source.now),
	};
}

function exporterOf(id: string, source: SnapshotSource): ExporterView {
	const where = { exporter: id };
	const state = source.components.find(
		(each) => each.kind === "exporter" && each.id === id,
	);
	return {
		id,
		...stateOf(state, source),
		queued: sum("salesforce_exporter_queued_log_records", where, source),
		queueBytes: sum("salesforce_exporter_queue_bytes", where, source),
		queueSize: sum("otelcol_exporter_queue_size", where, source),
		queueCapacity: sum("otelcol_exporter_queue_capacity", where, source),
		oldestQueuedAt: first(
			"salesforce_exporter_queue_age_seconds",
			where,
			source,
		),
		sent: sum("otelcol_exporter_sent_log_records", where, source),
		sentByMinute: source.history.sent(id, source.now),
		deadLetters: sum("salesforce_exporter_dead_letters", where, source),
		lastAnswer: state?.lastAnswer,
		latency: latencyOf(where, source),
	};
}

function latencyOf(where: Attributes, { measurements }: SnapshotSource) {
	const [series] = measurements.series(
		"salesforce_exporter_event_latency_seconds",
		where,
	);
	const distribution = series?.distribution;
	if (distribution === undefined) return undefined;
	const median = quantile(distribution, 0.5);
	const p95 = quantile(distribution, 0.95);
	return median === undefined || p95 === undefined
		? undefined
		: { median, p95 };
}

/** One that has said nothing yet is starting. */
function stateOf(
	state: ComponentState | undefined,
	{ startedAt }: SnapshotSource,
): StateView {
	if (state === undefined) return { state: "starting", since: startedAt };
	const { status, since } = state;
	return { ...status, since };
}

function values(
	name: MetricName,
	where: Attributes,
	{ measurements }: SnapshotSource,
): number[] {
	return measurements.series(name, where).map(({ value }) => value);
}

function sum(
	name: MetricName,
	where: Attributes,
	source: SnapshotSource,
): number {
	return values(name, where, source).reduce((total, value) => total + value, 0);
}

function first(
	name: MetricName,
	where: Attributes,
	source: SnapshotSource,
): number | undefined {
	return values(name, where, source)[0];
}
