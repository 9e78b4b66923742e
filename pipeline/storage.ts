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

/** The records that are meant of a stored request. */
export interface RecordRange {
	readonly first: number;
	readonly records: number;
}

/** A request's place in a queue: ascending ids in the order of storing, then the order within one. */
export interface QueuePosition {
	readonly id: number;
	/** Set when the request was split: only these of its records are still to be sent. */
	readonly part?: RecordRange | undefined;
}

/** `body`, `bytes` and `records` are those of the whole request, also where only a part is to be sent. */
export interface QueuedRequest extends EncodedRequest, QueuePosition {
	/** When it was stored, ms since the epoch. */
	readonly storedAt: number;
}

/** A queued request without its bytes. */
export type WaitingRequest = Omit<QueuedRequest, "body">;

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
	/** The backend may have stored some of the records all the same. */
	readonly partlyDelivered?: boolean | undefined;
}

/** What is kept of a request that leaves a queue. */
export interface Refused {
	readonly reason: DeadLetterReason;
	/** Absent when it is the stored request as a whole. */
	readonly request?: EncodedRequest | undefined;
}

/** A request that an exporter is done with: taken by the backend, but for what was refused. */
export interface Settled {
	readonly position: QueuePosition;
	readonly refused?: readonly Refused[] | undefined;
}

/** The part of the store that one exporter drains. */
export interface ExporterQueue {
	readonly depth: QueueDepth;
	/** Calls `listener` whenever requests were stored in this queue, by whomever. */
	onAdded(listener: () => void): void;
	/** The oldest requests after a position, at most `limit`. */
	next(
		after: QueuePosition | undefined,
		limit: number,
	): Promise<QueuedRequest[]>;
	/** The same without their bytes. */
	waiting(
		after: QueuePosition | undefined,
		limit: number,
	): Promise<WaitingRequest[]>;
	/** One transaction: forgets the requests, and keeps as dead letters what was refused of them. */
	settle(requests: readonly Settled[]): Promise<void>;
	/** Makes two requests of one: its first `records` records, and the rest. Their bytes stay shared. */
	split(request: QueuePosition, records: number): Promise<void>;
	/** Forgets the oldest request whose id is not in `except`; gives what it held, or undefined when there is none. */
	dropOldest(except: ReadonlySet<number>): Promise<QueueDepth | undefined>;
}

/** A request that a backend refused for good, kept with its bytes. */
export interface DeadLetter extends DeadLetterReason {
	readonly id: number;
	readonly exporter: string;
	/** Ms since the epoch. */
	readonly setAsideAt: number;
	readonly storedAt: number;
	readonly records: number;
	/** Before compression. */
	readonly bytes: number;
	readonly partlyDelivered: boolean;
}

export interface DeadLetterQuery {
	/** Of every exporter when absent. */
	readonly exporter?: string | undefined;
	/** Only those after this id. */
	readonly afterId?: number | undefined;
	readonly limit: number;
}

export interface DeadLetters {
	count(exporterId: string): Promise<number>;
	/** In the order of setting aside. */
	list(query: DeadLetterQuery): Promise<DeadLetter[]>;
	/** One with its bytes, undefined when there is none with this id. */
	show(
		id: number,
	): Promise<
		| { readonly letter: DeadLetter; readonly request: EncodedRequest }
		| undefined
	>;
	/**
	 * Puts it at the end of its exporter's queue; false when there is none with this
	 * id. One that was partly delivered arrives twice in part: ask the operator first.
	 */
	retry(id: number): Promise<boolean>;
	/** Forgets it; false when there is none with this id. */
	drop(id: number): Promise<boolean>;
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
	/**
	 * One durable transaction: all deliveries, the checkpoint and the uids, or
	 * nothing. Waits while there is no room on the disk; rejects with the signal's
	 * reason.
	 */
	commit(
		deliveries: readonly Delivery[],
		checkpoint: Checkpoint | undefined,
		delivered?: readonly DeliveredUids[],
		signal?: AbortSignal,
	): Promise<void>;
	/** Uids that other origins have delivered in that scope and hour, 16 bytes each. */
	deliveredUids(
		scope: string,
		hour: number,
		exceptOrigin: string,
	): Promise<Uint8Array[]>;
	checkpoint(key: string): Promise<string | undefined>;
	/** Forgets checkpoints that nobody will go on from; those that are not there don't matter. */
	forgetCheckpoints(keys: readonly string[]): Promise<void>;
	/** The queue of one exporter; the same object for the same id. */
	queue(exporterId: string): ExporterQueue;
	/** Ids of exporters with requests waiting or set aside, whether configured or not. */
	exporters(): Promise<string[]>;
	readonly deadLetters: DeadLetters;
	/**
	 * Resolves when what is stored turns out to be damaged. From then on everything is
	 * refused, so that nothing is built on it; the storage recovers when it is opened
	 * again.
	 */
	readonly damaged: Promise<Error>;
	/** Forgets all that is kept for an exporter that no longer runs; gives what that was. */
	dropExporter(
		exporterId: string,
	): Promise<{ readonly queued: QueueDepth; readonly deadLetters: number }>;
	/** Commits that wait for room on the disk are refused, and so are those that would have to from now on. */
	stopWaiting(): void;
	/** Idempotent. */
	close(): Promise<void>;
}
