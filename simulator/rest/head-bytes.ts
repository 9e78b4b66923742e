// How long a request is before its body, as Salesforce counts it.

import type { Asked } from "../http/answer.ts";

/** Longer URLs are refused with 414, longer URLs and headers together with 431. */
export const MAX_HEAD_BYTES = 16_384;

export function headBytes(asked: Asked): { url: number; all: number } {
	const url = Buffer.byteLength(asked.url.pathname + asked.url.search);
	let all = url;
	for (const [name, value] of Object.entries(asked.headers)) {
		all += Buffer.byteLength(`${name}: ${value}\r\n`);
	}
	return { url, all };
}
