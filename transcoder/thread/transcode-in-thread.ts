// The reader's side of a file that a thread transcodes. Invariants: what comes out, and in
// which order, is what transcode-here.ts gives; no more than the slots and a few messages
// wait, however slow thread or consumer are; whatever the end, the thread is free again.

import type { MessagePort } from "node:worker_threads";
import { CsvHeaderError } from "../../receiver/sources/csv/row-chunk.ts";
import type {
	FilePart,
	Transcoded,
	TranscodingOptions,
} from "../../receiver/sources/csv/transcode-file.ts";
import {
	type FromThread,
	SLOT_BYTES,
	SLOTS,
	type ToThread,
} from "./messages.ts";
import { ThreadEnded } from "./thread-ended.ts";
import type { Seat } from "./thread-pool.ts";

/** Parts without a record say only that they were read, and wait for the consumer as well. */
const MAX_UNREAD = 16;

export async function* transcodeInThread(
	parts: AsyncIterable<FilePart>,
	options: TranscodingOptions,
	seat: Seat,
): AsyncGenerator<Transcoded, void, void> {
	try {
		yield* transcodeOver(seat.open(options), parts, seat.input);
	} finally {
		seat.leave();
	}
}

async function* transcodeOver(
	port: MessagePort,
	parts: AsyncIterable<FilePart>,
	memory: SharedArrayBuffer,
): AsyncGenerator<Transcoded, void, void> {
	const input = new Uint8Array(memory);
	const bell = createBell();
	const unread: FromThread[] = [];
	/** Slots that the thread has not read. */
	let full = 0;
	let nextSlot = 0;
	let open = true;
	/** Of the parts. */
	let failure: { readonly error: unknown } | undefined;

	port.on("message", (message: FromThread) => {
		if (message.kind === "part") full--;
		unread.push(message);
		bell.ring();
	});
	port.on("close", () => {
		open = false;
		bell.ring();
	});

	function tell(message: ToThread): void {
		port.postMessage(message);
	}

	async function send({ bytes, observed, last }: FilePart): Promise<void> {
		let at = 0;
		do {
			while (open && (full >= SLOTS || unread.length >= MAX_UNREAD))
				await bell.rung();
			if (!open) return;
			const slot = nextSlot;
			const piece = bytes.subarray(at, at + SLOT_BYTES);
			input.set(piece, slot * SLOT_BYTES);
			nextSlot = (nextSlot + 1) % SLOTS;
			full++;
			at += piece.length;
			const { length } = piece;
			const isEnd = at >= bytes.length;
			tell({ kind: "part", slot, length, observed, last: last && isEnd });
		} while (at < bytes.length);
	}

	async function sendAll(): Promise<void> {
		try {
			for await (const part of parts) {
				await send(part);
				if (!open) return;
			}
		} catch (error) {
			failure = { error };
		}
		// What was sent before a failure is read to its end.
		tell({ kind: "end" });
	}

	async function next(): Promise<FromThread> {
		while (open && unread.length === 0) await bell.rung();
		const message = unread.shift();
		if (message === undefined) throw new ThreadEnded();
		return message;
	}

	void sendAll();
	try {
		for (;;) {
			const message = await next();
			if (message.kind === "failed") throw errorOf(message);
			if (message.kind === "rest" && failure !== undefined) throw failure.error;
			yield message;
			if (message.kind === "rest") return;
			if (message.kind === "batch") tell({ kind: "given back" });
			// There may be room for another part.
			bell.ring();
		}
	} finally {
		open = false;
		bell.ring();
		port.close();
	}
}

function errorOf({
	isHeader,
	error,
}: FromThread & { kind: "failed" }): unknown {
	return isHeader && error instanceof Error
		? new CsvHeaderError(error.message)
		: error;
}

/** Whoever waits for it looks then whether it was meant for him. */
function createBell() {
	let next = Promise.withResolvers<void>();
	return {
		rung: () => next.promise,
		ring(): void {
			next.resolve();
			next = Promise.withResolvers();
		},
	};
}
