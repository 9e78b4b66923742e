// A backend that reads and answers 200. Only when it is asked, after the
// measurement, it looks into what it got: by the bytes of each record's uid, so
// that no decoder has to agree with the encoder.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { tell } from "./child.ts";

export interface Received {
	readonly requests: number;
	/** As they came over the wire. */
	readonly bytes: number;
	readonly records: number;
	/** Records with a uid of their own. */
	readonly distinct: number;
}

const UID_KEY = Buffer.from("log.record.uid");
/** Between the key and the 32 digits: tags and lengths of the value and of its string. */
const BETWEEN = 4;
const UID_LENGTH = 32;

const bodies: Buffer[] = [];

const server = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on("data", (chunk: Buffer) => chunks.push(chunk));
	request.on("end", () => {
		bodies.push(Buffer.concat(chunks));
		response.setHeader("Content-Type", "application/x-protobuf");
		response.end();
	});
});
server.listen(0, "127.0.0.1", () => {
	const { port } = server.address() as AddressInfo;
	void tell(`http://127.0.0.1:${port}`);
});
process.on("message", () => void tell(received()));
process.once("disconnect", () => {
	server.close();
	server.closeAllConnections();
});

/** gzip begins with these bytes, zstd with others. */
const GZIP_MAGIC = Buffer.of(0x1f, 0x8b);

function decoded(body: Buffer): Buffer {
	return body.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)
		? gunzipSync(body)
		: zstdDecompressSync(body);
}

function received(): Received {
	const uids = new Set<string>();
	let records = 0;
	let bytes = 0;
	for (const body of bodies) {
		bytes += body.length;
		const request = decoded(body);
		let at = request.indexOf(UID_KEY);
		while (at !== -1) {
			records++;
			const start = at + UID_KEY.length + BETWEEN;
			uids.add(request.toString("latin1", start, start + UID_LENGTH));
			at = request.indexOf(UID_KEY, start);
		}
	}
	return { requests: bodies.length, bytes, records, distinct: uids.size };
}
