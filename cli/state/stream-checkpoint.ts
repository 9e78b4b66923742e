// A stored checkpoint in an operator's words: whose it is, how far it has come, and
// one made by hand. Invariant: what is written by hand can be read by its source.

import {
	type CallHistory,
	parseCallHistory,
} from "../../receiver/budget/call-history.ts";
import { CALLS_KEY } from "../../receiver/budget/watch-budget.ts";
import { eventTypeOfObject } from "../../receiver/mapping/tables/event-tables.ts";
import { parseCheckpoint as parseAudit } from "../../receiver/sources/audit-object/checkpoint.ts";
import { backlogKey } from "../../receiver/sources/event-log-file/backlog.ts";
import {
	formatCheckpoint,
	initialState,
	parseDiscovery,
	parseCheckpoint as parseFiles,
} from "../../receiver/sources/event-log-file/checkpoint.ts";
import { isDone } from "../../receiver/sources/event-log-file/lanes.ts";
import { parseCheckpoint as parseEvents } from "../../receiver/sources/event-object/checkpoint.ts";
import type { Gap } from "../../receiver/sources/gaps/gap.ts";

/** The key of a checkpoint is `RECEIVER:ORG:event_log_file:INTERVAL:EVENTTYPE` or `RECEIVER:ORG:object:NAME`, with `:backlog` at the end of the first for what has waited for long, and with `backfill:RANGE:` after the org while a backfill is not finished. */
export interface StreamKey {
	readonly receiver: string;
	readonly organizationId: string;
	readonly source: "event_log_file" | "object";
	readonly interval?: "hourly" | "daily" | undefined;
	/** The range of the backfill that it is of, as `FROM-UNTIL`. */
	readonly backfill?: string | undefined;
	/** Of what has waited for long, apart from the newest hours. */
	readonly backlog?: true | undefined;
	/** An event type, `*` for the types that were discovered, or an object. */
	readonly name: string;
}

export interface Position {
	/** How far it has come, ms since the epoch. */
	readonly at: number;
	/** Nothing was finished yet: `at` is where reading begins. */
	readonly initial?: boolean;
	/** Files that were begun or put off. */
	readonly openFiles?: number;
	/** A backlog whose files are all read: there is nothing to tell of it. */
	readonly over?: boolean;
	readonly gaps?: readonly Gap[] | undefined;
}

const STREAM =
	"(?:event_log_file:(hourly|daily):([^:]+?)(:backlog)?|object:([^:]+))$";
const KEY = new RegExp(`^(.+):([^:]+):()${STREAM}`);
/** Tried first: a receiver's name may hold a colon. */
const BACKFILL_KEY = new RegExp(`^(.+):([^:]+):backfill:([^:]+):${STREAM}`);

/** Read by time and identity; all other objects are read by window. */
const AUDIT_OBJECTS = new Set(["SetupAuditTrail", "LoginHistory"]);
const FIRST_WINDOW_MS = 3_600_000;

export function parseKey(key: string): StreamKey | undefined {
	const [
		,
		receiver,
		organizationId,
		range,
		interval,
		eventType,
		backlog,
		object,
	] = BACKFILL_KEY.exec(key) ?? KEY.exec(key) ?? [];
	if (receiver === undefined || organizationId === undefined) return undefined;
	const owner = {
		receiver,
		organizationId,
		...(range ? { backfill: range } : {}),
	};
	if (object !== undefined) {
		return { ...owner, source: "object", name: object };
	}
	return {
		...owner,
		source: "event_log_file",
		interval: interval as "hourly" | "daily",
		name: eventType ?? "",
		...(backlog === undefined ? {} : { backlog: true }),
	};
}

const CALLS = new RegExp(`^(.+):([^:]+):${CALLS_KEY}$`);

/** The API calls that a receiver has made, which are kept beside its checkpoints. */
export interface OwnCalls {
	readonly receiver: string;
	readonly organizationId: string;
	readonly history: CallHistory;
}

/** Undefined when the key is another one's; a text says why the receiver couldn't read the value. */
export function parseCalls(
	key: string,
	value: string,
): OwnCalls | string | undefined {
	const [, receiver, organizationId] = CALLS.exec(key) ?? [];
	if (receiver === undefined || organizationId === undefined) return undefined;
	const parsed = parseCallHistory(value);
	if ("problem" in parsed) return parsed.problem;
	return { receiver, organizationId, history: parsed.state };
}

export function streamName(key: StreamKey): string {
	const { source, interval, name, backfill, backlog } = key;
	const stream =
		source === "object"
			? `object ${name}`
			: `event_log_file ${interval} ${name === "*" ? "(discovered types)" : name}${backlog ? ", backlog" : ""}`;
	return backfill === undefined ? stream : `${stream}, backfill ${backfill}`;
}

/** A text says why the source couldn't read it. */
export function positionOf(
	{ source, name }: StreamKey,
	value: string,
): Position | string {
	if (source === "object") {
		if (AUDIT_OBJECTS.has(name)) {
			const parsed = parseAudit(value);
			if ("problem" in parsed) return parsed.problem;
			return { at: parsed.state.cursor, gaps: parsed.state.gaps };
		}
		const parsed = parseEvents(value);
		if ("problem" in parsed) return parsed.problem;
		return { at: parsed.state.watermark, gaps: parsed.state.gaps };
	}
	if (name === "*") {
		const parsed = parseDiscovery(value);
		if ("problem" in parsed) return parsed.problem;
		return { at: Date.parse(parsed.state.since) };
	}
	const parsed = parseFiles(value);
	if ("problem" in parsed) return parsed.problem;
	const { cursor, since, open, gaps } = parsed.state;
	return {
		gaps,
		over: isDone(parsed.state),
		at: Date.parse(cursor?.createdDate ?? since),
		initial: cursor === null,
		openFiles: open.length,
	};
}

/** A checkpoint from which the stream reads what was created, or happened, since `time` (ms). */
export function checkpointAt(
	{ source, name, backlog }: StreamKey,
	time: number,
): string | undefined {
	if (name === "*" || backlog) return undefined;
	if (source === "event_log_file") return formatCheckpoint(initialState(time));
	return JSON.stringify(
		AUDIT_OBJECTS.has(name)
			? { v: 1, since: time, cursor: time, delivered: [] }
			: {
					v: 1,
					from: time,
					watermark: time,
					window: FIRST_WINDOW_MS,
					delivered: [],
				},
	);
}

/** What goes with a checkpoint that is set or forgotten: the backlog that was cut off from it. */
export function belongingTo(key: string): string[] {
	const stream = parseKey(key);
	return stream?.source === "event_log_file" && !stream.backlog
		? [backlogKey(key)]
		: [];
}

/** Where the uids of what the stream has delivered are remembered. */
export function deliveredScope({
	receiver,
	organizationId,
	source,
	name,
}: StreamKey): string {
	const eventType = source === "object" ? eventTypeOfObject(name) : name;
	return `${receiver}:${organizationId}:${eventType}`;
}
