// How a request stands in the file: OTLP JSON in one line, as the Collector's file
// exporter writes it; with gzip as a member of its own, and the line's end as
// another. Members one after the other are one valid gzip file (RFC 1952, 2.2), so
// stored bytes are appended as they are, and a fixed member marks where a request
// is whole.

import { promisify } from "node:util";
import { constants, gunzip, gzip } from "node:zlib";
import type { EncodedRequest } from "../../pipeline/exporter.ts";

/**
 * What stands behind the last end in a file: a request that was cut off while it was
 * written, a complete one that lacks only its end, or what this exporter never wrote.
 */
export type Tail = "torn" | "whole" | "foreign";

export interface Framing {
	/** What a file holds, in words. */
	readonly content: string;
	/** The bytes that end every request; they occur nowhere else. */
	readonly end: Uint8Array;
	/** The bytes of a request without its end; rejects when they are damaged. */
	body(request: EncodedRequest): Promise<Uint8Array>;
	/** Whether a file that begins so may be continued. */
	continues(head: Uint8Array): boolean;
	judge(tail: Uint8Array): Promise<Tail>;
}

const inflate = promisify(gunzip);
const deflate = promisify(gzip);

/** How each of our requests begins; one that is torn may be shorter. */
const BEGINNING = '{"resourceLogs"';
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const GZIP_LEVEL = 1;

/** Enough to see how it begins. */
const HEAD_BYTES = 4 * 1024;
/** No request of ours is as large. */
const MAX_INFLATED_BYTES = 256 * 1024 * 1024;

/** "\n" as a gzip member, spelled out so that it is the same in every version of zlib. */
const NEWLINE_MEMBER = Buffer.from(
	"1f8b0800000000000003e302009306d73201000000",
	"hex",
);

export const plainFraming: Framing = {
	content: "plain lines",
	end: Buffer.from("\n"),
	async body({ body, contentEncoding }) {
		return contentEncoding === "gzip" ? inflate(body) : body;
	},
	continues: (head) => !isGzip(head),
	async judge(tail) {
		const text = new TextDecoder().decode(tail);
		// What others wrote stays, on a line of its own.
		return isOurs(text) && !isJson(text) ? "torn" : "whole";
	},
};

export const gzipFraming: Framing = {
	content: "gzip",
	end: NEWLINE_MEMBER,
	async body({ body, contentEncoding }) {
		return contentEncoding === "gzip"
			? body
			: deflate(body, { level: GZIP_LEVEL });
	},
	continues: (head) => head.length === 0 || isGzip(head),
	async judge(tail) {
		try {
			await inflate(tail, { maxOutputLength: MAX_INFLATED_BYTES });
			return "whole";
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "ERR_BUFFER_TOO_LARGE") return "foreign";
			return isGzip(tail) && isOurs(await beginning(tail)) ? "torn" : "foreign";
		}
	},
};

/** The first bytes of what is compressed, as far as they are there. */
async function beginning(tail: Uint8Array): Promise<string> {
	const bytes = await inflate(tail.subarray(0, HEAD_BYTES), {
		finishFlush: constants.Z_SYNC_FLUSH,
	}).catch(() => Buffer.from("\u0000"));
	return bytes.toString("utf8", 0, BEGINNING.length);
}

/** A single byte may be the beginning of the two. */
function isGzip(bytes: Uint8Array): boolean {
	const magic = GZIP_MAGIC.subarray(0, Math.min(2, bytes.length));
	return bytes.length > 0 && magic.equals(bytes.subarray(0, 2));
}

function isOurs(text: string): boolean {
	return text.length < BEGINNING.length
		? BEGINNING.startsWith(text)
		: text.startsWith(BEGINNING);
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
