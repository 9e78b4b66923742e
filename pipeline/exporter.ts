// The seam between the durable queue and a backend. An exporter encodes records
// once, and sends the stored bytes as often as it takes.

import type { EncodedBatch } from "./encoded-records.ts";
import type { EventTimes } from "./event-times.ts";
import type { LogRecord } from "./log-record.ts";

/** One request as it goes over the wire, stored and sent again byte for byte. */
export interface EncodedRequest {
	readonly body: Uint8Array;
	/** The media type, e.g. `application/x-protobuf`. */
	readonly contentType: string;
	/** The content coding of `body`, absent when it is not compressed. */
	readonly contentEncoding?: string | undefined;
	/** How many log records it holds. */
	readonly records: number;
	/** Its size in bytes before compression. */
	readonly bytes: number;
	/** When its events happened, where that is known. */
	readonly eventTimes?: EventTimes | undefined;
	/** Where the memory of `body` can be used again. */
	readonly lease?: BodyLease | undefined;
}

/** One that never ends leaves the memory to the garbage collector, which is always right. */
export interface BodyLease {
	/**
	 * For who reads the body beyond the end of a `send`: it is not used again until the
	 * function that this gives was called, once. Throws when the lease has ended.
	 */
	read(): () => void;
	/** For who keeps the request: nobody will begin to read it any more. Idempotent. */
	end(): void;
}

export interface RequestEncoder {
	/** Encoders with the same key produce the same bytes, so their requests are encoded and stored once. */
	readonly key: string;
	/** Splits and encodes; gives no request for no records. */
	encode(records: readonly LogRecord[]): Promise<EncodedRequest[]>;
	/** The same of records that are encoded; absent where records are needed. */
	pack?(records: EncodedBatch): Promise<EncodedRequest[]>;
	/** A request of `count` of its records from `first` on; what each record is in bytes stays as it is. */
	slice(
		request: EncodedRequest,
		first: number,
		count: number,
	): Promise<EncodedRequest>;
	/** Several as one, in this order. They have the same `contentType` and `contentEncoding`. */
	join(requests: readonly EncodedRequest[]): Promise<EncodedRequest>;
}

/** What a backend made of a request. */
export type SendResult =
	| { readonly kind: "accepted" }
	/** Taken, but `rejected` records of it were refused. Never sent again (OTLP). */
	| {
			readonly kind: "partial";
			readonly rejected: number;
			readonly message: string;
	  }
	/** Worth another try, not before `retryAfterMs` when the backend said so. */
	| {
			readonly kind: "retry";
			readonly message: string;
			readonly status?: number | undefined;
			readonly retryAfterMs?: number | undefined;
	  }
	/** More than the backend takes at once: its halves are sent instead. */
	| {
			readonly kind: "too_large";
			readonly message: string;
			readonly status?: number | undefined;
	  }
	/** No repetition will help: set aside. */
	| {
			readonly kind: "permanent";
			readonly message: string;
			readonly status?: number | undefined;
			/** The backend may have stored some of the records all the same. */
			readonly partlyDelivered?: boolean | undefined;
	  };

/** What of a request an exporter is willing to send. */
export interface Admission {
	/** Absent when nothing is left to send. */
	readonly request?: EncodedRequest | undefined;
	/** What is set aside without being sent. */
	readonly refused: readonly RefusedRecords[];
}

export interface RefusedRecords {
	readonly request: EncodedRequest;
	/** The option that refuses them, e.g. `max_age`. */
	readonly option: string;
	readonly message: string;
}

export interface Exporter {
	/** `type[/name]`, as in the configuration. */
	readonly id: string;
	readonly encoder: RequestEncoder;
	/** Asked once before the first attempt; absent when everything is sent. */
	admit?(request: EncodedRequest): Promise<Admission>;
	/** One attempt. Failures are values; it rejects only when `signal` aborts. */
	send(request: EncodedRequest, signal: AbortSignal): Promise<SendResult>;
	/** Idempotent. */
	shutdown(): Promise<void>;
}
