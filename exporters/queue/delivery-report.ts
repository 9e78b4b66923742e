// Counts and log lines of what became of each request. Nothing leaves the queue
// without passing here.

import type { Clock } from "../../pipeline/clock.ts";
import type { EventTimes } from "../../pipeline/event-times.ts";
import type {
	EncodedRequest,
	RefusedRecords,
} from "../../pipeline/exporter.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createLogThrottle } from "./log-throttle.ts";
import type { FinalResult } from "./retrying-sender.ts";

/** A wrong path in the endpoint refuses every request: one line in ten seconds says it well enough. */
const REPORT_MS = 10_000;

/** What ends a request. */
export type DecidedResult = Exclude<FinalResult, { kind: "too_large" }>;

export interface DeliveryReport {
	/** The backend has decided. */
	settled(request: EncodedRequest, result: DecidedResult): void;
	/** Records were set aside without being sent. */
	refused(refused: RefusedRecords): void;
	/** A request goes out in parts. */
	split(request: EncodedRequest, message: string): void;
	/** The oldest request was given up for room. */
	dropped(records: number): void;
}

/** Every request may have to be split, and all of it arrives. */
const SPLIT_REPORT_MS = 10 * 60_000;

export interface DeliveryReportOptions {
	/** Whether a request that is refused for good is kept as a dead letter. */
	readonly keepsRefused: boolean;
}

/** `telemetry` is already marked with the exporter. */
export function createDeliveryReport(
	telemetry: Telemetry,
	clock: Clock,
	{ keepsRefused }: DeliveryReportOptions,
): DeliveryReport {
	const { logger } = telemetry;
	const setAside = createLogThrottle(clock, REPORT_MS);
	const partial = createLogThrottle(clock, REPORT_MS);
	const drops = createLogThrottle(clock, REPORT_MS);
	const limits = createLogThrottle(clock, REPORT_MS);
	const splits = createLogThrottle(clock, SPLIT_REPORT_MS);

	const unreported = (skipped: number) =>
		skipped > 0 ? { unreported_since_last: skipped } : {};

	/** `reason` is `refused` by the backend, or the option that kept the records from it. */
	function countFailed(
		records: number,
		reason: string,
		errorType = reason,
	): void {
		telemetry.count("otelcol_exporter_send_failed_log_records", records, {
			"error.type": errorType,
		});
		if (!keepsRefused) return;
		telemetry.count("salesforce_exporter_dead_letter_log_records", records, {
			reason,
		});
	}

	function countSent(count: number, times: EventTimes | undefined): void {
		telemetry.count("otelcol_exporter_sent_log_records", count);
		if (times === undefined) return;
		// The org's clock may be ahead of ours.
		const late = (time: number) => Math.max(0, clock.now() - time) / 1_000;
		telemetry.record("salesforce_exporter_event_latency_seconds", {
			low: late(times.newest),
			high: late(times.oldest),
			count,
		});
	}

	function countSize(records: number, bytes: number): void {
		const once = (size: number) => ({ low: size, high: size, count: 1 });
		telemetry.record("otelcol_exporter_queue_batch_send_size", once(records));
		telemetry.record(
			"otelcol_exporter_queue_batch_send_size_bytes",
			once(bytes),
		);
	}

	/** Data that a backend refuses for good will not arrive until somebody acts. */
	function answered(result: DecidedResult): void {
		const at = clock.now();
		if (result.kind === "permanent") {
			const { message } = result;
			telemetry.report({
				status: { state: "permanent_error", message },
				lastAnswer: { at, text: message },
			});
			return;
		}
		telemetry.report({
			status: { state: "ok" },
			lastAnswer: {
				at,
				text:
					result.kind === "accepted"
						? "accepted"
						: `accepted in part: ${result.message}`,
			},
		});
	}

	const fate = keepsRefused ? "set aside" : "lost (sending_queue is disabled)";

	return {
		refused({ request: { records }, option, message }) {
			countFailed(records, option);
			const skipped = limits.due();
			if (skipped === undefined) return;
			logger.warn(`${records} records are ${fate}: ${message}`, {
				records,
				option,
				...unreported(skipped),
			});
		},

		split({ records, bytes }, message) {
			const skipped = splits.due();
			if (skipped === undefined) return;
			logger.warn(
				`a request is too large for the backend and goes out in halves (${message}). A lower sending_queue: batch: max_size saves the attempt`,
				{ records, bytes, ...unreported(skipped) },
			);
		},

		settled({ records, bytes, eventTimes }, result) {
			answered(result);
			countSize(records, bytes);
			if (result.kind === "permanent") {
				countFailed(records, "refused", String(result.status ?? "unknown"));
				const skipped = setAside.due();
				if (skipped === undefined) return;
				logger.error(
					`the backend refused a request for good; its ${records} records are ${fate}${result.partlyDelivered ? ", though it may have taken some of them" : ""}: ${result.message}`,
					{
						records,
						status: result.status,
						...(result.partlyDelivered && { partly_delivered: true }),
						...unreported(skipped),
					},
				);
				return;
			}
			if (result.kind === "accepted") {
				countSent(records, eventTimes);
				return;
			}
			const rejected = Math.min(result.rejected, records);
			countSent(records - rejected, eventTimes);
			if (rejected > 0) {
				telemetry.count("salesforce_exporter_rejected_log_records", rejected);
			}
			const skipped = partial.due();
			if (skipped === undefined) return;
			logger.warn(
				rejected > 0
					? `the backend took a request but rejected ${rejected} of its ${records} records: ${result.message}`
					: `the backend took a request with a warning: ${result.message}`,
				{ records, rejected, ...unreported(skipped) },
			);
		},

		dropped(records) {
			telemetry.count("otelcol_exporter_enqueue_failed_log_records", records);
			const skipped = drops.due();
			if (skipped === undefined) return;
			logger.warn(
				`the sending queue is full; the oldest request with ${records} records was dropped (sending_queue: block_on_overflow is false)`,
				{ records, ...unreported(skipped) },
			);
		},
	};
}
