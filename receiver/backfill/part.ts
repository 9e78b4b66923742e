// One source of a backfill: polls it until the range is read. Invariants: it goes on
// behind the last batch that was stored; the live checkpoints of the same source are
// neither read nor written.

import type { Clock } from "../../pipeline/clock.ts";
import type { Consumer } from "../../pipeline/consumer.ts";
import { recordCount } from "../../pipeline/log-batch.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import type { OpenedSource } from "../stream.ts";
import { openFilesIn } from "./position.ts";
import type { Rest } from "./rest.ts";

const FIRST_BACK_OFF_MS = 30_000;
/** Polls in a row that fail before the part is left for another run: some fifteen minutes. */
const MAX_FAILURES = 5;
/** The same for a file: it was put off for 1, 2, 4 and 8 minutes. */
const MAX_FILE_ATTEMPTS = 4;

export interface PartOptions {
	readonly opened: OpenedSource;
	/** Comes before the source's own keys. */
	readonly checkpointPrefix: string;
	/** What this run's records are told from by others'. */
	readonly run: string;
	readonly consumer: Consumer;
	readonly checkpoints: (key: string) => Promise<string | undefined>;
	readonly clock: Clock;
	/** Before each poll, and after each batch. */
	readonly rest: Rest;
	readonly serverNow: () => number;
	/** After each batch that was stored. */
	readonly onBatch: (
		records: number,
		states: ReadonlyMap<string, string>,
	) => void;
}

export interface PartSignals {
	/** Finish the batch in hand and end. */
	readonly stop: AbortSignal;
	/** Give that batch up as well. */
	readonly abandon: AbortSignal;
}

export type PartEnd =
	/** All of the range was read, or is lost and was told. */
	| { readonly kind: "complete"; readonly keys: readonly string[] }
	| {
			readonly kind: "failed";
			readonly message: string;
			readonly cure?: string | undefined;
	  };

/** Rejects with the reason of `stop` only. */
export async function readPart(
	options: PartOptions,
	signals: PartSignals,
): Promise<PartEnd> {
	const { clock } = options;
	const { stop } = signals;
	/** By the source's own key, as stored. */
	const states = new Map<string, string>();
	for (let failures = 0; ; ) {
		let wait: number;
		try {
			await options.rest(stop);
			await poll(options, states, signals);
			failures = 0;
			const open = openFilesIn(states.values());
			if (open.length === 0) return { kind: "complete", keys: keysOf() };
			if (open.every(({ attempts }) => attempts > MAX_FILE_ATTEMPTS)) {
				return {
					kind: "failed",
					message: `${open.length} event log file(s) could not be read, time after time: ${open
						.slice(0, 5)
						.map(({ id }) => id)
						.join(", ")}`,
					cure: "See the log for the reason, and run the same command again later: only these are read then.",
				};
			}
			const due = Math.min(...open.map(({ retryAt }) => retryAt));
			wait = Math.max(due - options.serverNow(), 0);
		} catch (error) {
			stop.throwIfAborted();
			failures++;
			const known = error instanceof SalesforceError ? error : undefined;
			if (known?.retryable !== true || failures === MAX_FAILURES) {
				return {
					kind: "failed",
					message: error instanceof Error ? error.message : String(error),
					cure: known?.cure,
				};
			}
			wait = FIRST_BACK_OFF_MS * 2 ** (failures - 1);
		}
		await clock.sleep(wait, stop);
	}

	function keysOf(): string[] {
		return [...states.keys()].map((key) => options.checkpointPrefix + key);
	}
}

async function poll(
	options: PartOptions,
	states: Map<string, string>,
	{ stop, abandon }: PartSignals,
): Promise<void> {
	const { opened, checkpointPrefix, consumer, run } = options;
	const { source, checkpointPrefix: livePrefix, deduplicationMs } = opened;
	opened.beginPoll?.();
	async function stored(key: string): Promise<string | undefined> {
		const value = await options.checkpoints(checkpointPrefix + key);
		if (value !== undefined) states.set(key, value);
		return value;
	}
	for await (const batch of source.poll(stored, stop)) {
		const { key, state, origin, eventType, ...content } = batch;
		await consumer.consume(
			{
				...content,
				checkpoint: { key: checkpointPrefix + key, value: state },
				deduplication:
					deduplicationMs === undefined
						? undefined
						: {
								// Of the live stream: what it has delivered is recognised.
								scope: livePrefix + eventType,
								// Of its own: the live stream may have read the same file.
								origin: `${run} ${origin}`,
								windowMs: deduplicationMs,
							},
			},
			abandon,
		);
		states.set(key, state);
		options.onBatch(recordCount(content), states);
		stop.throwIfAborted();
		await options.rest(stop);
	}
	stop.throwIfAborted();
}
