// The `log.record.uid` of published rows, computed from its definition and
// nothing of the product.

import { createHash } from "node:crypto";
import type { PublishedRow } from "./expected-login.ts";

/**
 * The uid of each row of one file, in the file's order.
 *
 * SHA-256 over organization id, 0, event type, 0, and for each cell that is not
 * empty, in byte order of the column names: name, 0, the cell's length in bytes
 * as four little-endian bytes, the cell. The first 16 bytes in hex; the k-th
 * repetition of a row in its file hashes those 16 bytes and k once more.
 */
export function uidsOfFile(
	organizationId: string,
	eventType: string,
	rows: readonly PublishedRow[],
): string[] {
	const seen = new Map<string, number>();
	return rows.map((row) => {
		const hash = createHash("sha256").update(
			`${organizationId}\0${eventType}\0`,
		);
		for (const column of Object.keys(row).sort(byBytes)) {
			const value = Buffer.from(row[column] ?? "");
			if (value.length === 0) continue;
			hash.update(`${column}\0`).update(uint32(value.length)).update(value);
		}
		const first = hash.digest().subarray(0, 16);
		const key = first.toString("hex");
		const occurrence = seen.get(key) ?? 0;
		seen.set(key, occurrence + 1);
		if (occurrence === 0) return key;
		return createHash("sha256")
			.update(first)
			.update(uint32(occurrence))
			.digest("hex")
			.slice(0, 32);
	});
}

function byBytes(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
