// The two backends of a soak, in a process of their own. Of what they took they keep a
// bit a record, and how often something came again.

import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { childArgument, tell } from "../processes/child.ts";
import { reactionTo } from "./faults.ts";
import { readSerial, SERIAL_MARK } from "./serial.ts";

export interface BackendState {
	/** Different records that were taken. */
	readonly records: number;
	/** Records that came again although their request was answered. */
	readonly repeated: number;
	/** Records that came again because the answer did not get through. */
	readonly unheard: number;
	/** Records that nobody has published. */
	readonly unknown: number;
	readonly requests: number;
	/** Of them, those in which something went wrong. */
	readonly troubles: number;
}

const MARK = Buffer.from(SERIAL_MARK);
const total = childArgument<number>();
const backends = [createBackend(0), createBackend(1)];

await Promise.all(backends.map(({ listening }) => listening));
await tell(backends.map(({ url }) => url()));
process.on("message", (message) => {
	if (message === "heal") for (const backend of backends) backend.heal();
	else void tell(backends.map(({ state }) => state()));
});
process.once("disconnect", () => {
	for (const { server } of backends) {
		server.close();
		server.closeAllConnections();
	}
});

function createBackend(index: number) {
	const seen = new Uint8Array(Math.ceil(total / 8));
	/** Taken last in a request whose answer was broken off. */
	const unanswered = new Uint8Array(seen.length);
	let healthy = false;
	let records = 0;
	let repeated = 0;
	let unheard = 0;
	let unknown = 0;
	let requests = 0;
	let troubles = 0;

	function take(body: Buffer, answered: boolean): void {
		let last: number | undefined;
		for (
			let at = body.indexOf(MARK);
			at !== -1;
			at = body.indexOf(MARK, at + MARK.length)
		) {
			const serial = readSerial(body, at + MARK.length);
			// Attributes that hold it twice are next to each other.
			if (serial === last && serial !== undefined) continue;
			last = serial;
			if (serial === undefined || serial >= total) unknown++;
			else note(serial, answered);
		}
	}

	function note(serial: number, answered: boolean): void {
		const byte = serial >> 3;
		const bit = 1 << (serial & 7);
		if (((seen[byte] as number) & bit) === 0) records++;
		else if (((unanswered[byte] as number) & bit) !== 0) unheard++;
		else repeated++;
		seen[byte] = (seen[byte] as number) | bit;
		if (answered) unanswered[byte] = (unanswered[byte] as number) & ~bit;
		else unanswered[byte] = (unanswered[byte] as number) | bit;
	}

	function answer(body: Buffer, response: ServerResponse): void {
		const reaction = healthy
			? ({ kind: "take" } as const)
			: reactionTo(index, requests);
		requests++;
		const taken = () => {
			// The exporter may have given up on a machine that is busy.
			take(body, !response.destroyed);
			response.setHeader("Content-Type", "application/x-protobuf");
			response.end();
		};
		if (reaction.kind !== "take") troubles++;
		switch (reaction.kind) {
			case "take":
				taken();
				return;
			case "refuse":
				if (reaction.retryAfter) {
					response.setHeader("Retry-After", reaction.retryAfter);
				}
				response.writeHead(reaction.status).end();
				return;
			case "limit":
				if (body.length <= reaction.bytes) taken();
				else response.writeHead(413).end();
				return;
			case "reset":
				response.destroy();
				return;
			case "hang":
				return;
			case "slow":
				setTimeout(taken, reaction.ms);
				return;
			case "take_unheard":
				take(body, false);
				response.destroy();
		}
	}

	const server = createServer((request, response) => {
		readBody(request)
			.then((body) => answer(body, response))
			.catch(() => response.destroy());
	});
	return {
		server,
		listening: new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		),
		url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		heal() {
			healthy = true;
		},
		state: (): BackendState => ({
			records,
			repeated,
			unheard,
			unknown,
			requests,
			troubles,
		}),
	};
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	return request.headers["content-encoding"] === "gzip"
		? gunzipSync(body)
		: body;
}
