// What a listing is made for: the event types of one lane and how far each has come in
// it, while a poll runs.

import type { Logger } from "../../../pipeline/logger.ts";
import type { SourceBatch } from "../../source.ts";
import { type EventLogFileState, formatCheckpoint } from "./checkpoint.ts";
import type { TypeSettings } from "./event-types.ts";

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

export interface Lane {
	types(): readonly TypeProgress[];
	/** The type's progress; undefined for a type that is not of the lane. A new one may begin here. */
	find(eventType: string): Promise<TypeProgress | undefined>;
	/** Names for a listing; undefined for every type. */
	readonly listed: readonly string[] | undefined;
	/** Where a listing begins, ms. */
	since(): number;
	/** Where it ends, ms; undefined when it reaches to now. */
	until(): number | undefined;
	/** Decides which types are asked for new files. */
	hold(): void;
	/**
	 * Every listed file of the types that are not held is read or put off, up to `upTo`
	 * (ms), or to the lane's end when that is undefined.
	 */
	passed(upTo: number | undefined, now: number): void;
	/** The checkpoints that have moved without records. */
	moved(): SourceBatch[];
}

export function typeProgress(
	of: Pick<TypeProgress, "eventType" | "settings" | "key">,
	state: EventLogFileState,
	stored: string | undefined,
): TypeProgress {
	return { ...of, state, stored, failures: 0, held: false };
}

export function holdTypes(types: Iterable<TypeProgress>, logger: Logger): void {
	for (const type of types) {
		const blocked = type.state.open.length >= MAX_OPEN_FILES;
		type.held = blocked || type.failed !== undefined;
		if (!blocked) continue;
		logger.warn("Too many event log files wait for another attempt", {
			event_type: type.eventType,
			files: type.state.open.length,
		});
	}
}

export function movedTypes(types: Iterable<TypeProgress>): SourceBatch[] {
	const batches: SourceBatch[] = [];
	for (const type of types) {
		const state = formatCheckpoint(type.state);
		if (state === type.stored) continue;
		type.stored = state;
		const { key, eventType } = type;
		batches.push({ ...WITHOUT_RECORDS, eventType, key, state });
	}
	return batches;
}
