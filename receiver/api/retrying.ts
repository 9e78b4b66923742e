// Repeats a request to Salesforce where that is worth it: busy or failing servers,
// broken connections, web pages in the place of answers. Invariants: one poll repeats no
// more than its allowance; every repetition is counted and told.

import pRetry from "p-retry";
import type { Clock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import type { RequestKind } from "./instance-http.ts";
import type { RetryAllowance } from "./retry-allowance.ts";
import { SalesforceError } from "./salesforce-error.ts";

/** Of one request. */
const RETRIES = 4;
const RETRY_BASE_DELAY_MS = 500;
/** No new attempt begins after this; the next poll is the better one. */
const MAX_RETRY_TIME_MS = 300_000;
/** What a request waits for that runs into a limit ends after 20 seconds at the earliest. */
const LIMITED = new Set([
	"concurrent_limit_exceeded",
	"long_running_limit_exceeded",
]);
const LIMITED_FACTOR = 10;

export interface RetryingOptions {
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** The pause before the second attempt; each further one is twice as long. 500 ms. */
	readonly baseDelayMs?: number | undefined;
	/** Told of the error that an attempt is repeated for. */
	readonly onRetry?: ((error: SalesforceError) => void) | undefined;
}

/** Rejects with the last attempt's error, or the reason of `signal`. */
export type Retry = <T>(
	kind: RequestKind | "login",
	attempt: () => Promise<T>,
	signal: AbortSignal,
) => Promise<T>;

export function createRetrying({
	telemetry,
	clock,
	random,
	baseDelayMs = RETRY_BASE_DELAY_MS,
	onRetry,
}: RetryingOptions): (allowance: RetryAllowance) => Retry {
	return (allowance) => (kind, attempt, signal) => {
		const worthIt = (error: unknown): error is SalesforceError =>
			error instanceof SalesforceError &&
			error.retryable &&
			// The org would look through the same rows for as long again: whoever asked
			// asks for less.
			!(kind === "query" && error.code === "response_timeout");
		const deadline = clock.now() + MAX_RETRY_TIME_MS;
		return pRetry(attempt, {
			retries: RETRIES,
			// The pauses are those of `shouldRetry`, by the clock that was passed in.
			minTimeout: 0,
			signal,
			async shouldRetry({ error, attemptNumber }) {
				if (!worthIt(error) || clock.now() >= deadline) return false;
				if (!allowance.take()) return false;
				onRetry?.(error);
				const extra = LIMITED.has(error.code)
					? LIMITED_FACTOR * attemptNumber
					: 0;
				const pause = Math.round(
					baseDelayMs * ((1 + random()) * 2 ** (attemptNumber - 1) + extra),
				);
				telemetry.count("salesforce_client_retries", 1, {
					kind,
					code: error.code,
				});
				telemetry.logger.warn("A request to Salesforce failed, trying again", {
					code: error.code,
					error: error.message,
					...(error.requestId && { request_id: error.requestId }),
					attempt: attemptNumber,
					delay_ms: pause,
				});
				await clock.sleep(pause, signal);
				return true;
			},
		});
	};
}
