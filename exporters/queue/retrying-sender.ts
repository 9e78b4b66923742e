// Sends a request until the backend has taken it or refuses it for good.
// Invariants: an answer that has come is never thrown away, whatever is aborted
// meanwhile, because the request would be sent twice. What Retry-After says holds
// for every request to this backend, and for no other backend.

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

/** How often a request is throttled before it is tried in halves, while others pass. */
const THROTTLED_WHILE_OTHERS_PASS = 4;

/** The same where none passes, because all may be too large: no backend takes less than 2 MiB by default. */
const THROTTLED_ALONE = [
	{ overBytes: 2 * 1024 * 1024, attempts: 8 },
	{ overBytes: 64 * 1024, attempts: 20 },
];

/** It goes on when somebody has renewed the credentials. */
const REFUSED_LOGIN: ReadonlySet<number | undefined> = new Set([401, 403]);

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
	/** How many requests the backend has taken. */
	let taken = 0;
	let pause: { readonly until: number; readonly ms: number } | undefined;

	/** Until the time is over that the backend has asked for, on whatever request. */
	async function heldBack(signal: AbortSignal): Promise<void> {
		if (pause === undefined) return;
		const left = pause.until - clock.now();
		// A clock that is set back must not make it longer.
		if (left > 0) await clock.sleep(Math.min(left, pause.ms), signal);
	}

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
		await heldBack(stopping);
		const backoff = createBackoff(retry, random);
		const start = clock.now();
		const neverPasses = createThrottleJudge(request, () => taken);
		let gaveUp: string | undefined;

		/** Waits before the next attempt, or decides that there is none. */
		async function wait({ retryAfterMs = 0, message, status }: RetryResult) {
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
			if (retryAfterMs > 0) {
				pause = { until: clock.now() + retryAfterMs, ms: retryAfterMs };
			}
			outage.failed(message, delay);
			telemetry.report({
				status: {
					state: REFUSED_LOGIN.has(status)
						? "permanent_error"
						: "recoverable_error",
					message,
				},
				lastAnswer: { at: clock.now(), text: message },
			});
			telemetry.count("salesforce_exporter_retries", 1);
			await clock.sleep(delay, stopping);
		}

		try {
			// The loop is p-retry's; the waiting is ours, because its own knows neither
			// the injected clock nor Retry-After nor jitter downwards. It isn't given
			// the signal: it would drop the result of an attempt that ended meanwhile.
			return await pRetry(
				async () => {
					await heldBack(stopping);
					const result = await attempt(request, signal);
					if (result.kind === "retry") {
						if (neverPasses(result)) return tooLarge(result);
						throw new AttemptFailed(result);
					}
					outage.worked();
					if (result.kind === "accepted" || result.kind === "partial") taken++;
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

/**
 * Tells a 429 that time cures from one that it never will: Loki answers so to what is
 * larger than its burst, in the words of its rate limit.
 */
function createThrottleJudge(
	{ records, bytes }: EncodedRequest,
	takenSoFar: () => number,
): (result: RetryResult) => boolean {
	let throttled = 0;
	let takenBefore = 0;
	return ({ status, retryAfterMs }) => {
		// A backend that names the time knows that it passes.
		if (status !== 429 || retryAfterMs !== undefined || records < 2) {
			return false;
		}
		if (throttled === 0) takenBefore = takenSoFar();
		throttled += 1;
		if (takenSoFar() > takenBefore) {
			return throttled >= THROTTLED_WHILE_OTHERS_PASS;
		}
		return THROTTLED_ALONE.some(
			({ overBytes, attempts }) => bytes > overBytes && throttled >= attempts,
		);
	};
}

function tooLarge({ status, message }: RetryResult): FinalResult {
	return {
		kind: "too_large",
		status,
		message: `${message} (again and again, so it may be too large)`,
	};
}
