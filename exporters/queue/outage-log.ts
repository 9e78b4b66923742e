// Says once that a backend is in trouble, now and then that it still is, and once
// that it works again; however many requests meet the same trouble.

import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { createLogThrottle } from "./log-throttle.ts";

const REMINDER_MS = 60_000;

export interface OutageLog {
	/** An attempt failed; the next one follows after `delayMs`. */
	failed(message: string, delayMs: number): void;
	/** An attempt went through. */
	worked(): void;
}

export function createOutageLog(logger: Logger, clock: Clock): OutageLog {
	const throttle = createLogThrottle(clock, REMINDER_MS);
	let since: number | undefined;
	let reported = false;
	return {
		failed(message, delayMs) {
			since ??= clock.now();
			const skipped = throttle.due();
			if (skipped === undefined) return;
			reported = true;
			logger.warn(`delivery fails and is retried: ${message}`, {
				retry_in_ms: delayMs,
				failing_for_ms: clock.now() - since,
				...(skipped > 0 && { failures_since_last_report: skipped }),
			});
		},
		worked() {
			if (since !== undefined && reported) {
				logger.info("delivery works again", {
					failed_for_ms: clock.now() - since,
				});
			}
			since = undefined;
			reported = false;
		},
	};
}
