// The body of an event log file. Its Content-Type is not documented, so a web page
// that comes in its place is known by its first character as well.

import type { Answer } from "./answer-body.ts";
import { decodedBody, headerText } from "./answer-body.ts";
import { foreignAnswer, isHtml } from "./error-answer.ts";

/** White space is looked through for no longer than this. */
const MAX_SNIFF_BYTES = 1024;

/**
 * Resolves when the first bytes are there and are not a web page's. Can be
 * iterated once; leaving the loop early closes the connection.
 */
export async function openLogFileBody(
	answer: Answer,
	signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
	const chunks = decodedBody(answer, signal);
	const head: Buffer[] = [];
	let sniffed = "";
	while (sniffed.trim() === "" && sniffed.length < MAX_SNIFF_BYTES) {
		const { value, done } = await chunks.next();
		if (done || value === undefined) break;
		head.push(value);
		sniffed += value.toString("utf8", 0, MAX_SNIFF_BYTES);
	}
	const contentType = headerText(answer, "content-type");
	if (isHtml(contentType, sniffed)) {
		await chunks.return();
		throw foreignAnswer(answer.status, contentType, sniffed, answer.where);
	}
	const iterator: AsyncIterator<Uint8Array, void, void> = {
		async next() {
			const first = head.shift();
			if (first === undefined) return chunks.next();
			return { value: first, done: false };
		},
		async return() {
			head.length = 0;
			return chunks.return();
		},
	};
	return { [Symbol.asyncIterator]: () => iterator };
}
