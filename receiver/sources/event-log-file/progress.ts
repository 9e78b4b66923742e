// How far every event type of a source has come, while a poll runs. Each type has a
// checkpoint of its own, so that one type's trouble is nobody else's; the types that
// are discovered have one more, with their names.

import type { Logger } from "../../../pipeline/logger.ts";
import type { SourceBatch, StoredState } from "../../source.ts";
import type { ParsedState } from "../parse-state.ts";
import {
	type DiscoveryState,
	type EventLogFileState,
	formatCheckpoint,
	initialState,
	parseCheckpoint,
	parseDiscovery,
} from "./checkpoint.ts";
import type { EventTypes, TypeSettings } from "./event-types.ts";
import { sinceAfter, withSince } from "./plan.ts";

/** With so many files put off the org's trouble comes first, and no new ones are begun. */
const MAX_OPEN_FILES = 100;

/** There is nothing in it that could come twice, so its origin does not matter. */
const WITHOUT_RECORDS = { records: [], origin: "" };

export interface TypeProgress {
	readonly eventType: string;
	readonly settings: TypeSettings;
	readonly key: string;
	state: EventLogFileState;
	/** The state as it was last handed out. */
	stored: string | undefined;
	/** Files in a row that could not be opened, for a reason that may be the org's. */
	failures: number;
	/** What made this poll leave the type alone. */
	failed?: { readonly error: unknown };
	/** No new files were asked for. */
	held: boolean;
}

export interface Progress {
	types(): readonly TypeProgress[];
	/** The type's progress; undefined for a type that is not this source's. A new one begins here. */
	find(eventType: string): Promise<TypeProgress | undefined>;
	/** Names for a listing; undefined for every type. */
	readonly listed: readonly string[] | undefined;
	/** Where a listing begins, ms. */
	since(): number;
	/** Decides which types are asked for new files. */
	hold(): void;
	/** Every listed file of the types that are not held is read or put off, up to `upTo` (ms). */
	passed(upTo: number, now: number): void;
	/** The checkpoints that have moved without records. */
	moved(): SourceBatch[];
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

	async function add(
		eventType: string,
		settings: TypeSettings,
		since: number,
	): Promise<TypeProgress> {
		const key = keyOf(eventType);
		const text = await stored(key);
		const type = {
			eventType,
			settings,
			key,
			state: restore(text, parseCheckpoint, eventType) ?? initialState(since),
			stored: text,
			failures: 0,
			held: false,
		};
		known.set(eventType.toLowerCase(), type);
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
		types: () => [...known.values()],
		find,
		listed: others === undefined ? [...named.keys()] : undefined,
		since() {
			const begins = [...known.values()].map(({ state }) => state.since);
			if (discovery !== undefined) begins.push(discovery.since);
			return Math.min(...begins.map(Date.parse));
		},
		hold() {
			for (const type of known.values()) {
				const blocked = type.state.open.length >= MAX_OPEN_FILES;
				type.held = blocked || type.failed !== undefined;
				if (!blocked) continue;
				logger.warn("Too many event log files wait for another attempt", {
					event_type: type.eventType,
					files: type.state.open.length,
				});
			}
		},
		passed(upTo, now) {
			for (const type of known.values()) {
				if (type.held || type.failed !== undefined) continue;
				const { state, settings } = type;
				type.state = withSince(
					state,
					sinceAfter(state.since, upTo, now, settings),
				);
			}
			if (discovery === undefined || others === undefined) return;
			discovery = {
				...discovery,
				since: sinceAfter(discovery.since, upTo, now, others.settings),
			};
		},
		moved() {
			const batches: SourceBatch[] = [];
			for (const type of known.values()) {
				const state = formatCheckpoint(type.state);
				if (state === type.stored) continue;
				type.stored = state;
				const { key, eventType } = type;
				batches.push({ ...WITHOUT_RECORDS, eventType, key, state });
			}
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
