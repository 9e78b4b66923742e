// The requests that were set aside: to look at, to send again, to forget.

import type { DeadLetters, QueueDepth } from "../../pipeline/storage.ts";
import { toDeadLetter, toShownDeadLetter } from "./rows.ts";
import type { QueueContext } from "./sqlite-exporter-queue.ts";

export function createSqliteDeadLetters(
	{ database, statements, onDelete }: QueueContext,
	/** Called after a COMMIT that has put a request into a queue. */
	queued: (exporter: string, depth: QueueDepth) => void,
): DeadLetters {
	/** Forgets one within a transaction; gives its row, undefined when there is none. */
	function take(id: number, before: (payload: number) => void = () => {}) {
		const row = statements.deadLetterPayload.get(id);
		if (row === undefined) return undefined;
		const payload = row.payload_id as number;
		before(payload);
		statements.deleteDeadLetter.run(id);
		statements.deletePayloadIfUnused.run(payload);
		return row;
	}

	return {
		async count(exporterId) {
			const row = database.read(() =>
				statements.countDeadLetters.get(exporterId),
			);
			return row?.requests as number;
		},

		async list({ exporter, afterId = 0, limit }) {
			return database
				.read(() =>
					statements.listDeadLetters.all(exporter ?? null, afterId, limit),
				)
				.map(toDeadLetter);
		},

		async show(id) {
			const row = database.read(() => statements.showDeadLetter.get(id));
			return row === undefined ? undefined : toShownDeadLetter(row);
		},

		async retry(id) {
			const row = database.transaction(() => {
				const exporter = statements.deadLetterPayload.get(id)?.exporter;
				return take(id, (payload) => {
					// As a new payload: a queue that runs never looks back.
					const { lastInsertRowid } = statements.copyPayload.run(payload);
					statements.enqueue.run(
						exporter as string,
						lastInsertRowid,
						0,
						statements.deadLetterPayload.get(id)?.records as number,
					);
				});
			});
			if (row === undefined) return false;
			queued(row.exporter as string, {
				requests: 1,
				records: row.records as number,
				bytes: row.size as number,
			});
			return true;
		},

		async drop(id) {
			const row = database.forgetfulTransaction(() => take(id));
			if (row !== undefined) onDelete();
			return row !== undefined;
		},
	};
}
