// What one exporter has still to send. Invariant: `depth` is what the committed
// queue rows of this exporter add up to; it changes only after a COMMIT.

import { reach } from "../../pipeline/fault-point.ts";
import type {
	DeadLetterReason,
	ExporterQueue,
	QueueDepth,
	QueuedRequest,
	QueuePosition,
	Settled,
	WaitingRequest,
} from "../../pipeline/storage.ts";
import type { RecentBodies } from "./recent-bodies.ts";
import { insertPayload, toWaitingRequest } from "./rows.ts";
import type { StateDatabase } from "./state-database.ts";
import type { Statements } from "./statements.ts";

const NOTHING: QueueDepth = { requests: 0, records: 0, bytes: 0 };

export interface QueueContext {
	readonly database: StateDatabase;
	readonly statements: Statements;
	readonly recent: RecentBodies;
	/** Ms since the epoch. */
	readonly now: () => number;
	/** Rows were deleted. */
	readonly onDelete: () => void;
}

export class SqliteExporterQueue implements ExporterQueue {
	readonly #exporter: string;
	readonly #context: QueueContext;
	#depth: QueueDepth;
	#listener = () => {};

	constructor(
		exporter: string,
		context: QueueContext,
		depth: QueueDepth = NOTHING,
	) {
		this.#exporter = exporter;
		this.#context = context;
		this.#depth = depth;
	}

	get depth(): QueueDepth {
		return this.#depth;
	}

	onAdded(listener: () => void): void {
		this.#listener = listener;
	}

	/** Called when a commit has added requests. */
	added(depth: QueueDepth): void {
		this.#depth = sum(this.#depth, depth);
		this.#listener();
	}

	async next(
		after: QueuePosition | undefined,
		limit: number,
	): Promise<QueuedRequest[]> {
		const { database, statements, recent } = this.#context;
		return database.read(() =>
			statements.waiting
				.all(this.#exporter, ...afterKey(after), limit)
				.map(toWaitingRequest)
				.map((waiting) => ({
					...waiting,
					...(recent.get(waiting.id) ?? {
						body: statements.body.get(waiting.id)?.body as Uint8Array,
					}),
				})),
		);
	}

	async waiting(
		after: QueuePosition | undefined,
		limit: number,
	): Promise<WaitingRequest[]> {
		const { database, statements } = this.#context;
		return database
			.read(() =>
				statements.waiting.all(this.#exporter, ...afterKey(after), limit),
			)
			.map(toWaitingRequest);
	}

	async settle(requests: readonly Settled[]): Promise<void> {
		const kind = requests.some(({ refused = [] }) => refused.length > 0)
			? "set_aside"
			: "acknowledged";
		reach(`${kind}.before`);
		this.#delete(() => {
			let held = NOTHING;
			for (const { position, refused = [] } of requests) {
				const row = this.#dequeue(position);
				// Settled twice, which changes nothing.
				if (row === undefined) continue;
				held = sum(held, row);
				for (const { reason, request } of refused) {
					if (request === undefined && position.part !== undefined) {
						throw new Error("a part can't be set aside without its bytes");
					}
					this.#addDeadLetter(
						request === undefined
							? position.id
							: insertPayload(
									this.#context.statements,
									request,
									this.#context.now(),
								),
						reason,
					);
				}
				this.#deletePayload(position.id);
			}
			reach(`${kind}.within`);
			return held;
		});
		reach(`${kind}.after`);
	}

	async split(request: QueuePosition, records: number): Promise<void> {
		const { database, statements } = this.#context;
		const key = [this.#exporter, request.id, firstOf(request)] as const;
		reach("split.before");
		const split = database.forgetfulTransaction(() => {
			const row = statements.queueRow.get(...key);
			if (row === undefined) return false;
			const rest = (row.records as number) - records;
			if (records < 1 || rest < 1) {
				throw new RangeError(`can't take ${records} of ${row.records} records`);
			}
			statements.shorten.run(records, ...key);
			statements.enqueue.run(key[0], key[1], key[2] + records, rest);
			reach("split.within");
			return true;
		});
		reach("split.after");
		if (split) this.added({ requests: 1, records: 0, bytes: 0 });
	}

	async dropOldest(
		except: ReadonlySet<number>,
	): Promise<QueueDepth | undefined> {
		const { database, statements } = this.#context;
		const oldest = database.read(() => {
			for (const row of statements.queuedPositions.iterate(this.#exporter)) {
				const id = row.payload_id as number;
				if (!except.has(id)) return { id, first: row.first as number };
			}
			return undefined;
		});
		if (oldest === undefined) return undefined;
		const { id, first } = oldest;
		return this.#delete(() => {
			const held = this.#dequeue({ id, part: { first, records: 0 } });
			this.#deletePayload(id);
			return held ?? NOTHING;
		});
	}

	#delete(work: () => QueueDepth): QueueDepth {
		const held = this.#context.database.forgetfulTransaction(work);
		this.#depth = sum(this.#depth, held, -1);
		this.#context.onDelete();
		return held;
	}

	/** Unless somebody else has it to send, or it is set aside. */
	#deletePayload(id: number): void {
		const { statements, recent } = this.#context;
		if (statements.deletePayloadIfUnused.run(id).changes > 0) recent.delete(id);
	}

	/** Takes a row away; gives what it held, undefined when there was none. */
	#dequeue(position: QueuePosition): QueueDepth | undefined {
		const { statements } = this.#context;
		const key = [this.#exporter, position.id, firstOf(position)] as const;
		const row = statements.queueRow.get(...key);
		if (row === undefined) return undefined;
		statements.dequeue.run(...key);
		return {
			requests: 1,
			records: row.records as number,
			bytes: row.bytes as number,
		};
	}

	#addDeadLetter(payload: number, reason: DeadLetterReason): void {
		this.#context.statements.addDeadLetter.run(
			this.#exporter,
			payload,
			this.#context.now(),
			reason.status ?? null,
			reason.message,
			reason.partlyDelivered ? 1 : 0,
		);
	}
}

function firstOf({ part }: QueuePosition): number {
	return part?.first ?? 0;
}

function afterKey(after: QueuePosition | undefined): [number, number] {
	return after === undefined ? [0, 0] : [after.id, firstOf(after)];
}

function sum(a: QueueDepth, b: QueueDepth, sign: 1 | -1 = 1): QueueDepth {
	return {
		requests: a.requests + sign * b.requests,
		records: a.records + sign * b.records,
		bytes: a.bytes + sign * b.bytes,
	};
}
