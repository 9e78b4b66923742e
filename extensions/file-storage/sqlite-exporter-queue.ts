// What one exporter has still to send. Invariant: `depth` is what the committed
// queue rows of this exporter add up to; it changes only after a COMMIT.

import type {
	DeadLetterReason,
	ExporterQueue,
	QueueDepth,
	QueuedRequest,
} from "../../pipeline/storage.ts";
import type { StateDatabase } from "./state-database.ts";
import type { Statements } from "./statements.ts";

const NOTHING: QueueDepth = { requests: 0, records: 0, bytes: 0 };

export class SqliteExporterQueue implements ExporterQueue {
	readonly #exporter: string;
	readonly #database: StateDatabase;
	readonly #statements: Statements;
	readonly #now: () => number;
	#depth: QueueDepth;

	constructor(
		exporter: string,
		database: StateDatabase,
		statements: Statements,
		now: () => number,
		depth: QueueDepth = NOTHING,
	) {
		this.#exporter = exporter;
		this.#database = database;
		this.#statements = statements;
		this.#now = now;
		this.#depth = depth;
	}

	get depth(): QueueDepth {
		return this.#depth;
	}

	/** Called by the storage when a commit has added requests. */
	added(depth: QueueDepth): void {
		this.#depth = {
			requests: this.#depth.requests + depth.requests,
			records: this.#depth.records + depth.records,
			bytes: this.#depth.bytes + depth.bytes,
		};
	}

	async next(afterId: number, limit: number): Promise<QueuedRequest[]> {
		const rows = this.#database.read(() =>
			this.#statements.next.all(this.#exporter, afterId, limit),
		);
		return rows.map((row) => ({
			id: row.id as number,
			contentType: row.content_type as string,
			contentEncoding: (row.content_encoding as string | null) ?? undefined,
			records: row.records as number,
			bytes: row.bytes as number,
			storedAt: row.stored_at as number,
			body: row.body as Uint8Array,
		}));
	}

	async acknowledge(id: number): Promise<void> {
		this.#remove(id);
	}

	async setAside(id: number, reason: DeadLetterReason): Promise<void> {
		this.#remove(id, () => {
			this.#statements.addDeadLetter.run(
				this.#exporter,
				id,
				this.#now(),
				reason.status ?? null,
				reason.message,
			);
		});
	}

	async dropOldest(
		except: ReadonlySet<number>,
	): Promise<QueueDepth | undefined> {
		const oldest = this.#database.read(() => {
			for (const row of this.#statements.queuedIds.iterate(this.#exporter)) {
				const id = row.payload_id as number;
				if (!except.has(id)) return id;
			}
			return undefined;
		});
		return oldest === undefined ? undefined : this.#remove(oldest);
	}

	/**
	 * Takes a request out of the queue, and its payload away with the last row that
	 * refers to it. Gives what it held, undefined when it was not queued.
	 */
	#remove(id: number, before?: () => void): QueueDepth | undefined {
		const held = this.#database.forgetfulTransaction(() => {
			if (this.#statements.dequeue.run(this.#exporter, id).changes === 0) {
				return undefined;
			}
			const size = this.#statements.size.get(id);
			before?.();
			this.#statements.deletePayloadIfUnused.run(id);
			return {
				requests: 1,
				records: size?.records as number,
				bytes: size?.bytes as number,
			};
		});
		if (held !== undefined) {
			this.added({
				requests: -held.requests,
				records: -held.records,
				bytes: -held.bytes,
			});
		}
		return held;
	}
}
