// An exporter whose answers a test gives, one by one or by a function.

import type {
	EncodedRequest,
	Exporter,
	RequestEncoder,
	SendResult,
} from "../../../../pipeline/exporter.ts";

export interface Attempt {
	/** The body, as text. */
	readonly text: string;
	answer(result: SendResult): void;
}

export interface ScriptedExporter extends Exporter {
	/** The next attempt that begins, or has begun and was not asked for yet. */
	nextAttempt(): Promise<Attempt>;
	/** Texts of all attempts so far. */
	readonly attempts: string[];
}

/** Requests whose records are the characters of their text. */
const scriptedEncoder: RequestEncoder = {
	key: "scripted",
	encode: async () => [],
	slice: async (request, first, count) =>
		withText(request, textOf(request).slice(first, first + count)),
	join: async (requests) =>
		withText(requests[0] as EncodedRequest, requests.map(textOf).join("")),
};

function textOf({ body }: EncodedRequest): string {
	return Buffer.from(body).toString();
}

function withText(request: EncodedRequest, text: string): EncodedRequest {
	return {
		body: Buffer.from(text),
		contentType: request.contentType,
		contentEncoding: request.contentEncoding,
		records: text.length,
		bytes: text.length * 10,
	};
}

export function scriptedExporter(
	respond?: (request: EncodedRequest, attempt: number) => SendResult,
): ScriptedExporter {
	const begun: Attempt[] = [];
	const asked: ((attempt: Attempt) => void)[] = [];
	const attempts: string[] = [];
	return {
		id: "scripted",
		encoder: scriptedEncoder,
		attempts,
		send(request, signal) {
			const text = textOf(request);
			attempts.push(text);
			if (respond) return Promise.resolve(respond(request, attempts.length));
			return new Promise((resolve, reject) => {
				signal.addEventListener("abort", () => reject(signal.reason));
				const attempt = { text, answer: resolve };
				const ask = asked.shift();
				if (ask) ask(attempt);
				else begun.push(attempt);
			});
		},
		nextAttempt: () =>
			new Promise((resolve) => {
				const attempt = begun.shift();
				if (attempt) resolve(attempt);
				else asked.push(resolve);
			}),
		shutdown: async () => {},
	};
}
