// What a file's reader and the thread that transcodes it say to each other, over a port
// of the file's own. Bytes of CSV and of records lie in memory that both see: a message
// says where.

import type { MessagePort } from "node:worker_threads";
import type { HrTime } from "@opentelemetry/api";
import { CHUNK_BYTES } from "../../pipeline/spent-chunk.ts";
import type {
	Transcoded,
	TranscodingOptions,
} from "../../receiver/sources/csv/transcode-file.ts";

/** A part of a file is at most so large. */
export const SLOT_BYTES = CHUNK_BYTES;
/** So many parts wait in the thread, so that it has work while the main thread is busy. */
export const SLOTS = 4;
/** Batches that are on their way, with the consumer, or being written. */
export const SHEETS = 2;

/** To the thread: a file that begins. */
export interface OpenFile {
	readonly port: MessagePort;
	/** Slots for parts. */
	readonly input: SharedArrayBuffer;
	readonly options: TranscodingOptions;
}

/** To the thread, of a file. Its end is that the port closes. */
export type ToThread =
	| {
			readonly kind: "part";
			readonly slot: number;
			readonly length: number;
			readonly observed: HrTime;
			readonly last: boolean;
	  }
	/** No more parts come. */
	| { readonly kind: "end" }
	/** The consumer is done with a batch. */
	| { readonly kind: "given back" };

/** From the thread, of a file, in the order of the file. */
export type FromThread =
	| Transcoded
	/** `isHeader` where it was a `CsvHeaderError`, whose class a message loses. */
	| {
			readonly kind: "failed";
			readonly isHeader: boolean;
			readonly error: unknown;
	  };
