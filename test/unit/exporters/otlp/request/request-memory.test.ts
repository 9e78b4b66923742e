// Requests are compressed in the memory that was lent for them, whatever they are and how
// many there are at once.

import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
	createRequestMemory,
	type RequestMemory,
} from "../../../../../exporters/otlp/request/request-memory.ts";
import { attribute, noise, requestOf } from "./deflate/requests.ts";

const KIB = 1024;

/** A request of about so many bytes. */
function someRequest(size: number, seed = 0): Buffer {
	const records = Array.from({ length: Math.ceil(size / 300) }, (_, n) =>
		Buffer.concat([
			attribute("user.name", Buffer.from(`user${n % 50}@example.com`)),
			attribute("http.url", Buffer.from(`https://example.com/${n % 7}/home`)),
			attribute("id", noise(100, seed + n)),
			attribute("user.agent", Buffer.from("Mozilla/5.0 (X11; Linux x86_64)")),
			attribute("status", Buffer.from("LOGIN_NO_ERROR")),
		]),
	);
	return requestOf(...records);
}

function compressed(
	{ lend, compress }: RequestMemory,
	request: Uint8Array,
): Promise<Uint8Array> {
	return lend(request.length, (bytes) => {
		bytes.set(request);
		return compress(bytes, "gzip");
	});
}

test.each([0, 1, 60 * KIB, 70 * KIB, 1_000_000, 1_800_000, 3_000_000])(
	"a request of about %i bytes",
	async (size) => {
		const memory = createRequestMemory();
		const request = someRequest(size);
		const body = await compressed(memory, request);
		expect(gunzipSync(body).equals(request)).toBe(true);
		expect(body.length).toBeLessThan(
			1.05 * gzipSync(request, { level: 1 }).length,
		);
	},
);

test("more at once than there is memory kept for", async () => {
	const memory = createRequestMemory();
	for (let round = 0; round < 3; round++) {
		const requests = [1, 2, 3, 4, 5].map((n) => someRequest(300_000, n));
		const bodies = await Promise.all(
			requests.map((request) => compressed(memory, request)),
		);
		for (const [n, body] of bodies.entries())
			expect(gunzipSync(body).equals(requests[n] as Buffer)).toBe(true);
	}
});

test("what is no request in Protobuf, in the same memory", async () => {
	const memory = createRequestMemory();
	const json = Buffer.from(
		JSON.stringify({ resourceLogs: Array(20_000).fill({}) }),
	);
	const broken = someRequest(200_000).subarray(0, -1);
	for (const bytes of [json, noise(200_000, 1), broken]) {
		const body = await compressed(memory, bytes);
		expect(gunzipSync(body).equals(bytes)).toBe(true);
	}
});

test("memory is lent anew after work that has failed", async () => {
	const memory = createRequestMemory();
	const fail = () => Promise.reject(new Error("no"));
	for (let n = 0; n < 5; n++)
		await expect(memory.lend(100_000, fail)).rejects.toThrow("no");
	const lent = await memory.lend(100_000, async (bytes) => bytes.buffer);
	expect(await memory.lend(200_000, async (bytes) => bytes.buffer)).toBe(lent);
});

test("a body stays as it is while its memory is not given back", async () => {
	const memory = createRequestMemory();
	const requests = Array.from({ length: 10 }, (_, n) =>
		someRequest(400_000, n),
	);
	const bodies: Uint8Array[] = [];
	for (const request of requests)
		bodies.push(await compressed(memory, request));
	for (const [n, body] of bodies.entries())
		expect(gunzipSync(body).equals(requests[n] as Buffer)).toBe(true);
});
