// Bytes over HTTP, once, with a deadline. Gives whatever the backend answered;
// rejects only when there was no answer.

import type { Dispatcher } from "undici";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import { RequestTimeout } from "./connection-error.ts";
import {
	createHttpDispatcher,
	type HttpDispatcherOptions,
} from "./http-dispatcher.ts";
import { leasedBody } from "./leased-body.ts";

/** As OTLP advises: what a backend answers is not trusted to be small. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface HttpAnswer {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: Uint8Array;
}

export interface Transport {
	/** Redirects are not followed. Rejects with the signal's reason, or with what went wrong on the way. */
	post(
		headers: Readonly<Record<string, string>>,
		content: Pick<EncodedRequest, "body" | "lease">,
		signal: AbortSignal,
	): Promise<HttpAnswer>;
	close(): Promise<void>;
}

export interface TransportOptions
	extends Omit<HttpDispatcherOptions, "connectTimeoutMs"> {
	/** For a whole request, from connecting to the last byte of the answer. */
	readonly timeoutMs: number;
}

/** Throws when a TLS file can't be used. */
export function createTransport(options: TransportOptions): Transport {
	const { url, timeoutMs } = options;
	const dispatcher = createHttpDispatcher({
		...options,
		connectTimeoutMs: timeoutMs,
	});

	return {
		async post(headers, { body, lease }, signal) {
			signal.throwIfAborted();
			const deadline = new AbortController();
			const abort = () => deadline.abort(signal.reason);
			signal.addEventListener("abort", abort, { once: true });
			const timer = setTimeout(
				() => deadline.abort(new RequestTimeout()),
				timeoutMs,
			);
			try {
				const answer = await dispatcher.current().request({
					origin: url.origin,
					method: "POST",
					path: url.pathname + url.search,
					headers: { ...headers, "content-length": String(body.byteLength) },
					body: lease === undefined ? body : leasedBody(body, lease),
					signal: deadline.signal,
				});
				return {
					status: answer.statusCode,
					headers: answer.headers,
					body: await readBounded(answer.body),
				};
			} finally {
				clearTimeout(timer);
				signal.removeEventListener("abort", abort);
			}
		},
		close: dispatcher.close,
	};
}

/**
 * As much of the body as came, at most 4 MiB. One that breaks off, or takes
 * longer than the deadline, is no failure: the status has been given, and what
 * was taken must not be sent again.
 */
async function readBounded(
	body: Dispatcher.ResponseData["body"],
): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		for await (const chunk of body) {
			const part = (chunk as Uint8Array).subarray(0, MAX_ANSWER_BYTES - length);
			chunks.push(part);
			length += part.byteLength;
			// Leaving the loop destroys the stream, and the connection with it.
			if (length === MAX_ANSWER_BYTES) break;
		}
	} catch {
		// Cut off; what there is may still hold the message.
	}
	return Buffer.concat(chunks);
}
