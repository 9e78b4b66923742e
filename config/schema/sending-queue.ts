// The durable queue that every exporter stands behind; the Collector's
// `sending_queue` keys. Two deliberate differences: it is always on disk, and the
// receiver waits when it is full.

import { z } from "zod";
import { crossCheck, type Unchecked } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { bool, positiveInteger, size } from "./number.ts";
import { choice } from "./text.ts";

export const batchSchema = crossCheck(
	z.strictObject({
		max_size: size()
			.prefault(1_000_000)
			.describe(
				"The most that one request holds, in units of `sizer`; bytes are counted before compression. The strictest backends take no more than the default.",
			),
		min_size: size({ zero: true })
			.prefault(0)
			.describe(
				"Requests that are smaller, in units of `sizer`, are joined with those behind them when they are sent. `0` sends each as it was stored. The receiver never waits for it.",
			),
		flush_timeout: duration()
			.prefault("200ms")
			.describe(
				"How long a stored request waits for `min_size` to be reached before it is sent as it is.",
			),
		sizer: choice(["bytes", "items"])
			.prefault("bytes")
			.describe("What `max_size` and `min_size` count: bytes, or log records."),
	}),
	({ min_size: min, max_size: max }, report) => {
		if (typeof min === "number" && typeof max === "number" && max < min) {
			report("`max_size` must be greater or equal to `min_size`", "max_size");
		}
	},
);

export function sendingQueueSchema(defaults: { enabled: boolean }) {
	return crossCheck(
		z.strictObject({
			enabled: bool()
				.prefault(defaults.enabled)
				.describe(
					"Store requests on disk before they are sent. When false, the receiver waits for the backend's answer instead.",
				),
			num_consumers: positiveInteger()
				.prefault(10)
				.describe(
					"The most requests in flight at once. `1` sends them in the order of storing, and nothing before what is being retried.",
				),
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
		}),
		(value, report) => {
			const batch = value.batch as Unchecked | undefined;
			const { min_size: min, sizer } = batch ?? {};
			if (
				sizer === value.sizer &&
				typeof min === "number" &&
				typeof value.queue_size === "number" &&
				min > value.queue_size
			) {
				report("`min_size` must be less than or equal to `queue_size`", [
					"batch",
					"min_size",
				]);
			}
		},
	);
}

export type SendingQueueConfig = z.output<
	ReturnType<typeof sendingQueueSchema>
>;
