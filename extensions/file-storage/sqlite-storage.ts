// The `Storage` on top of state.db. Each method does its work in one synchronous
// transaction; what waits, and lets others go on, is a commit's way to the disk.

import type { Clock } from "../../pipeline/clock.ts";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import { reach } from "../../pipeline/fault-point.ts";
import type { Checkpoint } from "../../pipeline/log-batch.ts";
import type {
	DeliveredUids,
	Delivery,
	QueueDepth,
	Storage,
} from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createDeliveredUids } from "./delivered-uids.ts";
import { createDiskRoom } from "./disk-room.ts";
import { createRecentBodies } from "./recent-bodies.ts";
import { createReclaimer } from "./reclaimer.ts";
import type { Copier } from "./recovery-copy.ts";
import { insertPayload } from "./rows.ts";
import { createSqliteDeadLetters } from "./sqlite-dead-letters.ts";
import {
	type QueueContext,
	SqliteExporterQueue,
} from "./sqlite-exporter-queue.ts";
import type { StateDatabase } from "./state-database.ts";
import { prepareStatements } from "./statements.ts";

export interface SqliteStorageOptions {
	readonly database: StateDatabase;
	readonly copier: Copier;
	/** Bytes; absent for no limit. */
	readonly maxSize?: number | undefined;
	/** What is free on the disk, undefined when that can't be said. */
	readonly freeBytes: () => number | undefined;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	readonly onClose: () => void;
}

/** What a request takes beside its bytes: rows, and pages that are not full. */
const REQUEST_OVERHEAD = 8 * 1024;

/** Rows that one transaction deletes, so that it stays short. */
const DELETED_AT_ONCE = 500;

const NEVER = new AbortController().signal;

export function createSqliteStorage(options: SqliteStorageOptions): Storage {
	const { database, copier, telemetry, clock } = options;
	const statements = database.read(() => prepareStatements(database.db));
	const memory = database.read(() => createDeliveredUids(database.db));
	const recent = createRecentBodies();
	const queues = new Map<string, SqliteExporterQueue>();
	const reclaimer = createReclaimer(database, clock, telemetry.logger);
	const room = createDiskRoom({
		...options,
		logger: telemetry.logger,
		isQueued: () =>
			[...queues.values()].some(({ depth }) => depth.requests > 0),
	});
	const context: QueueContext = {
		database,
		statements,
		recent,
		now: clock.now,
		onDelete() {
			reclaimer.deleted();
			copier.deleted();
			room.deleted();
		},
	};

	for (const row of database.read(() => statements.depths.all())) {
		openQueue(row.exporter as string, {
			requests: row.requests as number,
			records: row.records as number,
			bytes: row.bytes as number,
		});
	}

	function openQueue(exporter: string, depth?: QueueDepth) {
		let queue = queues.get(exporter);
		if (queue === undefined) {
			queue = new SqliteExporterQueue(exporter, context, depth);
			queues.set(exporter, queue);
		}
		return queue;
	}

	/** Gives what it has stored, by the payload's id. */
	function store(
		deliveries: readonly Delivery[],
		checkpoint: Checkpoint | undefined,
	): Map<number, EncodedRequest> {
		const stored = new Map<number, EncodedRequest>();
		const at = clock.now();
		for (const { request, exporters } of deliveries) {
			if (exporters.length === 0) continue;
			const payload = insertPayload(statements, request, at);
			stored.set(payload, request);
			for (const exporter of new Set(exporters)) {
				statements.enqueue.run(exporter, payload, 0, request.records);
			}
		}
		if (checkpoint !== undefined) {
			statements.writeCheckpoint.run(checkpoint.key, checkpoint.value, at);
		}
		return stored;
	}

	const deadLetters = createSqliteDeadLetters(context, (exporter, depth) =>
		openQueue(exporter).added(depth),
	);

	return {
		deadLetters,
		damaged: database.damaged,

		async commit(deliveries, checkpoint, delivered = [], signal = NEVER) {
			const kind = deliveries.length > 0 ? "commit" : "checkpoint";
			await room.whenRoom(
				sizeOf(deliveries, delivered),
				() => {
					reach(`${kind}.before`);
					const { stored, forgot } = database.begunTransaction(() => {
						const stored = store(deliveries, checkpoint);
						const forgot = memory.remember(delivered, clock.now());
						reach(`${kind}.within`);
						return { stored, forgot };
					});
					reach(`${kind}.after`);
					for (const [id, request] of stored) recent.add(id, request);
					if (forgot) reclaimer.deleted();
				},
				signal,
			);
			for (const { request, exporters } of deliveries) {
				for (const exporter of new Set(exporters)) {
					openQueue(exporter).added({
						requests: 1,
						records: request.records,
						bytes: request.body.byteLength,
					});
				}
			}
			// Exporters may have begun: what a power failure undoes now is read and sent again.
			await database.onDisk();
			reach(`${kind}.on_disk`);
			if (checkpoint !== undefined) copier.moved();
		},

		async deliveredUids(scope, hour, exceptOrigin) {
			return database.read(() => memory.of(scope, hour, exceptOrigin));
		},

		async checkpoint(key) {
			const row = database.read(() => statements.readCheckpoint.get(key));
			return row?.value as string | undefined;
		},

		async forgetCheckpoints(keys) {
			if (keys.length === 0) return;
			database.transaction(() => {
				for (const key of keys) statements.deleteCheckpoint.run(key);
			});
			copier.moved();
			room.deleted();
		},

		queue: (exporterId) => openQueue(exporterId),

		async exporters() {
			const waiting = [...queues]
				.filter(([, queue]) => queue.depth.requests > 0)
				.map(([exporter]) => exporter);
			const aside = database
				.read(() => statements.deadLetterExporters.all())
				.map((row) => row.exporter as string);
			return [...new Set([...waiting, ...aside])].sort();
		},

		async dropExporter(exporterId) {
			const queue = openQueue(exporterId);
			const queued = queue.depth;
			for (;;) {
				const rows = await queue.waiting(undefined, DELETED_AT_ONCE);
				if (rows.length === 0) break;
				await queue.settle(rows.map((position) => ({ position })));
			}
			let dropped = 0;
			for (;;) {
				const rows = database.read(() =>
					statements.deadLetterIds.all(exporterId, DELETED_AT_ONCE),
				);
				if (rows.length === 0) break;
				for (const { id } of rows) await deadLetters.drop(id as number);
				dropped += rows.length;
			}
			return { queued, deadLetters: dropped };
		},

		stopWaiting: room.stopWaiting,

		async close() {
			reclaimer.close();
			copier.close();
			try {
				database.close();
			} finally {
				options.onClose();
				// A commit that waits for room finds the file closed.
				room.wake();
			}
		},
	};
}

/** What a commit adds to the database, about. */
function sizeOf(
	deliveries: readonly Delivery[],
	delivered: readonly DeliveredUids[],
): number {
	let size = 0;
	for (const { request } of deliveries) {
		size += request.body.byteLength + REQUEST_OVERHEAD;
	}
	for (const { uids } of delivered) size += uids.byteLength;
	return size;
}
