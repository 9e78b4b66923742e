// Makes the source that a plan describes, for an org that is known by now.

import type { StreamShape } from "../config/schema/stream.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import type { SalesforceClient } from "./api/client.ts";
import type { BacklogPace } from "./budget/pace.ts";
import type { RecordContext } from "./mapping/row-mapper.ts";
import { eventTypeOfObject } from "./mapping/tables/event-tables.ts";
import type { LogFileMember, LogFilePlan, SourcePlan } from "./plan-streams.ts";
import type { Source } from "./source.ts";
import { createAuditObjectSource } from "./sources/audit-object/create-audit-object-source.ts";
import type { TranscodeFile } from "./sources/csv/transcode-file.ts";
import { createEventLogFileSource } from "./sources/event-log-file/create-event-log-file-source.ts";
import type {
	EventTypes,
	TypeSettings,
} from "./sources/event-log-file/event-types.ts";
import { createEventObjectSource } from "./sources/event-object/create-event-object-source.ts";
import type { Gate } from "./sources/gate.ts";
import type { CreateRowTranscoder } from "./sources/object/row-transcoder.ts";
import type { RecordSettings } from "./sources/record-settings.ts";
import type { TimeRange } from "./time-range.ts";

export interface SourceSurroundings {
	readonly client: SalesforceClient;
	/** What all records of the org share. */
	readonly context: Pick<
		RecordContext,
		"resource" | "scope" | "organizationId"
	>;
	/** For streams that don't say. */
	readonly includeOriginal: boolean;
	/** Of the receiver, for windows of events. */
	readonly gate: Gate;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** How fast a backlog may be read. */
	readonly backlogPace: () => BacklogPace;
	/** Read once, instead of what comes from now on. */
	readonly range?: TimeRange | undefined;
	/** For files; without it rows become objects. */
	readonly transcodeFile?: TranscodeFile | undefined;
	/** The same for rows of objects. */
	readonly createRowTranscoder?: CreateRowTranscoder | undefined;
}

/** No file is created before its hour or day begins; the org's clock may be corrected meanwhile. */
const LOOKBACK_MARGIN_MS = 3_600_000;

/** How the object's rows are ordered, and what else is asked for. */
const AUDIT_OBJECTS = {
	SetupAuditTrail: {
		timeField: "CreatedDate",
		related: ["CreatedBy.Username", "CreatedBy.Name"],
	},
	LoginHistory: { timeField: "LoginTime" },
} as const;

export function openSource(plan: SourcePlan, org: SourceSurroundings): Source {
	const { client, telemetry, clock, gate, range } = org;
	const common = { client, telemetry, clock };
	if (plan.kind === "event_log_file") {
		const { interval } = plan;
		const types = eventTypesOf(plan, org);
		const { pollIntervalMs: sliceMs } = plan;
		const backlog =
			range === undefined ? { sliceMs, pace: org.backlogPace } : undefined;
		return createEventLogFileSource({
			...common,
			interval,
			types,
			range,
			backlog,
			transcodeFile: org.transcodeFile,
		});
	}
	const { object, schedule, shape } = plan;
	const source = {
		...common,
		telemetry: telemetry.stream(plan.name),
		object,
		eventType: eventTypeOfObject(object),
		records: recordSettings(org, "object", shape),
		initialLookbackMs: schedule.initial_lookback,
		overlapMs: schedule.overlap,
		range,
		createRowTranscoder: org.createRowTranscoder,
	};
	if (plan.kind === "audit_object") {
		return createAuditObjectSource({
			...source,
			...AUDIT_OBJECTS[plan.object],
		});
	}
	return createEventObjectSource({
		...source,
		visibilityLagMs: plan.schedule.visibility_lag,
		maxWindowMs: plan.schedule.max_window,
		gate,
	});
}

function eventTypesOf(
	{ members }: LogFilePlan,
	org: SourceSurroundings,
): EventTypes {
	const named = new Map<string, TypeSettings>();
	let others: EventTypes["others"];
	for (const member of members) {
		const settings = typeSettings(member, org);
		for (const eventType of member.eventTypes) named.set(eventType, settings);
		if (member.others !== undefined) {
			others = { settings, except: member.others.except };
		}
	}
	return { named, others };
}

function typeSettings(
	{ stream, schedule, shape }: LogFileMember,
	org: SourceSurroundings,
): TypeSettings {
	const { range, client } = org;
	return {
		stream,
		initialLookbackMs:
			range === undefined
				? schedule.initial_lookback
				: client.serverNow() - range.from + LOOKBACK_MARGIN_MS,
		// What a range has is as whole as it will be; a length that is wrong is noticed.
		settleMs: range === undefined ? schedule.settle : 0,
		overlapMs: schedule.overlap,
		records: recordSettings(org, "event_log_file", shape),
	};
}

function recordSettings(
	{ context, includeOriginal }: SourceSurroundings,
	source: RecordContext["source"],
	shape: StreamShape,
): RecordSettings {
	const { severity, attributes, include_original } = shape;
	return {
		context: {
			...context,
			source,
			includeOriginal: include_original ?? includeOriginal,
		},
		severity,
		attributes,
	};
}
