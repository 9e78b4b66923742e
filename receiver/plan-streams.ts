// From the streams of the configuration to the sources that read them. Pure.
// Event log files with one interval and one schedule are read by one source, with one
// query; every object has a source of its own, so that none waits for another.

import type { AuditObjectSchedule } from "../config/schema/audit-object-stream.ts";
import { claimsOf } from "../config/schema/categories.ts";
import {
	EVERY_TYPE,
	type LogFileSchedule,
} from "../config/schema/event-log-file-stream.ts";
import type { EventObjectSchedule } from "../config/schema/event-object-stream.ts";
import type { StreamShape } from "../config/schema/stream.ts";
import type { StreamName, StreamsConfig } from "../config/schema/streams.ts";

/** What one stream of the configuration reads of event log files. */
export interface LogFileMember {
	readonly stream: StreamName;
	readonly eventTypes: readonly string[];
	/** Reads every further type, but for these. */
	readonly others?: { readonly except: readonly string[] };
	readonly schedule: LogFileSchedule;
	readonly shape: StreamShape;
}

export interface LogFilePlan {
	readonly kind: "event_log_file";
	/** For log lines: the streams in it. */
	readonly name: string;
	readonly pollIntervalMs: number;
	readonly interval: "hourly" | "daily";
	readonly members: readonly LogFileMember[];
}

export interface EventObjectPlan {
	readonly kind: "event_object";
	readonly name: string;
	readonly pollIntervalMs: number;
	readonly object: string;
	readonly schedule: EventObjectSchedule;
	readonly shape: StreamShape;
}

export interface AuditObjectPlan {
	readonly kind: "audit_object";
	readonly name: string;
	readonly pollIntervalMs: number;
	readonly object: "SetupAuditTrail" | "LoginHistory";
	readonly schedule: AuditObjectSchedule;
	readonly shape: StreamShape;
}

export type SourcePlan = LogFilePlan | EventObjectPlan | AuditObjectPlan;

export function planStreams(streams: StreamsConfig): SourcePlan[] {
	const files: LogFileMember[] = [];
	const objects: SourcePlan[] = [];
	const { login, logout, apex, setup_audit_trail } = streams;
	const { event_log_files, event_objects } = streams;

	for (const [stream, config] of [
		["login", login],
		["logout", logout],
	] as const) {
		if (config === undefined) continue;
		const eventType = stream === "login" ? "Login" : "Logout";
		const { poll_interval: pollIntervalMs, source } = config;
		const rest = { name: stream, pollIntervalMs, shape: config };
		if (source === "event_log_file") {
			const eventTypes = [eventType];
			files.push({ stream, eventTypes, schedule: config, shape: config });
		} else if (source === "object") {
			const object = `${eventType}Event`;
			objects.push({ ...rest, kind: "event_object", object, schedule: config });
		} else {
			const object = "LoginHistory";
			objects.push({ ...rest, kind: "audit_object", object, schedule: config });
		}
	}
	if (apex !== undefined) {
		const eventTypes = apex.event_types;
		files.push({ stream: "apex", eventTypes, schedule: apex, shape: apex });
	}
	if (event_log_files !== undefined) {
		const { event_types, exclude } = event_log_files;
		const excluded = new Set(exclude.map((type) => type.toLowerCase()));
		files.push({
			stream: "event_log_files",
			eventTypes: event_types.filter(
				(type) => type !== EVERY_TYPE && !excluded.has(type.toLowerCase()),
			),
			...(event_types.includes(EVERY_TYPE)
				? { others: { except: [...exclude, ...readElsewhere(streams)] } }
				: {}),
			schedule: event_log_files,
			shape: event_log_files,
		});
	}
	if (setup_audit_trail !== undefined) {
		objects.push({
			kind: "audit_object",
			name: "setup_audit_trail",
			pollIntervalMs: setup_audit_trail.poll_interval,
			object: "SetupAuditTrail",
			schedule: setup_audit_trail,
			shape: setup_audit_trail,
		});
	}
	for (const object of event_objects?.objects ?? []) {
		if (event_objects === undefined) break;
		objects.push({
			kind: "event_object",
			name: `event_objects/${object}`,
			pollIntervalMs: event_objects.poll_interval,
			object,
			schedule: event_objects,
			shape: event_objects,
		});
	}
	return [...groups(files), ...objects];
}

/** What the plans read for those streams, by the streams' names; everything when absent. */
export function streamsOnly(
	plans: readonly SourcePlan[],
	streams: readonly string[] | undefined,
): SourcePlan[] {
	if (streams === undefined) return [...plans];
	return plans.flatMap((plan): SourcePlan[] => {
		if (plan.kind !== "event_log_file") {
			return streams.includes(streamOf(plan)) ? [plan] : [];
		}
		const members = plan.members.filter(({ stream }) =>
			streams.includes(stream),
		);
		const name = members.map(({ stream }) => stream).join(",");
		return members.length === 0 ? [] : [{ ...plan, members, name }];
	});
}

/** Several objects are one stream. */
function streamOf({ name }: SourcePlan): string {
	return name.replace(/\/.*$/, "");
}

/** The streams of the configuration that are read together. */
export function streamsOf(plan: SourcePlan): readonly string[] {
	return plan.kind === "event_log_file"
		? plan.members.map(({ stream }) => stream)
		: [plan.name];
}

/** Event types that other streams read, from files or from objects. */
function readElsewhere(streams: StreamsConfig): string[] {
	return claimsOf(streams)
		.filter(({ path }) => path[1] !== "event_log_files")
		.map(({ category }) => category);
}

function groups(members: readonly LogFileMember[]): LogFilePlan[] {
	const plans = new Map<string, LogFilePlan & { members: LogFileMember[] }>();
	for (const member of members) {
		const { log_file_interval: interval, poll_interval: pollIntervalMs } =
			member.schedule;
		const key = `${interval} ${pollIntervalMs}`;
		const plan = plans.get(key);
		if (plan === undefined) {
			plans.set(key, {
				kind: "event_log_file",
				name: member.stream,
				pollIntervalMs,
				interval,
				members: [member],
			});
		} else {
			plan.members.push(member);
			plans.set(key, { ...plan, name: `${plan.name},${member.stream}` });
		}
	}
	return [...plans.values()];
}
