// The thread's side of one file. Invariant: no batch is written while its memory is lent,
// so the thread stands still when the reader doesn't give batches back.

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
	SLOT_BYTES,
	type ToThread,
} from "./messages.ts";
import type { SharedSheets } from "./shared-sheets.ts";

export function transcodeFor(
	{ port, input, options }: OpenFile,
	createTranscoder: CreateTranscoder,
	sheets: SharedSheets,
): void {
	const transcoder = createTranscoder(options);
	const readPart = createPartReader(transcoder, options.maxBatchBytes);
	const waiting: Exclude<ToThread, { kind: "given back" }>[] = [];
	let reading: Generator<TranscodedBatch, TranscodedPart, void> | undefined;
	let lent = 0;

	function tell(message: FromThread): void {
		port.postMessage(message);
	}

	function lend(batch: TranscodedBatch | (FromThread & { kind: "rest" })) {
		lent++;
		tell({ ...batch, encoded: sheets.copy(batch.encoded) });
	}

	/** Until there is nothing to do, or no memory to do it in. */
	function work(): void {
		while (lent < SHEETS) {
			if (reading !== undefined) {
				const next = reading.next();
				if (!next.done) {
					lend(next.value);
					continue;
				}
				reading = undefined;
				tell(next.value);
			}
			const message = waiting.shift();
			if (message === undefined) return;
			if (message.kind === "end") {
				const encoded = transcoder.take();
				lend({ kind: "rest", encoded, rows: transcoder.rows });
				return;
			}
			const { slot, length, observed, last } = message;
			const bytes = new Uint8Array(input, slot * SLOT_BYTES, length);
			reading = readPart({ bytes, observed, last });
		}
	}

	port.on("message", (message: ToThread) => {
		if (message.kind === "given back") lent--;
		else waiting.push(message);
		try {
			work();
		} catch (error) {
			const isHeader = error instanceof CsvHeaderError;
			tell({ kind: "failed", isHeader, error });
			port.close();
		}
	});
	port.on("close", () => {
		transcoder.close();
		sheets.giveBack();
	});
}
