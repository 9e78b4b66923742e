// The thread's side of one file. Invariant: no more batches are on their way or with the
// consumer than there are sheets, so the thread stands still when they don't come back.

import { CsvHeaderError } from "../../receiver/sources/csv/row-chunk.ts";
import type {
	TranscodedBatch,
	TranscodedPart,
} from "../../receiver/sources/csv/transcode-file.ts";
import { createPartReader } from "../read-part.ts";
import type { CreateTranscoder } from "../transcoder.ts";
import {
	type FromThread,
	type OpenFile,
	SHEETS,
	type ToThread,
} from "./messages.ts";
import { copyToSheet } from "./sheet.ts";

type Batch = TranscodedBatch | Extract<FromThread, { kind: "rest" }>;

/** A part that is being read. */
interface Reading {
	readonly steps: Generator<TranscodedBatch, TranscodedPart, void>;
	readonly slot: ArrayBuffer;
}

export function transcodeFor(
	{ port, options, state }: OpenFile,
	createTranscoder: CreateTranscoder,
): void {
	const transcoder = createTranscoder(options, state);
	const readPart = createPartReader(transcoder, options.maxBatchBytes);
	const waiting: Exclude<ToThread, { kind: "given back" }>[] = [];
	let reading: Reading | undefined;
	/** It waits for a sheet. */
	let full: Batch | undefined;
	let away = 0;
	let sheet: ArrayBuffer | undefined;

	function tell(message: FromThread, memory: ArrayBufferLike[] = []): void {
		port.postMessage(message, memory as ArrayBuffer[]);
	}

	function send(batch: Batch): void {
		const encoded = copyToSheet(batch.encoded, sheet);
		sheet = undefined;
		away++;
		tell({ ...batch, encoded }, [encoded.bytes.buffer]);
	}

	/** Until there is nothing to do, or no memory to do it in. */
	function work(): void {
		for (;;) {
			if (full !== undefined) {
				if (away === SHEETS) return;
				send(full);
				full = undefined;
			}
			if (reading !== undefined) {
				const { steps, slot } = reading;
				const next = steps.next();
				if (next.done) {
					reading = undefined;
					tell({ ...next.value, slot }, [slot]);
				} else full = next.value;
				continue;
			}
			const message = waiting.shift();
			if (message === undefined) return;
			if (message.kind === "end") {
				const encoded = transcoder.take();
				full = { kind: "rest", encoded, rows: transcoder.rows };
			} else {
				const slot = message.bytes.buffer as ArrayBuffer;
				reading = { steps: readPart(message), slot };
			}
		}
	}

	port.on("message", (message: ToThread) => {
		if (message.kind === "given back") {
			away--;
			sheet = message.sheet;
		} else waiting.push(message);
		try {
			work();
		} catch (error) {
			const isHeader = error instanceof CsvHeaderError;
			tell({ kind: "failed", isHeader, error });
			port.close();
		}
	});
	port.on("close", () => transcoder.close());
}
