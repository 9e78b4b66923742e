// Reads an object that stores events by their EventDate. Salesforce gives them newest
// first only, so a window of time is read to its end, and then handed out oldest
// first. Invariants: the watermark passes an event only when it was delivered, and is
// never ahead of what the org's own clock lets be visible; an event that appears late,
// by no more than the lag and the overlap together, is still found; no more than a
// window's rows are held in memory.

import type { Clock } from "../../../pipeline/clock.ts";
import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import { SalesforceError } from "../../api/salesforce-error.ts";
import { SERVER_CLOCK_RESOLUTION_MS } from "../../api/server-clock.ts";
import type { Source, SourceBatch, StoredState } from "../../source.ts";
import type { TimeRange } from "../../time-range.ts";
import { withGap } from "../gaps/gap.ts";
import { reportRetentionGap } from "../gaps/report-gap.ts";
import { rowRetentionGap } from "../gaps/row-retention.ts";
import type { Gate } from "../gate.ts";
import { createDelivered, type Delivered } from "../object/delivered.ts";
import { createObjectFields } from "../object/object-fields.ts";
import { createObjectRows, type ObjectRows } from "../object/object-rows.ts";
import type { CreateRowTranscoder } from "../object/row-transcoder.ts";
import { isLostAnswer, isTooSlow, LOST_ANSWERS } from "../query-failure.ts";
import type { RecordSettings } from "../record-settings.ts";
import { type EventObjectState, parseCheckpoint } from "./checkpoint.ts";
import { readWindow, TooManyRows, type WindowReading } from "./read-window.ts";
import {
	canBeHalved,
	grown,
	halved,
	MIN_WINDOW_MS,
	windowFrom,
} from "./window.ts";

const MAX_WINDOW_ROWS = 10_000;
const MAX_WINDOW_BYTES = 16 * 1024 * 1024;
const NO_RECORDS = { records: [] };

export interface EventObjectSourceOptions {
	readonly client: SalesforceClient;
	readonly object: string;
	/** `salesforce.event.type` of its events. */
	readonly eventType: string;
	readonly records: RecordSettings;
	readonly initialLookbackMs: number;
	readonly visibilityLagMs: number;
	readonly overlapMs: number;
	readonly maxWindowMs: number;
	/** Entered for each window. */
	readonly gate: Gate;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Only what happened in it, instead of everything from `initialLookbackMs` on. */
	readonly range?: TimeRange | undefined;
	/** Without it rows become objects. */
	readonly createRowTranscoder?: CreateRowTranscoder | undefined;
	/** Default 2,000. */
	readonly maxBatchRecords?: number;
	/** Default 10,000. */
	readonly maxWindowRows?: number;
	/** Of cells; default 16 MiB. */
	readonly maxWindowBytes?: number;
}

/** What one poll carries along. */
interface Poll {
	readonly from: number;
	watermark: number;
	/** As in the checkpoint. */
	settled: number;
	/** When the window was asked for, by our own clock. */
	asked: number;
	/** The length of the next window. */
	length: number;
	readonly delivered: Delivered;
	readonly origin: string;
	gaps: EventObjectState["gaps"];
}

