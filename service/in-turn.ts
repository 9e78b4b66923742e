// Batches of one scope go through a consumer one after the other. Streams never meet
// in a scope, but a backfill meets the stream that reads the same event type; what one
// of them delivers must be known before the other's next batch is compared with it.

import type { Consumer } from "../pipeline/consumer.ts";
import type { LogBatch } from "../pipeline/log-batch.ts";

export function inTurn(consumer: Consumer): Consumer {
	/** By scope: settles when the last batch that came is through. */
	const last = new Map<string, Promise<void>>();

	async function after(
		before: Promise<void> | undefined,
		batch: LogBatch,
		signal: AbortSignal,
	): Promise<void> {
		await before;
		await consumer.consume(batch, signal);
	}

	return {
		...consumer,
		consume(batch, signal) {
			const scope = batch.deduplication?.scope;
			if (scope === undefined) return consumer.consume(batch, signal);
			const mine = after(last.get(scope), batch, signal);
			const settled = mine.catch(() => {});
			last.set(scope, settled);
			return mine;
		},
	};
}
