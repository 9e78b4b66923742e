// The `Storage` on top of state.db. Each method does its work in one synchronous
// transaction; that they are async is the seam's, so that the work can move to
// another thread.

import type { Checkpoint } from "../../pipeline/log-batch.ts";
import type { Delivery, QueueDepth, Storage } from "../../pipeline/storage.ts";
import { createDeliveredUids } from "./delivered-uids.ts";
import { SqliteExporterQueue } from "./sqlite-exporter-queue.ts";
import type { StateDatabase } from "./state-database.ts";
import { prepareStatements } from "./statements.ts";

export function createSqliteStorage(
	database: StateDatabase,
	now: () => number,
	onClose: () => void,
): Storage {
	const statements = database.read(() => prepareStatements(database.db));
	const memory = database.read(() => createDeliveredUids(database.db));
	const queues = new Map<string, SqliteExporterQueue>();

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
			queue = new SqliteExporterQueue(
				exporter,
				database,
				statements,
				now,
				depth,
			);
			queues.set(exporter, queue);
		}
		return queue;
	}

	function store(
		deliveries: readonly Delivery[],
		checkpoint: Checkpoint | undefined,
	): void {
		const at = now();
		for (const { request, exporters } of deliveries) {
			if (exporters.length === 0) continue;
			const { lastInsertRowid } = statements.insertPayload.run(
				request.contentType,
				request.contentEncoding ?? null,
				request.records,
				request.bytes,
				at,
				request.body,
			);
			for (const exporter of new Set(exporters)) {
				statements.enqueue.run(exporter, lastInsertRowid);
			}
		}
		if (checkpoint !== undefined) {
			statements.writeCheckpoint.run(checkpoint.key, checkpoint.value, at);
		}
	}

	return {
		async commit(deliveries, checkpoint, delivered = []) {
			database.transaction(() => {
				store(deliveries, checkpoint);
				memory.remember(delivered, now());
			});
			for (const { request, exporters } of deliveries) {
				for (const exporter of new Set(exporters)) {
					openQueue(exporter).added({
						requests: 1,
						records: request.records,
						bytes: request.body.byteLength,
					});
				}
			}
		},

		async deliveredUids(scope, hour, exceptOrigin) {
			return database.read(() => memory.of(scope, hour, exceptOrigin));
		},

		async checkpoint(key) {
			const row = database.read(() => statements.readCheckpoint.get(key));
			return row?.value as string | undefined;
		},

		queue: (exporterId) => openQueue(exporterId),

		async exporters() {
			return [...queues]
				.filter(([, queue]) => queue.depth.requests > 0)
				.map(([exporter]) => exporter)
				.sort();
		},

		async deadLetters(exporterId) {
			const row = database.read(() =>
				statements.countDeadLetters.get(exporterId),
			);
			return row?.requests as number;
		},

		async close() {
			try {
				database.close();
			} finally {
				onClose();
			}
		},
	};
}
