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
import type { TranscoderState } from "../transcoder.ts";
import {
	type FromThread,
	SLOT_BYTES,
	SLOTS,
	type ToThread,
} from "./messages.ts";
import { ThreadEnded } from "./thread-ended.ts";
import type { Seat } from "./transcoder-thread.ts";

/** Parts without a record say only that they were read, and wait for the consumer as well. */
const MAX_UNREAD = 16;

export async function* transcodeInThread(
	parts: AsyncIterable<FilePart>,
	options: TranscodingOptions,
	seat: Seat,
	state?: TranscoderState,
): AsyncGenerator<Transcoded, void, void> {
	try {
		yield* transcodeOver(seat.open(options, state), parts);
	} finally {
		seat.leave();
	}
}

async function* transcodeOver(
	port: MessagePort,
	parts: AsyncIterable<FilePart>,
): AsyncGenerator<Transcoded, void, void> {
	const bell = createBell();
	const unread: FromThread[] = [];
	/** Those that are here. */
	const slots = Array.from(
		{ length: SLOTS },
		() => new ArrayBuffer(SLOT_BYTES),
	);
	let open = true;
	/** Of the parts. */
	let failure: { readonly error: unknown } | undefined;

	port.on("message", (message: FromThread) => {
		if (message.kind === "part") slots.push(message.slot);
		unread.push(message);
		bell.ring();
	});
	port.on("close", () => {
		open = false;
		bell.ring();
	});

	function tell(message: ToThread, memory: ArrayBuffer[] = []): void {
		port.postMessage(message, memory);
	}

	/** Undefined when it is over. */
	async function freeSlot(): Promise<ArrayBuffer | undefined> {
		while (open && (slots.length === 0 || unread.length >= MAX_UNREAD))
			await bell.rung();
		return open ? slots.pop() : undefined;
	}

	async function send({ bytes, observed, last }: FilePart): Promise<void> {
		let at = 0;
		do {
			const slot = await freeSlot();
			if (slot === undefined) return;
			const piece = bytes.subarray(at, at + SLOT_BYTES);
			const copy = new Uint8Array(slot, 0, piece.length);
			copy.set(piece);
			at += piece.length;
			const isLast = last && at >= bytes.length;
			tell({ kind: "part", bytes: copy, observed, last: isLast }, [slot]);
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
			if (message.kind === "batch") {
				const sheet = message.encoded.bytes.buffer as ArrayBuffer;
				tell({ kind: "given back", sheet }, [sheet]);
			}
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
