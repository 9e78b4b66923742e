// Runs one source for ever: poll, hand on, wait. Invariants: no error leaves the
// loop, so one stream's trouble never stops another; a batch in hand is finished
// before the loop ends; the next poll begins where the last stored batch ended.

import type { Clock } from "../pipeline/clock.ts";
import type { ComponentReport } from "../pipeline/component-report.ts";
import type { Consumer } from "../pipeline/consumer.ts";
import { eventTimesOf } from "../pipeline/event-times.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import { SalesforceError } from "./api/salesforce-error.ts";
import { RECHECK_MS } from "./budget/api-budget.ts";
import type { HoldReason, Pace } from "./budget/pace.ts";
import type { Source } from "./source.ts";

const FIRST_BACK_OFF_MS = 30_000;
/** Polls of many streams and receivers drift apart by up to this share of the interval. */
const JITTER = 0.05;
/** The first polls of many streams and receivers are spread over so much at most. */
const MAX_START_DELAY_MS = 5_000;

/** Nothing gets better by itself where a permission is missing; asking costs the org API calls. */
const MAX_BACK_OFF_MS = 3_600_000;
const UNTIL_SOMEBODY_ACTS = new Set([
	"object_not_available",
	"insufficient_access",
	"no_event_date",
]);

const HELD: Readonly<Record<HoldReason, string>> = {
	budget_spent:
		"the receiver has used up its api_budget; polls wait until there are calls again",
	org_limit_near:
		"the org has nearly used up its API calls of 24 hours; polls wait until there are calls again",
};

/** A source, and what the keys of its checkpoints begin with; both need the org's id, so they are made after a login. */
export interface OpenedSource {
	readonly source: Source;
	/** Whether the org is still the one that it was opened for. */
	readonly isCurrent: (signal: AbortSignal) => Promise<boolean>;
	/** Told before each poll. */
	readonly beginPoll?: (() => void) | undefined;
	readonly checkpointPrefix: string;
	/** How long delivered records are remembered, ms; not at all when absent. */
	readonly deduplicationMs?: number | undefined;
}

