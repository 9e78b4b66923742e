// Sends a request until the backend has taken it or refuses it for good.
// Invariant: an answer that has come is never thrown away, whatever is aborted
// meanwhile, because the request would be sent twice.

import pRetry from "p-retry";
import type { RetryConfig } from "../../config/schema/retry-on-failure.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	SendResult,
} from "../../pipeline/exporter.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createBackoff } from "./backoff.ts";
import { createOutageLog } from "./outage-log.ts";

export type FinalResult = Exclude<SendResult, { kind: "retry" }>;

/**
 * Rejects only with a signal's reason. `signal` breaks off the attempt under way.
 * `stopping`, which is aborted no later than `signal`, lets that attempt end but
 * makes no further one.
 */
export type RetryingSender = (
	request: EncodedRequest,
	signal: AbortSignal,
	stopping?: AbortSignal,
) => Promise<FinalResult>;

type RetryResult = Extract<SendResult, { kind: "retry" }>;

class AttemptFailed extends Error {
	readonly result: RetryResult;

	constructor(result: RetryResult) {
		super(result.message);
		this.result = result;
	}
}

/** `telemetry` is already marked with the exporter. */
export function createRetryingSender(
	exporter: Exporter,
	retry: RetryConfig,
	telemetry: Telemetry,
	clock: Clock,
	random: () => number = Math.random,
): RetryingSender {
	const outage = createOutageLog(telemetry.logger, clock);

	async function attempt(
		request: EncodedRequest,
		signal: AbortSignal,
	): Promise<SendResult> {
		try {
			return await exporter.send(request, signal);
		} catch (error) {
			signal.throwIfAborted();
			// A defect of the exporter must not cost data.
			return { kind: "retry", message: `the exporter failed: ${error}` };
		}
	}

	return async (request, signal, stopping = signal) => {
		stopping.throwIfAborted();
		const backoff = createBackoff(retry, random);
		const start = clock.now();
		let gaveUp: string | undefined;

		/** Waits before the next attempt, or decides that there is none. */
		async function wait({ retryAfterMs = 0, message }: RetryResult) {
			stopping.throwIfAborted();
			if (!retry.enabled) {
				gaveUp = `${message} (retry_on_failure is disabled)`;
				return;
			}
			const delay = Math.max(backoff.next(), retryAfterMs);
			const elapsed = clock.now() - start;
			if (
				retry.max_elapsed_time > 0 &&
				elapsed + delay > retry.max_elapsed_time
			) {
				gaveUp = `gave up after ${Math.round(elapsed / 1000)} s (retry_on_failure: max_elapsed_time): ${message}`;
				return;
			}
			outage.failed(message, delay);
			telemetry.count("salesforce_exporter_retries", 1);
			await clock.sleep(delay, stopping);
		}

		try {
			// The loop is p-retry's; the waiting is ours, because its own knows neither
			// the injected clock nor Retry-After nor jitter downwards. It isn't given
			// the signal: it would drop the result of an attempt that ended meanwhile.
			return await pRetry(
				async () => {
					const result = await attempt(request, signal);
					if (result.kind === "retry") throw new AttemptFailed(result);
					outage.worked();
					return result;
				},
				{
					retries: Number.POSITIVE_INFINITY,
					minTimeout: 0,
					onFailedAttempt: async ({ error }) => {
						if (error instanceof AttemptFailed) await wait(error.result);
						else throw error;
					},
					shouldRetry: () => gaveUp === undefined,
				},
			);
		} catch (error) {
			if (error instanceof AttemptFailed && gaveUp !== undefined) {
				const { status } = error.result;
				return { kind: "permanent", message: gaveUp, status };
			}
			throw error;
		}
	};
}
