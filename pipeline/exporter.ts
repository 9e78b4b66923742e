// The seam between the durable queue and a backend. An exporter encodes records
// once, and sends the stored bytes as often as it takes.

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
}

export interface RequestEncoder {
	/** Encoders with the same key produce the same bytes, so their requests are encoded and stored once. */
	readonly key: string;
	/** Splits and encodes; gives no request for no records. */
	encode(records: readonly LogRecord[]): Promise<EncodedRequest[]>;
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
	/** No repetition will help: set aside. */
	| {
			readonly kind: "permanent";
			readonly message: string;
			readonly status?: number | undefined;
	  };

export interface Exporter {
	/** `type[/name]`, as in the configuration. */
	readonly id: string;
	readonly encoder: RequestEncoder;
	/** One attempt. Failures are values; it rejects only when `signal` aborts. */
	send(request: EncodedRequest, signal: AbortSignal): Promise<SendResult>;
	/** Idempotent. */
	shutdown(): Promise<void>;
}
