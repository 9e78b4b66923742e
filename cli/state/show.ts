// `state show`: how far every stream has come, and what waits for every exporter.

import type {
	ExporterState,
	StateOverview,
	StoredCheckpoint,
} from "../../extensions/file-storage/state-reader.ts";
import { systemClock } from "../../pipeline/clock.ts";
import { callsOfLastDay } from "../../receiver/budget/call-history.ts";
import { formatAge, formatBytes, formatTime, table } from "./format.ts";
import {
	inState,
	reading,
	type StateLocation,
	type StateOptions,
} from "./state-location.ts";
import {
	parseCalls,
	parseKey,
	positionOf,
	streamName,
} from "./stream-checkpoint.ts";

export interface ShowOptions extends StateOptions {
	readonly json?: boolean;
}

export function show(options: ShowOptions): Promise<number> {
	return inState(options, async (location) => {
		const overview = await reading(location, (reader) => reader.overview());
		const report = reportOf(location, overview, systemClock.now());
		console.log(
			options.json ? JSON.stringify(report, undefined, 2) : text(report),
		);
	});
}

export type StateReport = ReturnType<typeof reportOf>;

/** Times are ISO 8601, durations milliseconds; what is not known is null. */
export function reportOf(
	{ directory, exporters: configured }: StateLocation,
	{ checkpoints, exporters, size, delivered }: StateOverview,
	now: number,
) {
	const found = new Map(exporters.map((exporter) => [exporter.id, exporter]));
	for (const id of configured ?? []) {
		if (!found.has(id)) found.set(id, idle(id));
	}
	const calls = checkpoints.flatMap(({ key, value }) => {
		const parsed = parseCalls(key, value);
		return typeof parsed === "object" ? [parsed] : [];
	});
	const streams = checkpoints.filter(
		({ key, value }) => typeof parseCalls(key, value) !== "object",
	);
	return {
		directory,
		database: { bytes: size.file, log_bytes: size.log },
		delivered_uids: { count: delivered.uids, bytes: delivered.bytes },
		streams: streams
			.filter((checkpoint) => !isOver(checkpoint))
			.map((checkpoint) => streamOf(checkpoint, now)),
		gaps: streams.flatMap(gapsOf),
		api_calls: calls.map(({ receiver, organizationId, history }) => ({
			receiver,
			organization_id: organizationId,
			last_day: callsOfLastDay(history, now),
		})),
		exporters: [...found.values()].map((exporter) =>
			exporterOf(exporter, configured, now),
		),
	};
}

function idle(id: string): ExporterState {
	return {
		id,
		queued: { requests: 0, records: 0, bytes: 0 },
		deadLetters: 0,
	};
}

function isOver({ key, value }: StoredCheckpoint): boolean {
	const stream = parseKey(key);
	const position = stream && positionOf(stream, value);
	return typeof position === "object" && position.over === true;
}

/** Times whose events are missing, or may be. */
function gapsOf({ key, value }: StoredCheckpoint) {
	const stream = parseKey(key);
	const position = stream && positionOf(stream, value);
	if (typeof position !== "object") return [];
	return (position.gaps ?? []).map(({ from, to, why, foundAt }) => ({
		receiver: stream?.receiver ?? null,
		organization_id: stream?.organizationId ?? null,
		stream: stream ? streamName(stream) : key,
		from,
		to,
		reason: why,
		found: foundAt,
	}));
}

function streamOf({ key, value, updatedAt }: StoredCheckpoint, now: number) {
	const stream = parseKey(key);
	const position = stream
		? positionOf(stream, value)
		: "not the key of a stream";
	const known = typeof position === "string" ? undefined : position;
	return {
		key,
		receiver: stream?.receiver ?? null,
		organization_id: stream?.organizationId ?? null,
		stream: stream ? streamName(stream) : key,
		position: known ? formatTime(known.at) : null,
		/** Nothing was finished yet. */
		initial: known?.initial ?? false,
		lag_ms: known ? now - known.at : null,
		open_files: known?.openFiles ?? null,
		moved: formatTime(updatedAt),
		problem: typeof position === "string" ? position : null,
	};
}

function exporterOf(
	{ id, queued, oldestStoredAt, deadLetters }: ExporterState,
	configured: readonly string[] | undefined,
	now: number,
) {
	return {
		id,
		configured: configured ? configured.includes(id) : null,
		queue: queued,
		oldest_waiting: oldestStoredAt ? formatTime(oldestStoredAt) : null,
		oldest_waiting_ms: oldestStoredAt ? now - oldestStoredAt : null,
		dead_letters: deadLetters,
	};
}

function text(report: StateReport): string {
	const { database, delivered_uids: uids } = report;
	return [
		`state directory  ${report.directory}`,
		`database         ${formatBytes(database.bytes)} and a log of ${formatBytes(database.log_bytes)}`,
		`delivered uids   ${uids.count} (${formatBytes(uids.bytes)})`,
		"",
		...streamLines(report),
		"",
		...gapLines(report),
		exporterTable(report),
	].join("\n");
}

function streamLines({ streams, api_calls }: StateReport): string[] {
	if (streams.length === 0) return ["no stream has a checkpoint yet"];
	const owners = Map.groupBy(streams, (stream) =>
		stream.receiver === null
			? "other checkpoints"
			: `receiver ${stream.receiver}, org ${stream.organization_id}`,
	);
	const calls = new Map(
		api_calls.map(({ receiver, organization_id, last_day }) => [
			`receiver ${receiver}, org ${organization_id}`,
			`, ${last_day} API calls in 24 hours`,
		]),
	);
	return [...owners].flatMap(([owner, owned], index) => [
		...(index > 0 ? [""] : []),
		`${owner}${calls.get(owner) ?? ""}`,
		table([
			["  STREAM", "POSITION", "LAG", "OPEN FILES", "MOVED"],
			...owned.map((stream) => [
				`  ${stream.stream}`,
				stream.problem === null
					? `${stream.position}${stream.initial ? " (nothing finished)" : ""}`
					: `unreadable: ${stream.problem}`,
				stream.lag_ms === null ? "" : formatAge(stream.lag_ms),
				stream.open_files === null ? "" : String(stream.open_files),
				stream.moved,
			]),
		]),
	]);
}

function gapLines({ gaps }: StateReport): string[] {
	if (gaps.length === 0) return [];
	return [
		"gaps: events of these times are missing, or may be",
		table([
			["  STREAM", "FROM", "TO", "REASON", "FOUND"],
			...gaps.map(({ stream, from, to, reason, found }) => [
				`  ${stream}`,
				from,
				to,
				reason,
				found,
			]),
		]),
		"",
	];
}

function exporterTable({ exporters }: StateReport): string {
	if (exporters.length === 0) return "nothing waits for any exporter";
	return table([
		[
			"EXPORTER",
			"REQUESTS",
			"RECORDS",
			"BYTES",
			"OLDEST WAITING",
			"DEAD LETTERS",
		],
		...exporters.map((exporter) => [
			`${exporter.id}${exporter.configured === false ? " (not configured)" : ""}`,
			String(exporter.queue.requests),
			String(exporter.queue.records),
			formatBytes(exporter.queue.bytes),
			exporter.oldest_waiting_ms === null
				? "-"
				: formatAge(exporter.oldest_waiting_ms),
			String(exporter.dead_letters),
		]),
	]);
}
