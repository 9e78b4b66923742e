// The lane of what has waited for long: the time before a moment, for each event type
// that has one. A type leaves it when its files are read.

import type { Logger } from "../../../pipeline/logger.ts";
import type { EventLogFileState } from "./checkpoint.ts";
import {
	holdTypes,
	type Lane,
	movedTypes,
	type TypeProgress,
	typeProgress,
} from "./lane.ts";
import { isDone, withEndReached } from "./lanes.ts";

/** The key of a type's backlog. */
export function backlogKey(key: string): string {
	return `${key}:backlog`;
}

export interface Backlog extends Lane {
	readonly empty: boolean;
	has(type: TypeProgress): boolean;
	/** `stored`: the state as it is in the store. */
	add(
		type: TypeProgress,
		state: EventLogFileState,
		stored: string | undefined,
	): void;
}

export function createBacklog(logger: Logger): Backlog {
	const known = new Map<string, TypeProgress>();
	const timesOf = (time: (state: EventLogFileState) => string) =>
		[...known.values()].map(({ state }) => Date.parse(time(state)));

	return {
		get empty() {
			return known.size === 0;
		},
		has: ({ eventType }) => known.has(eventType.toLowerCase()),
		add({ eventType, settings, key }, state, stored) {
			const type = typeProgress(
				{ eventType, settings, key: backlogKey(key) },
				state,
				stored,
			);
			known.set(eventType.toLowerCase(), type);
		},
		types: () => [...known.values()],
		find: async (eventType) => known.get(eventType.toLowerCase()),
		get listed() {
			return [...known.values()].map(({ eventType }) => eventType);
		},
		since: () => Math.min(...timesOf(({ since }) => since)),
		until: () => Math.max(...timesOf(({ since, until }) => until ?? since)),
		hold: () => holdTypes(known.values(), logger),
		passed(upTo) {
			if (upTo !== undefined) return;
			for (const type of known.values()) {
				if (type.held || type.failed !== undefined) continue;
				type.state = withEndReached(type.state);
			}
		},
		moved() {
			const batches = movedTypes(known.values());
			for (const [name, { state }] of known) {
				if (isDone(state)) known.delete(name);
			}
			return batches;
		},
	};
}