export interface StreamOptions {
	readonly name: string;
	/** Those of the configuration that it reads together. */
	readonly streams: readonly string[];
	readonly open: (signal: AbortSignal) => Promise<OpenedSource>;
	readonly consumer: Consumer;
	readonly checkpoints: (key: string) => Promise<string | undefined>;
	readonly pollIntervalMs: number;
	/** How fast the org may be asked at this moment. */
	readonly pace: (signal: AbortSignal) => Promise<Pace>;
	/** After each poll, whatever became of it. */
	readonly polled: (abandon: AbortSignal) => Promise<void>;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

export interface Stream {
	/**
	 * Polls until `stop` aborts; then finishes the batch in hand and resolves.
	 * `abandon` gives that batch up as well. Never rejects.
	 */
	run(stop: AbortSignal, abandon: AbortSignal): Promise<void>;
	/** One poll; rejects with what stopped it. Not while `run` runs. */
	pollOnce(stop: AbortSignal, abandon: AbortSignal): Promise<void>;
}

export function createStream(options: StreamOptions): Stream {
	const { consumer, clock, pollIntervalMs, name } = options;
	const { logger } = options.telemetry;
	const parts = new Map(
		options.streams.map((stream) => [stream, options.telemetry.stream(stream)]),
	);
	/** Of the newest event by event type, ms. */
	const newest = new Map<string, number>();
	/** Something was read and stored. */
	let begun = false;
	let opened: OpenedSource | undefined;

	/** What is true of all that is read together. */
	function tell(news: ComponentReport): void {
		for (const part of parts.values()) part.report(news);
	}

	function stored(eventType: string, time: number, stream = name): void {
		const before = newest.get(eventType) ?? Number.NEGATIVE_INFINITY;
		if (time <= before) return;
		newest.set(eventType, time);
		parts
			.get(stream)
			?.age("salesforce_receiver_newest_event_age_seconds", time, {
				event_type: eventType,
			});
	}

	async function pollOnce(
		stop: AbortSignal,
		abandon: AbortSignal,
	): Promise<void> {
		if (opened !== undefined && !(await opened.isCurrent(stop))) {
			opened = undefined;
		}
		opened ??= await options.open(stop);
		const { source, beginPoll, checkpointPrefix, deduplicationMs } = opened;
		beginPoll?.();
		const checkpoints = (key: string) =>
			options.checkpoints(checkpointPrefix + key);
		for await (const batch of source.poll(checkpoints, stop)) {
			const { key, state, origin, eventType, stream, ...content } = batch;
			const eventTimes = eventTimesOf(content);
			const checkpoint = { key: checkpointPrefix + key, value: state };
			const deduplication =
				deduplicationMs === undefined
					? undefined
					: {
							// Not of the checkpoint: hourly and daily files hold the same rows.
							scope: checkpointPrefix + eventType,
							origin,
							windowMs: deduplicationMs,
						};
			await consumer.consume(
				{ ...content, eventTimes, checkpoint, deduplication },
				abandon,
			);
			if (!begun) tell({ status: { state: "ok" } });
			begun = true;
			if (eventTimes !== undefined)
				stored(eventType, eventTimes.newest, stream);
			if (stop.aborted) return;
		}
	}

	/** How long to wait after the n-th failure in a row. */
	function backOff(failures: number, error: unknown): number {
		const limit = Math.max(
			pollIntervalMs,
			error instanceof SalesforceError && UNTIL_SOMEBODY_ACTS.has(error.code)
				? MAX_BACK_OFF_MS
				: FIRST_BACK_OFF_MS,
		);
		return Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), limit);
	}

	async function run(stop: AbortSignal, abandon: AbortSignal): Promise<void> {
		let failures = 0;
		tell({ status: { state: "starting" } });
		await sleep(
			Math.min(pollIntervalMs * JITTER, MAX_START_DELAY_MS) * options.random(),
			stop,
		);
		while (!stop.aborted) {
			const pace = await options.pace(stop).catch(() => undefined);
			if (stop.aborted) return;
			if (pace?.kind === "hold") {
				postponed(pace.reason);
				await sleep(RECHECK_MS * (1 + JITTER * options.random()), stop);
				continue;
			}
			let wait = pollIntervalMs;
			tell({ lastPollAt: clock.now() });
			try {
				await pollOnce(stop, abandon);
				if (!stop.aborted) tell({ status: { state: "ok" } });
				if (failures > 0 && !stop.aborted) {
					logger.info("The stream reads again", { stream: name, failures });
				}
				failures = 0;
			} catch (error) {
				if (stop.aborted) return;
				failures++;
				wait = backOff(failures, error);
				report(error, wait);
			}
			await options.polled(abandon).catch(() => {});
			if (stop.aborted) return;
			// How fast a backlog is read, the source decides by itself.
			if (failures === 0 && opened?.source.hasMore?.()) continue;
			const jitter = 1 + JITTER * options.random();
			const pause = Math.round(wait * (pace?.stretch ?? 1) * jitter);
			tell({ nextPollAt: clock.now() + pause });
			await sleep(pause, stop);
		}
	}

	/** Ends early when `signal` aborts. */
	async function sleep(ms: number, signal: AbortSignal): Promise<void> {
		const rounded = Math.round(ms);
		if (rounded > 0) await clock.sleep(rounded, signal).catch(() => {});
	}

	function postponed(reason: HoldReason): void {
		for (const part of parts.values()) {
			part.count("salesforce_receiver_polls_postponed", 1, { reason });
		}
		tell({
			nextPollAt: clock.now() + RECHECK_MS,
			status: {
				state: "recoverable_error",
				code: reason,
				message: HELD[reason],
			},
		});
	}

	function report(error: unknown, waitMs: number): void {
		const known = error instanceof SalesforceError ? error : undefined;
		const code = known?.code ?? "unexpected";
		const message = error instanceof Error ? error.message : String(error);
		for (const part of parts.values()) {
			part.count("salesforce_receiver_polls_failed", 1, { code });
		}
		tell({
			status: {
				state:
					known?.retryable === false ? "permanent_error" : "recoverable_error",
				message,
				code,
				cure: known?.cure,
			},
		});
		logger.error("The stream could not be read; it is tried again", {
			stream: name,
			code,
			error: message,
			...(known?.cure === undefined ? {} : { cure: known.cure }),
			next_attempt_in_s: Math.round(waitMs / 1000),
		});
	}

	return {
		run,
		async pollOnce(stop, abandon) {
			do await pollOnce(stop, abandon);
			while (!stop.aborted && opened?.source.hasMore?.());
		},
	};
}
