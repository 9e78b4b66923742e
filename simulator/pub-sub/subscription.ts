// One stream of a subscriber: how many events it has asked for, which it has had, and
// when the server has to say something. Pure but for `send` and `end`.
// Rules: 100 events outstanding at most; an empty response within 270 s; the end of the
// stream 60 s after nothing is asked for any more.

import { IDLE, type PubSubRefusal } from "./refusals.ts";
import { encode, type FieldOut } from "./wire.ts";

const MAX_REQUESTED = 100;
const KEEPALIVE_MS = 270_000;
const IDLE_MS = 60_000;

/** An event of a topic, in the order of publishing. */
export interface TopicEvent {
	readonly replayId: Buffer;
	/** An encoded `ProducerEvent`. */
	readonly event: Buffer;
}

export interface Subscription {
	request(events: number): void;
	/** Whatever is due by the org's clock. */
	look(): void;
	/** When something will be due without a new event, ms. */
	nextAt(): number;
}

export function createSubscription(options: {
	/** The events after this replay id that can be seen now; all that are kept without one. */
	readonly eventsAfter: (replayId: Buffer | undefined) => readonly TopicEvent[];
	readonly latest: () => Buffer;
	/** Begins after this one. */
	readonly after: Buffer | undefined;
	readonly now: () => number;
	readonly send: (response: Buffer) => void;
	readonly end: (refusal: PubSubRefusal) => void;
}): Subscription {
	const { now, send } = options;
	let { after } = options;
	let requested = 0;
	let spokeAt = now();
	let idleSince: number | undefined;
	let ended = false;

	function respond(events: readonly TopicEvent[]): void {
		spokeAt = now();
		send(
			encode([
				...events.map(
					({ replayId, event }): FieldOut => [
						1,
						encode([
							[1, event],
							[2, replayId],
						]),
					],
				),
				[2, events.at(-1)?.replayId ?? options.latest()],
				[3, "simulated"],
				[4, requested],
			]),
		);
	}

	function look(): void {
		if (ended) return;
		const events =
			requested > 0 ? options.eventsAfter(after).slice(0, requested) : [];
		if (events.length > 0) {
			after = events.at(-1)?.replayId;
			requested -= events.length;
			if (requested === 0) idleSince = now();
			respond(events);
		}
		if (idleSince !== undefined && now() - idleSince >= IDLE_MS) {
			ended = true;
			options.end(IDLE);
		} else if (now() - spokeAt >= KEEPALIVE_MS) respond([]);
	}

	return {
		request(events) {
			requested = Math.min(requested + events, MAX_REQUESTED);
			idleSince = undefined;
			look();
		},
		look,
		nextAt: () =>
			ended
				? Infinity
				: Math.min(spokeAt + KEEPALIVE_MS, (idleSince ?? Infinity) + IDLE_MS),
	};
}
