// The seam to what survives a crash: queued requests and checkpoints, moved
// together in one transaction. Invariant: a checkpoint is never stored without
// the requests that make it true.

import type { EncodedRequest } from "./exporter.ts";
import type { Checkpoint } from "./log-batch.ts";

/** A request on its way to one or more exporters; stored once, however many share it. */
export interface Delivery {
	readonly request: EncodedRequest;
	/** Ids of the exporters that must send it. */
	readonly exporters: readonly string[];
}

export interface QueuedRequest extends EncodedRequest {
	/** Ascending in the order of storing. */
	readonly id: number;
	/** When it was stored, ms since the epoch. */
	readonly storedAt: number;
}

export interface QueueDepth {
	readonly requests: number;
	readonly records: number;
	/** Bytes as stored, that is after compression. */
	readonly bytes: number;
}

/** Why a request was set aside: what the backend answered. */
export interface DeadLetterReason {
	readonly message: string;
	readonly status?: number | undefined;
}

/** The part of the store that one exporter drains. */
export interface ExporterQueue {
	readonly depth: QueueDepth;
	/** The oldest requests with an id above `afterId`, at most `limit`. */
	next(afterId: number, limit: number): Promise<QueuedRequest[]>;
	/** Forgets a request that the backend has taken. */
	acknowledge(id: number): Promise<void>;
	/** Keeps a request that the backend will never take, with its reason, out of the way of what follows. */
	setAside(id: number, reason: DeadLetterReason): Promise<void>;
	/** Forgets the oldest request that is not in `except`; gives what it held, or undefined when there is none. */
	dropOldest(except: ReadonlySet<number>): Promise<QueueDepth | undefined>;
}

/** Uids of one hour that were delivered, to recognise them when they come again. */
export interface DeliveredUids {
	/** See `Deduplication`. */
	readonly scope: string;
	readonly origin: string;
	/** The hour in which the events happened, in hours since the epoch. */
	readonly hour: number;
	/** When they may be forgotten, ms since the epoch. */
	readonly expiresAt: number;
	/** 16 bytes each, one after the other. */
	readonly uids: Uint8Array;
}

export interface Storage {
	/** One durable transaction: all deliveries, the checkpoint and the uids, or nothing. */
	commit(
		deliveries: readonly Delivery[],
		checkpoint: Checkpoint | undefined,
		delivered?: readonly DeliveredUids[],
	): Promise<void>;
	/** Uids that other origins have delivered in that scope and hour, 16 bytes each. */
	deliveredUids(
		scope: string,
		hour: number,
		exceptOrigin: string,
	): Promise<Uint8Array[]>;
	checkpoint(key: string): Promise<string | undefined>;
	/** The queue of one exporter; the same object for the same id. */
	queue(exporterId: string): ExporterQueue;
	/** Exporter ids with requests waiting, whether configured or not. */
	exporters(): Promise<string[]>;
	/** How many requests are set aside for an exporter. */
	deadLetters(exporterId: string): Promise<number>;
	/** Idempotent. */
	close(): Promise<void>;
}
