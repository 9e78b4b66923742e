// How far every event type of a source has come, while a poll runs. Each type has a
// checkpoint of its own, so that one type's trouble is nobody else's, and one more for
// its backlog while there is one; the types that are discovered have one with their
// names.

import type { Logger } from "../../../pipeline/logger.ts";
import type { SourceBatch, StoredState } from "../../source.ts";
import type { ParsedState } from "../parse-state.ts";
import { type Backlog, backlogKey, createBacklog } from "./backlog.ts";
import {
	type DiscoveryState,
	formatCheckpoint,
	initialState,
	parseCheckpoint,
	parseDiscovery,
} from "./checkpoint.ts";
import type { EventTypes, TypeSettings } from "./event-types.ts";
import {
	holdTypes,
	type Lane,
	movedTypes,
	type TypeProgress,
	typeProgress,
} from "./lane.ts";
import { isDone, splitAt } from "./lanes.ts";
import type { LogFile } from "./log-file.ts";
import { sinceAfter, withListedUntil, withSince } from "./plan.ts";

/** There is nothing in it that could come twice, so its origin does not matter. */
const WITHOUT_RECORDS = { records: [], origin: "" };

/** So long after the events Salesforce may still make their files. */
const LATEST_MS = 3 * 24 * 3_600_000;

export interface Progress extends Lane {
	/** What has waited for long, apart from what is new. */
	readonly backlog: Backlog;
	/**
	 * Cuts the backlog of these types off at `at` (ms); with the oldest file of each that
	 * is still to be read. Gives what is to be stored, in this order.
	 */
	split(first: ReadonlyMap<TypeProgress, LogFile>, at: number): SourceBatch[];
}

export interface ProgressOptions {
	readonly types: EventTypes;
	readonly interval: "hourly" | "daily";
	readonly stored: StoredState;
	/** ms, the org's clock. */
	readonly now: number;
	readonly logger: Logger;
}

export async function loadProgress(
	options: ProgressOptions,
): Promise<Progress> {
	const { interval, stored, now, logger } = options;
	const { named, others } = options.types;
	const except = new Set(others?.except.map((type) => type.toLowerCase()));
	const known = new Map<string, TypeProgress>();
	const backlog = createBacklog(logger);
	const keyOf = (eventType: string) =>
		`event_log_file:${interval}:${eventType}`;
	const discoveryKey = keyOf("*");
	let storedDiscovery: string | undefined;
	let discovery: DiscoveryState | undefined;

	function restore<T>(
		text: string | undefined,
		parse: (text: string) => ParsedState<T>,
		eventType: string,
	): T | undefined {
		if (text === undefined) return undefined;
		const parsed = parse(text);
		if ("state" in parsed) return parsed.state;
		logger.error(
			"The checkpoint can't be read; the event type begins anew at initial_lookback: what is older and was not read yet is missed, what was read is sent again",
			{ event_type: eventType, problem: parsed.problem },
		);
		return undefined;
	}

	/** Hourly files are new to an org whose daily ones were read: they begin where those have not reached for sure, ms. */
	async function readAsDaily(eventType: string): Promise<number> {
		if (interval === "daily") return Number.POSITIVE_INFINITY;
		const text = await stored(`event_log_file:daily:${eventType}`);
		const cursor = restore(text, parseCheckpoint, eventType)?.cursor;
		return cursor == null
			? Number.POSITIVE_INFINITY
			: Date.parse(cursor.createdDate) - LATEST_MS;
	}

	async function add(
		eventType: string,
		settings: TypeSettings,
		since: number,
	): Promise<TypeProgress> {
		const key = keyOf(eventType);
		const text = await stored(key);
		const type = typeProgress(
			{ eventType, settings, key },
			restore(text, parseCheckpoint, eventType) ??
				initialState(Math.min(since, await readAsDaily(eventType))),
			text,
		);
		known.set(eventType.toLowerCase(), type);
		const left = await stored(backlogKey(key));
		const state = restore(left, parseCheckpoint, eventType);
		if (state !== undefined && !isDone(state)) {
			backlog.add(type, state, left);
			// A process that died between the two has stored the backlog only.
			if (state.until !== undefined && type.state.since < state.until) {
				type.state = withSince(type.state, state.until);
			}
		}
		return type;
	}

	async function find(eventType: string): Promise<TypeProgress | undefined> {
		const name = eventType.toLowerCase();
		const type = known.get(name);
		if (type !== undefined || others === undefined || except.has(name)) {
			return type;
		}
		const { since, types } = discovery as DiscoveryState;
		discovery = {
			v: 1,
			since,
			types: types.includes(eventType) ? types : [...types, eventType],
		};
		return add(eventType, others.settings, Date.parse(since));
	}

	for (const [eventType, settings] of named) {
		await add(eventType, settings, now - settings.initialLookbackMs);
	}
	if (others !== undefined) {
		storedDiscovery = await stored(discoveryKey);
		discovery = restore(storedDiscovery, parseDiscovery, "*") ?? {
			v: 1,
			since: new Date(now - others.settings.initialLookbackMs).toISOString(),
			types: [],
		};
		// Files of theirs may be open, and no listing would tell.
		for (const eventType of discovery.types) await find(eventType);
	}

	return {
		backlog,
		split(first, at) {
			for (const [type, file] of first) {
				const split = splitAt(type.state, at, file);
				backlog.add(type, split.backlog, undefined);
				type.state = split.fresh;
			}
			// The backlog first: what is new may pass files only when that is safe.
			return [...backlog.moved(), ...movedTypes(first.keys())];
		},
		types: () => [...known.values()],
		find,
		listed: others === undefined ? [...named.keys()] : undefined,
		since() {
			const begins = [...known.values()].map(({ state }) => state.since);
			if (discovery !== undefined) begins.push(discovery.since);
			return Math.min(...begins.map(Date.parse));
		},
		until: () => undefined,
		hold: () => holdTypes(known.values(), logger),
		passed(end, now) {
			const upTo = end ?? now;
			for (const type of known.values()) {
				if (type.held || type.failed !== undefined) continue;
				const { state, settings } = type;
				type.state = withListedUntil(
					withSince(state, sinceAfter(state.since, upTo, now, settings)),
					Math.min(upTo, now - settings.settleMs),
				);
			}
			if (discovery === undefined || others === undefined) return;
			discovery = {
				...discovery,
				since: sinceAfter(discovery.since, upTo, now, others.settings),
			};
		},
		moved() {
			const batches = movedTypes(known.values());
			if (discovery === undefined) return batches;
			// Last: it may pass files only when the states of their types are safe.
			const state = formatCheckpoint(discovery);
			if (state !== storedDiscovery) {
				batches.push({
					...WITHOUT_RECORDS,
					eventType: "",
					key: discoveryKey,
					state,
				});
			}
			storedDiscovery = state;
			return batches;
		},
	};
}
