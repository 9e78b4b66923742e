// An exporter with what stands in front of it: its durable queue, or, when the
// operator switched that off, its retries alone.

import type { RetryConfig } from "../config/schema/retry-on-failure.ts";
import type { SendingQueueConfig } from "../config/schema/sending-queue.ts";
import { createDeliveryReport } from "../exporters/queue/delivery-report.ts";
import { createRequestDelivery } from "../exporters/queue/request-delivery.ts";
import { createRetryingSender } from "../exporters/queue/retrying-sender.ts";
import { createSendingQueue } from "../exporters/queue/sending-queue.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Exporter } from "../pipeline/exporter.ts";
import type { Storage } from "../pipeline/storage.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import type { Outlet } from "./fan-out.ts";

export interface RunningOutlet extends Outlet {
	start(): void;
	/** Brings the measurements of the queue up to date. */
	measure(): Promise<void>;
	/** From now on nobody waits for this exporter: what its queue has no room for, and what it would have to try again, is refused. */
	stopWaiting(): void;
	/** Resolves when nothing is queued or in flight. */
	drained(signal: AbortSignal): Promise<void>;
	/** Ends what is being sent, or breaks it off when `deadline` aborts. */
	shutdown(deadline: AbortSignal): Promise<void>;
}

export interface OutletOptions {
	readonly exporter: Exporter;
	readonly retry: RetryConfig;
	readonly queue: SendingQueueConfig;
	readonly storage: Storage;
	/** Already marked with the exporter. */
	readonly telemetry: Telemetry;
	readonly clock: Clock;
}

export function createOutlet(options: OutletOptions): RunningOutlet {
	const { exporter, retry, telemetry, clock } = options;
	const deliver = createRequestDelivery({
		exporter,
		send: createRetryingSender(exporter, retry, telemetry, clock),
		report: createDeliveryReport(telemetry, clock, { keepsRefused: false }),
		// Without a queue there is nothing to write down.
		ledger: { async settled() {}, async split() {} },
	});
	const queue = options.queue.enabled
		? createSendingQueue({
				exporter,
				store: options.storage.queue(exporter.id),
				config: options.queue,
				retry,
				telemetry,
				clock,
			})
		: undefined;
	const impatience = new AbortController();
	async function measure(): Promise<void> {
		if (queue === undefined) return;
		const store = options.storage.queue(exporter.id);
		const [oldest] = await store.waiting(undefined, 1);
		const logs = { data_type: "logs" };
		telemetry.gauge("otelcol_exporter_queue_size", queue.size, logs);
		telemetry.gauge(
			"otelcol_exporter_queue_capacity",
			options.queue.queue_size,
			logs,
		);
		telemetry.gauge("otelcol_exporter_in_flight_requests", queue.inFlight);
		const { records, bytes } = store.depth;
		telemetry.gauge("salesforce_exporter_queued_log_records", records);
		telemetry.gauge("salesforce_exporter_queue_bytes", bytes);
		telemetry.age("salesforce_exporter_queue_age_seconds", oldest?.storedAt);
		telemetry.gauge(
			"salesforce_exporter_dead_letters",
			await options.storage.deadLetters.count(exporter.id),
		);
	}

	return {
		measure,
		exporterId: exporter.id,
		encoder: exporter.encoder,
		queue,
		async deliver(request, signal) {
			await deliver({ from: [], request }, signal, impatience.signal);
		},
		start() {
			telemetry.report({ status: { state: "ok" } });
			queue?.start();
		},
		stopWaiting() {
			queue?.stopWaiting();
			impatience.abort(new Error(`${exporter.id} is shut down`));
		},
		async drained(signal) {
			await queue?.drained(signal);
		},
		async shutdown(deadline) {
			telemetry.report({ status: { state: "stopping" } });
			await queue?.shutdown(deadline);
			await exporter.shutdown();
			telemetry.report({ status: { state: "stopped" } });
		},
	};
}
