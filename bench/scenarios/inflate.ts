// The body of a download, from its compressed bytes to chunks of CSV, by the
// client's own code.

import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { type Answer, decodedBody } from "../../receiver/api/answer-body.ts";
import { cut, sampleCsv } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const inflate: Stage = {
	async prepare() {
		// As they come from a socket.
		const chunks = cut(gzipSync(sampleCsv()), 64 * 1024);
		const { signal } = new AbortController();
		return {
			async pass() {
				const answer: Answer = {
					where: "bench",
					status: 200,
					headers: { "content-encoding": "gzip" },
					// A body is read as any stream is; undici's has more methods.
					body: Readable.from(chunks) as Answer["body"],
				};
				for await (const _ of decodedBody(answer, signal));
			},
		};
	},
};