export function createEventObjectSource(
	options: EventObjectSourceOptions,
): Source {
	const { client, object, overlapMs, maxWindowMs, clock, gate, range } =
		options;
	const { logger } = options.telemetry;
	const maxBatchRecords = options.maxBatchRecords ?? 2000;
	const maxWindowRows = options.maxWindowRows ?? MAX_WINDOW_ROWS;
	const maxWindowBytes = options.maxWindowBytes ?? MAX_WINDOW_BYTES;
	const key = `object:${object}`;
	const objectFields = createObjectFields({ client, clock, object });

	/** Windows are open where they begin, and closed where they end; a range is the other way round. */
	function begin(): number {
		return range === undefined
			? client.serverNow() - options.initialLookbackMs
			: range.from - 1;
	}

	const visibleUntil = () => client.serverNow() - options.visibilityLagMs;

	function end(): number {
		return range === undefined
			? visibleUntil()
			: Math.min(range.until - 1, visibleUntil());
	}

	function restore(text: string | undefined): EventObjectState {
		if (text !== undefined) {
			const parsed = parseCheckpoint(text);
			if ("state" in parsed) return parsed.state;
			logger.error(
				"The checkpoint can't be read; the object is read anew from initial_lookback on: what is older and was not read yet is missed, what was read is sent again",
				{ object, problem: parsed.problem },
			);
		}
		const from = begin();
		const window = maxWindowMs;
		return { v: 1, from, watermark: from, window, delivered: [] };
	}

	function batch(run: Poll, content: BatchContent): SourceBatch {
		const state: EventObjectState = {
			v: 1,
			from: run.from,
			watermark: run.watermark,
			settled: run.settled,
			window: run.length,
			delivered: run.delivered.rows(),
			gaps: run.gaps,
		};
		return {
			...content,
			origin: run.origin,
			eventType: options.eventType,
			key,
			state: JSON.stringify(state),
		};
	}

	/**
	 * Everything until `time` was delivered, as of the answer that has just come and
	 * has told the org's time. The window may end behind that, because it was made
	 * with our own clock; and so may a watermark from elsewhere, which is pulled back.
	 * Gives whether the watermark has moved.
	 */
	function passed(run: Poll, time: number): boolean {
		const limit = Math.max(visibleUntil(), run.from);
		const ahead = run.watermark > limit + SERVER_CLOCK_RESOLUTION_MS;
		const reached = Math.min(time, limit);
		if (reached <= run.watermark && !ahead) return false;
		run.watermark = reached;
		run.settled = settled(run, ahead ? run.from : run.settled);
		run.delivered.forgetUntil(Math.max(reached - overlapMs, run.settled));
		return true;
	}

	/**
	 * While a backlog is read the window is so old that no event of it can appear any
	 * more: what it had is not looked for again, so it needs no list of what came.
	 */
	function settled(run: Poll, before: number): number {
		const askedAt = run.asked + client.serverNow() - clock.now();
		const until =
			askedAt -
			SERVER_CLOCK_RESOLUTION_MS -
			options.visibilityLagMs -
			overlapMs;
		return Math.min(Math.max(before, until), run.watermark);
	}

	/** After half a year without a poll. */
	function* passRetention(run: Poll): Generator<SourceBatch, void, void> {
		const found = rowRetentionGap(run.watermark, client.serverNow());
		if (found === undefined) return;
		reportRetentionGap(options.telemetry, options.eventType, found);
		run.gaps = withGap(run.gaps, found);
		passed(run, Date.parse(found.to));
		yield batch(run, NO_RECORDS);
	}

	async function* poll(
		stored: StoredState,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		signal.throwIfAborted();
		const text = await stored(key);
		const state = restore(text);
		const run: Poll = {
			from: state.from,
			watermark: state.watermark,
			settled: state.settled ?? state.from,
			asked: clock.now(),
			length: Math.min(state.window, maxWindowMs),
			delivered: createDelivered(state.delivered),
			origin: `${object} ${clock.now()}`,
			gaps: state.gaps,
		};
		const fresh = run.watermark === run.from;
		// Where a look-back begins must not move with the clock while nothing can be read.
		if (text === undefined) yield batch(run, NO_RECORDS);
		else if (range === undefined) yield* passRetention(run);
		const fields = await objectFields.get(signal);
		if (!fields.types.has("EventDate")) {
			const error = new SalesforceError("no_event_date", { where: object });
			objectFields.failed(error);
			throw error;
		}
		const rows = createObjectRows({
			...options,
			timeField: "EventDate",
			fields,
			maxBatchRecords,
		});
		let found = 0;
		try {
			found = yield* readWindows(run, rows, fields.names, signal);
		} finally {
			rows.release();
		}
		if (range !== undefined) return;
		options.telemetry.age(
			"salesforce_receiver_watermark_age_seconds",
			run.watermark,
			{ event_type: options.eventType },
		);
		if (fresh && found === 0) {
			// A missing licence looks like this, too: no events, and no error.
			logger.warn("The org has stored no events of this object yet", {
				object,
				cure: "Switch on storing them in Setup > Event Manager. They need Salesforce Shield or Event Monitoring.",
			});
		}
	}

	/** Gives the number of rows in them. */
	async function* readWindows(
		run: Poll,
		rows: ObjectRows,
		names: readonly string[],
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, number, void> {
		let until = end();
		let position = Math.max(run.watermark - overlapMs, run.settled);
		let lostAnswers = 0;
		let found = 0;
		if (range !== undefined && position >= until) return found;
		// Once in any case: with a clock that was set back there is nothing to ask for,
		// and only an answer puts it right.
		do {
			const last =
				range === undefined ? Math.max(until, position + MIN_WINDOW_MS) : until;
			const window = windowFrom(position, run.length, last);
			const leave = await gate.enter(signal);
			run.asked = clock.now();
			try {
				const reading = { rows, names, window };
				const { count, share } = yield* deliver(run, reading, signal);
				position = window.end;
				until = Math.min(until, visibleUntil());
				found += count;
				run.length = grown(run.length, share, maxWindowMs);
			} catch (error) {
				signal.throwIfAborted();
				objectFields.failed(error);
				if (isTooMuch(error) && canBeHalved(window)) {
					run.length = halved(window);
					logger.debug("A window of events is halved", {
						object,
						reason: error.code,
						seconds: run.length / 1000,
					});
				} else if (!isLostAnswer(error) || ++lostAnswers > LOST_ANSWERS) {
					throw error;
				}
			} finally {
				// Who comes next needs it, and this one's next turn is after theirs.
				if (gate.isCrowded) rows.release();
				leave();
			}
		} while (position < until);
		return found;
	}

	/** Gives the number of rows in the window, and how much of what it may hold they are. */
	async function* deliver(
		run: Poll,
		reading: Pick<WindowReading, "names" | "rows" | "window">,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, { count: number; share: number }, void> {
		const { rows, window } = reading;
		rows.begin();
		const pieces = readWindow(
			{
				...reading,
				client,
				object,
				maxRows: maxWindowRows,
				maxBytes: maxWindowBytes,
			},
			signal,
		);
		let count = 0;
		let share = 0;
		for await (const { piece, last } of pieces) {
			count += piece.length;
			share += rows.bytes / maxWindowBytes;
			yield* handOut(run, rows, piece, last ? window.end : undefined);
		}
		rows.end();
		return { count, share: Math.max(share, count / maxWindowRows) };
	}

	/** `end`: where the watermark gets to with these rows; undefined when some of the window are still to come. */
	function* handOut(
		run: Poll,
		rows: ObjectRows,
		piece: readonly number[],
		end: number | undefined,
	): Generator<SourceBatch, void, void> {
		const fresh = withoutDelivered(run.delivered, rows, piece);
		for (let at = 0; at < fresh.length; ) {
			const { content, next } = rows.content(fresh, at);
			if (end !== undefined) {
				const row = fresh[next];
				// It may be of the same millisecond as the last one of this batch.
				passed(run, row === undefined ? end : rows.time(row) - 1);
			}
			for (const row of fresh.slice(at, next)) {
				const time = rows.time(row);
				// Of a backlog none are, and their identities need not be read.
				if (run.delivered.takes(time))
					run.delivered.add(time, rows.identity(row));
			}
			at = next;
			yield batch(run, content);
		}
		// An empty window is remembered, too.
		if (fresh.length === 0 && end !== undefined && passed(run, end)) {
			yield batch(run, NO_RECORDS);
		}
	}

	return { poll };
}

function withoutDelivered(
	delivered: Delivered,
	rows: ObjectRows,
	piece: readonly number[],
): readonly number[] {
	if (delivered.isEmpty) return piece;
	return piece.filter((row) => {
		const isFresh = !delivered.has(rows.identity(row));
		if (!isFresh) rows.skip(row);
		return isFresh;
	});
}

function isTooMuch(error: unknown): error is { readonly code: string } {
	return error instanceof TooManyRows || isTooSlow(error);
}
