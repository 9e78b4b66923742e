// An answer to bytes on the connection: compression, and what an effect does to
// the body. Streams with back-pressure; a client that goes away stops it.

import type { ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { constants, createGzip, gzipSync } from "node:zlib";
import type { Answer, Asked } from "./answer.ts";
import type { Effect } from "./interventions.ts";

/** Smaller texts are not worth compressing. */
const MIN_COMPRESSED_LENGTH = 512;

type BodyEffect = Extract<Effect, { kind: "truncate" | "stall" }>;

export function acceptsGzip(asked: Asked): boolean {
	return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(
		String(asked.headers["accept-encoding"] ?? ""),
	);
}

export async function sendAnswer(
	response: ServerResponse,
	answer: Answer,
	options: { gzip: boolean; effect?: BodyEffect | undefined },
): Promise<void> {
	const { status, headers, body, announcedLength } = answer;
	const { gzip, effect } = options;
	const streamed = typeof body !== "string";
	const compress = gzip && (streamed || body.length >= MIN_COMPRESSED_LENGTH);

	response.statusCode = status;
	for (const [name, value] of Object.entries(headers)) {
		response.setHeader(name, value);
	}
	if (compress) response.setHeader("Content-Encoding", "gzip");

	if (!streamed && !effect) {
		const bytes = Buffer.from(body);
		const sent = compress ? gzipSync(bytes) : bytes;
		response.setHeader("Content-Length", sent.length);
		response.end(sent);
		return;
	}
	const endsClean = effect?.kind === "truncate" && effect.ending === "clean";
	if (!compress && announcedLength !== undefined && !endsClean) {
		response.setHeader("Content-Length", announcedLength);
	}
	const whole = await sendBody(
		response,
		Readable.from(streamed ? body : [Buffer.from(body)]),
		compress,
		effect?.afterBytes ?? Infinity,
	);
	if (whole && effect?.kind !== "stall") response.end();
	else if (effect?.kind === "truncate") {
		if (endsClean) response.end();
		else response.destroy();
	}
	// A stalled answer rests until the client leaves or the org closes.
}

/** Sends at most `limit` bytes; true when that was all there is. */
async function sendBody(
	response: ServerResponse,
	source: Readable,
	compress: boolean,
	limit: number,
): Promise<boolean> {
	const encoded: AsyncIterable<Buffer> = compress
		? pipeline(
				source,
				createGzip({ level: constants.Z_BEST_SPEED }),
				// Its error, if any, is thrown to the loop below.
				() => {},
			)
		: source;
	let left = limit;
	if (left <= 0) {
		await flushed(response, Buffer.alloc(0));
		return false;
	}
	for await (const chunk of encoded) {
		if (response.destroyed) return false;
		if (chunk.length >= left) {
			await flushed(response, chunk.subarray(0, left));
			return false;
		}
		left -= chunk.length;
		if (!response.write(chunk)) await drained(response);
	}
	return true;
}

/** Resolves when the bytes have left, so that what follows can't overtake them. */
function flushed(response: ServerResponse, chunk: Buffer): Promise<void> {
	response.flushHeaders();
	return new Promise((resolve) => response.write(chunk, () => resolve()));
}

function drained(response: ServerResponse): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			response.off("drain", done);
			response.off("close", done);
			resolve();
		};
		response.on("drain", done);
		response.on("close", done);
	});
}
