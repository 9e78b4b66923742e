// What a file's reader and the thread that transcodes it say to each other, over a port
// of the file's own. Bytes of CSV and of records travel in memory that is handed over with
// the message, and handed back with another one: nothing is copied on the way, and it is
// ordinary memory for whoever has it (what is shared, V8 copies from word by word).

import type { MessagePort } from "node:worker_threads";
import { CHUNK_BYTES } from "../../pipeline/spent-chunk.ts";
import type {
	FilePart,
	TranscodedBatch,
	TranscodedPart,
	TranscodingOptions,
} from "../../receiver/sources/csv/transcode-file.ts";
import type { TranscoderState } from "../transcoder.ts";

/** A part of a file is at most so large. */
export const SLOT_BYTES = CHUNK_BYTES;
/** So many parts wait in the thread, so that it has work while the main thread is busy. */
export const SLOTS = 4;
/** Batches that are on their way or with the consumer, while the next one is written. */
export const SHEETS = 1;

/** To the thread: a file that begins, or goes on there. */
export interface OpenFile {
	readonly port: MessagePort;
	readonly options: TranscodingOptions;
	readonly state: TranscoderState | undefined;
}

/** From the thread, once: it has begun to listen. */
export const READY = "ready";

/** To the thread, of a file. Its end is that the port closes. */
export type ToThread =
	/** In a slot. */
	| ({ readonly kind: "part" } & FilePart)
	/** No more parts come. */
	| { readonly kind: "end" }
	/** The consumer is done with a batch. */
	| { readonly kind: "given back"; readonly sheet: ArrayBuffer };

/** From the thread, of a file, in the order of the file. */
export type FromThread =
	/** In a sheet. */
	| TranscodedBatch
	| (Omit<TranscodedBatch, "kind"> & { readonly kind: "rest" })
	| (TranscodedPart & { readonly slot: ArrayBuffer })
	/** `isHeader` where it was a `CsvHeaderError`, whose class a message loses. */
	| {
			readonly kind: "failed";
			readonly isHeader: boolean;
			readonly error: unknown;
	  };
