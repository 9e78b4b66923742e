// Keeps from being delivered again what was delivered lately: rows of a daily file
// that Salesforce has replaced, rows that a late file repeats, events that two
// windows share.
//
// Invariants: the memory of what was delivered is written in the transaction that
// delivers it; equal rows of one file are different events and are never compared
// with each other; only uids of the same scope and of the same hour of the event are
// compared, because the same event has the same time. So a file that is new in its
// hours costs no look-up at all, and the memory for one that is not is bounded by the
// events of its hours.

import type {
	BatchContent,
	Deduplication,
	LogBatch,
} from "../../pipeline/log-batch.ts";
import type { DeliveredUids, Storage } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { UID_BYTES } from "../../pipeline/uid-bytes.ts";
import {
	type Fingerprints,
	fingerprintsOf,
	NO_HOUR,
	pick,
	type Run,
} from "./fingerprints.ts";
import { UidSet } from "./uid-set.ts";

/** 32 MiB of uids, in tables at most 86 MiB: only a replaced file of millions of rows gets there. */
const MAX_CACHED_UIDS = 2 ** 21;

export interface Admitted {
	/** The batch's own when nothing of it is known. */
	readonly content: BatchContent;
	/** What to remember in the transaction that stores them. */
	readonly delivered: readonly DeliveredUids[];
}

export interface Deduplicator {
	admit(batch: LogBatch, now: number): Promise<Admitted>;
}

/** What others than `origin` have delivered in a scope, by hour. */
interface Known {
	readonly origin: string;
	readonly hours: Map<number, UidSet>;
}

/** `telemetry` is already marked with the receiver. */
export function createDeduplicator(
	storage: Pick<Storage, "deliveredUids">,
	telemetry: Telemetry,
): Deduplicator {
	const scopes = new Map<string, Known>();

	async function knownIn(
		{ scope, origin }: Deduplication,
		hour: number,
	): Promise<UidSet> {
		let known = scopes.get(scope);
		if (known?.origin !== origin) {
			known = { origin, hours: new Map() };
			scopes.set(scope, known);
		}
		let uids = known.hours.get(hour);
		if (uids === undefined) {
			const stored = await storage.deliveredUids(scope, hour, origin);
			const bytes = stored.reduce((sum, part) => sum + part.byteLength, 0);
			uids = new UidSet(bytes / UID_BYTES);
			for (const part of stored) uids.addAll(part);
			makeRoom(uids.size);
			known.hours.set(hour, uids);
		}
		return uids;
	}

	/** Forgets hours, the longest held first, until `more` uids fit. */
	function makeRoom(more: number): void {
		let cached = more;
		for (const { hours } of scopes.values()) {
			for (const uids of hours.values()) cached += uids.size;
		}
		for (const { hours } of scopes.values()) {
			for (const [hour, uids] of hours) {
				if (cached <= MAX_CACHED_UIDS) return;
				cached -= uids.size;
				hours.delete(hour);
			}
		}
	}

	return {
		async admit(batch, now) {
			const { deduplication } = batch;
			const prints = fingerprintsOf(batch);
			if (deduplication === undefined || prints.count === 0) {
				return { content: batch, delivered: [] };
			}
			const hours = new Map<number, Hour>();
			for (const [hour, count] of countByHour(prints)) {
				hours.set(hour, {
					known: await knownIn(deduplication, hour),
					uids: Buffer.allocUnsafe(count * UID_BYTES),
					length: 0,
				});
			}
			const kept = runsOfNew(prints, hours);
			const delivered = [...hours]
				.filter(([, { length }]) => length > 0)
				.map(([hour, { uids, length }]) => ({
					scope: deduplication.scope,
					origin: deduplication.origin,
					hour,
					expiresAt: now + deduplication.windowMs,
					uids: uids.subarray(0, length),
				}));
			const admitted = kept.reduce((sum, run) => sum + run.end - run.first, 0);
			const duplicates = prints.count - admitted;
			if (duplicates === 0) return { content: batch, delivered };
			telemetry.count("salesforce_receiver_duplicate_log_records", duplicates);
			return { content: pick(batch, kept), delivered };
		},
	};
}

/** One hour of a batch. */
interface Hour {
	/** Delivered before, by others. */
	readonly known: UidSet;
	/** Room for all of the batch's uids of that hour; the first `length` bytes are to be remembered. */
	readonly uids: Buffer;
	length: number;
}

function countByHour(prints: Fingerprints): Map<number, number> {
	const counts = new Map<number, number>();
	for (const { first, end, hour } of hourRuns(prints)) {
		if (hour === NO_HOUR) continue;
		counts.set(hour, (counts.get(hour) ?? 0) + end - first);
	}
	return counts;
}

/** What is not known, in runs of one hour; its uids are noted in their hours. */
function runsOfNew(
	prints: Fingerprints,
	hours: ReadonlyMap<number, Hour>,
): Run[] {
	const runs: Run[] = [];
	for (const { first, end, hour } of hourRuns(prints)) {
		const noted = hours.get(hour);
		if (noted === undefined) {
			runs.push({ first, end });
			continue;
		}
		for (const run of unknownRuns(prints.uids, first, end, noted.known)) {
			const uids = prints.uids.subarray(
				run.first * UID_BYTES,
				run.end * UID_BYTES,
			);
			noted.uids.set(uids, noted.length);
			noted.length += uids.length;
			runs.push(run);
		}
	}
	return runs;
}

/** The usual file has its rows in the order of time, so these are long. */
function* hourRuns({
	count,
	hours,
}: Fingerprints): Generator<Run & { readonly hour: number }, void, void> {
	for (let first = 0; first < count; ) {
		const hour = hours[first] as number;
		let end = first + 1;
		while (end < count && hours[end] === hour) end++;
		yield { first, end, hour };
		first = end;
	}
}

function* unknownRuns(
	uids: Uint8Array,
	first: number,
	end: number,
	known: UidSet,
): Generator<Run, void, void> {
	if (known.size === 0) {
		yield { first, end };
		return;
	}
	let start = first;
	for (let n = first; n < end; n++) {
		if (!known.has(uids, n * UID_BYTES)) continue;
		if (n > start) yield { first: start, end: n };
		start = n + 1;
	}
	if (end > start) yield { first: start, end };
}
