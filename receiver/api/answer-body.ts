// The body of an answer, decompressed as it comes. Invariant: it ends without an
// error only when its framing (Content-Length, last chunk, gzip trailer) says that
// it is whole; every error but an abort is a `SalesforceError`.

import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Dispatcher } from "undici";
import { CHUNK_BYTES } from "../../pipeline/spent-chunk.ts";
import { type BodyBuffer, createBodyBuffer } from "./body-buffer.ts";
import { SalesforceError } from "./salesforce-error.ts";
import { bodyError } from "./transport-error.ts";

export interface Answer {
	/** What was asked, for messages; without parameters. */
	readonly where: string;
	/** Of the request, where it had one. */
	readonly requestId?: string;
	readonly status: number;
	readonly headers: Dispatcher.ResponseData["headers"];
	readonly body: Dispatcher.ResponseData["body"];
}

export function headerText(answer: Answer, name: string): string | undefined {
	const value = answer.headers[name];
	return Array.isArray(value) ? value.join(", ") : value;
}

/**
 * Chunks of the decoded body. Leaving the loop early, and aborting `signal`,
 * closes the connection. An abort rejects with the signal's reason.
 */
export async function* decodedBody(
	answer: Answer,
	signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
	try {
		for await (const chunk of decoded(answer)) yield chunk as Buffer;
	} catch (error) {
		signal.throwIfAborted();
		throw bodyError(error, answer.where);
	} finally {
		discardBody(answer);
	}
}

/** The whole decoded body, refused beyond `limit` bytes. It lies in `into`. */
export async function bodyBytes(
	answer: Answer,
	limit: number,
	signal: AbortSignal,
	into: BodyBuffer = createBodyBuffer(),
): Promise<Buffer> {
	const { bytes, whole } = await collect(answer, limit, signal, into);
	if (whole) return bytes;
	throw new SalesforceError("answer_too_large", {
		where: answer.where,
		found: `more than ${limit} bytes`,
		status: answer.status,
	});
}

/** The whole decoded body as text, refused beyond `limit` bytes. */
export async function bodyText(
	answer: Answer,
	limit: number,
	signal: AbortSignal,
): Promise<string> {
	return (await bodyBytes(answer, limit, signal)).toString("utf8");
}

/** The decoded body as text, cut off soon after `limit` bytes: enough to tell what it is. */
export async function bodyStart(
	answer: Answer,
	limit: number,
	signal: AbortSignal,
): Promise<string> {
	return (await collect(answer, limit, signal)).bytes.toString("utf8");
}

async function collect(
	answer: Answer,
	limit: number,
	signal: AbortSignal,
	into: BodyBuffer = createBodyBuffer(),
) {
	into.begin();
	for await (const chunk of decodedBody(answer, signal)) {
		into.add(chunk);
		if (into.content.length > limit)
			return { bytes: into.content, whole: false };
	}
	into.end();
	return { bytes: into.content, whole: true };
}

/** Closes the connection of a body that nobody will read; a no-op for one that was read. */
export function discardBody(answer: Answer): void {
	answer.body.on("error", () => {}).destroy();
}

function decoded(answer: Answer): Readable {
	const coding = (headerText(answer, "content-encoding") ?? "identity")
		.trim()
		.toLowerCase();
	if (coding === "identity" || coding === "") return answer.body;
	if (coding !== "gzip" && coding !== "x-gzip") {
		throw new SalesforceError("unsupported_encoding", {
			where: answer.where,
			found: `Content-Encoding: ${coding.slice(0, 40)}`,
			status: answer.status,
		});
	}
	// pipeline hands an error on in either direction, so the loop above sees a
	// broken socket as the gunzip's error, and the socket closes when the loop ends.
	return pipeline(
		answer.body,
		createGunzip({ chunkSize: CHUNK_BYTES }),
		() => {},
	);
}
