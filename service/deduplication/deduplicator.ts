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

import type { Deduplication, LogBatch } from "../../pipeline/log-batch.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import type { DeliveredUids, Storage } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { writeUid } from "./uid-bytes.ts";
import { UID_BYTES, UidSet } from "./uid-set.ts";

const SECONDS_AN_HOUR = 3600;
/** 32 MiB of uids, in tables at most 86 MiB: only a replaced file of millions of rows gets there. */
const MAX_CACHED_UIDS = 2 ** 21;

export interface Admitted {
	/** The batch's own array when nothing of it is known. */
	readonly records: readonly LogRecord[];
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
		async admit({ records, deduplication }, now) {
			if (deduplication === undefined || records.length === 0) {
				return { records, delivered: [] };
			}
			const hours = new Map<number, Hour>();
			for (const [hour, count] of countByHour(records)) {
				hours.set(hour, {
					known: await knownIn(deduplication, hour),
					uids: Buffer.allocUnsafe(count * UID_BYTES),
					kept: 0,
				});
			}
			const admitted = records.filter((record) => {
				const uid = record.attributes["log.record.uid"];
				const hour = hours.get(hourOf(record));
				if (typeof uid !== "string" || hour === undefined) return true;
				const offset = hour.kept * UID_BYTES;
				writeUid(uid, hour.uids, offset);
				if (hour.known.size > 0 && hour.known.has(hour.uids, offset)) {
					return false;
				}
				hour.kept++;
				return true;
			});
			const delivered = [...hours]
				.filter(([, { kept }]) => kept > 0)
				.map(([hour, { uids, kept }]) => ({
					scope: deduplication.scope,
					origin: deduplication.origin,
					hour,
					expiresAt: now + deduplication.windowMs,
					uids: uids.subarray(0, kept * UID_BYTES),
				}));
			const duplicates = records.length - admitted.length;
			if (duplicates === 0) return { records, delivered };
			telemetry.count("salesforce_receiver_duplicate_log_records", duplicates);
			return { records: admitted, delivered };
		},
	};
}

/** One hour of a batch. */
interface Hour {
	/** Delivered before, by others. */
	readonly known: UidSet;
	/** Room for all of the batch's uids of that hour; `kept` of them are to be remembered. */
	readonly uids: Buffer;
	kept: number;
}

function countByHour(records: readonly LogRecord[]): Map<number, number> {
	const counts = new Map<number, number>();
	for (const record of records) {
		const hour = hourOf(record);
		counts.set(hour, (counts.get(hour) ?? 0) + 1);
	}
	return counts;
}

function hourOf({ hrTime }: LogRecord): number {
	return Math.floor(hrTime[0] / SECONDS_AN_HOUR);
}
