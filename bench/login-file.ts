// The Login files that are measured: the simulator's, the same bytes each time.

import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { generateLoginCsv } from "../simulator/generate/login-content.ts";

const FROM = new Date("2026-11-02T09:00:00Z");
const TO = new Date("2026-11-02T10:00:00Z");

export function loginCsv(rows: number): Iterable<Buffer> {
	// The newest column set: 34 columns, 468 bytes a row.
	return generateLoginCsv({
		rows,
		seed: 1,
		release: "2026",
		from: FROM,
		to: TO,
		users: 500,
	});
}

export interface LoginFile {
	/** Of the compressed file. */
	readonly path: string;
	readonly rows: number;
	/** Before compression. */
	readonly csvBytes: number;
}

/** Compressed beforehand, so that the org costs next to nothing while it is read. */
export async function writeLoginFile(
	path: string,
	rows: number,
): Promise<LoginFile> {
	let csvBytes = 0;
	function* counted() {
		for (const chunk of loginCsv(rows)) {
			csvBytes += chunk.length;
			yield chunk;
		}
	}
	await pipeline(
		Readable.from(counted()),
		createGzip(),
		createWriteStream(path),
	);
	return { path, rows, csvBytes };
}
