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
	return {
		exporterId: exporter.id,
		encoder: exporter.encoder,
		queue,
		async deliver(request, signal) {
			await deliver({ from: [], request }, signal, impatience.signal);
		},
		start() {
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
			await queue?.shutdown(deadline);
			await exporter.shutdown();
		},
	};
}
