// The durable queue that every exporter stands behind; the Collector's
// `sending_queue` keys. Two deliberate differences: it is always on disk, and the
// receiver waits when it is full.

import { z } from "zod";
import { bool, positiveInteger, size } from "./number.ts";
import { choice } from "./text.ts";

export const batchSchema = z.strictObject({
	max_size: size()
		.prefault(1_000_000)
		.describe(
			"The most that one request holds, in units of `sizer`; bytes are counted before compression. The strictest backends take no more than the default.",
		),
	sizer: choice(["bytes", "items"])
		.prefault("bytes")
		.describe("What `max_size` counts: bytes, or log records."),
});

export function sendingQueueSchema(defaults: { enabled: boolean }) {
	return z.strictObject({
		enabled: bool()
			.prefault(defaults.enabled)
			.describe(
				"Store requests on disk before they are sent. When false, the receiver waits for the backend's answer instead.",
			),
		num_consumers: positiveInteger()
			.prefault(10)
			.describe("The most requests in flight at once."),
		queue_size: size()
			.prefault(1000)
			.describe("The most that waits in the queue, in units of `sizer`."),
		sizer: choice(["requests", "items", "bytes"])
			.prefault("requests")
			.describe(
				"What `queue_size` counts: requests, log records, or stored bytes.",
			),
		block_on_overflow: bool()
			.prefault(true)
			.describe(
				"When the queue is full, the receiver waits. When false, the oldest request is dropped and counted. (The Collector's default is `false`.)",
			),
		batch: batchSchema.prefault({}).describe("How large a request grows."),
	});
}

export type SendingQueueConfig = z.output<
	ReturnType<typeof sendingQueueSchema>
>;
