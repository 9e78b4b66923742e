// An OTLP/HTTP backend on loopback that answers as a test says, and keeps what it
// took: a request counts as taken when it was answered with 2xx.

import {
	createServer,
	type IncomingHttpHeaders,
	type RequestListener,
	type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Certificate } from "../../unit/exporters/certificate.ts";
import { type ArrivedRecord, uidOf } from "./arrived-record.ts";
import { type Changes, createChanges } from "./changes.ts";
import { readJsonRequest } from "./otlp-json.ts";
import { readProtobufRequest } from "./otlp-protobuf.ts";

export interface BackendRequest {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	/** As it came, compressed or not. */
	readonly body: Buffer;
	readonly records: readonly ArrivedRecord[];
}

export interface Reply {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** The connection ends in the place of the answer, or in the middle of its body. */
	readonly breaksOff?: "before" | "within";
}

/** The answer to the n-th request, from 0; none when it hangs for ever. */
export type Script = (
	request: BackendRequest,
	index: number,
) => Reply | undefined | Promise<Reply | undefined>;

export interface OtlpBackend extends AsyncDisposable {
	/** For an exporter's `endpoint`. */
	readonly url: string;
	readonly port: number;
	/** Every request that came. */
	readonly requests: readonly BackendRequest[];
	/** The records of those that were taken. */
	readonly records: readonly ArrivedRecord[];
	/** How often each `log.record.uid` was taken. */
	readonly uids: ReadonlyMap<string, number>;
	/** Changes what the next requests are answered. */
	answer(script: Script): void;
	until(condition: () => boolean): Promise<void>;
}

export const taken: Script = () => ({ status: 200 });

export async function startBackend(
	script: Script = taken,
	options: { port?: number; changes?: Changes; tls?: Certificate } = {},
): Promise<OtlpBackend> {
	const changes = options.changes ?? createChanges();
	const requests: BackendRequest[] = [];
	const records: ArrivedRecord[] = [];
	const uids = new Map<string, number>();
	let current = script;

	function take(request: BackendRequest): void {
		for (const record of request.records) {
			const uid = uidOf(record);
			records.push(record);
			uids.set(uid, (uids.get(uid) ?? 0) + 1);
		}
	}

	async function serve(request: BackendRequest, response: ServerResponse) {
		requests.push(request);
		changes.changed();
		const reply = await current(request, requests.length - 1);
		if (reply === undefined) return;
		if (reply.status >= 200 && reply.status < 300) take(request);
		send(reply, response);
		changes.changed();
	}

	const listener: RequestListener = (message, response) => {
		buffer(message)
			.then((body) =>
				serve(
					{
						path: message.url ?? "",
						headers: message.headers,
						body,
						records: decode(message.headers, body),
					},
					response,
				),
			)
			.catch(() => response.destroy());
	};
	const server = options.tls
		? createTlsServer(options.tls, listener)
		: createServer(listener);
	await new Promise<void>((resolve) =>
		server.listen(options.port ?? 0, "127.0.0.1", resolve),
	);
	const { port } = server.address() as AddressInfo;
	return {
		url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
		port,
		requests,
		records,
		uids,
		answer(next) {
			current = next;
		},
		until: (condition) =>
			changes.until(
				condition,
				() =>
					`${condition}; the backend took ${records.length} records in ${requests.length} requests`,
			),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function send(
	{ status, headers, body = "", breaksOff }: Reply,
	response: ServerResponse,
): void {
	if (breaksOff === "before") {
		response.destroy();
		return;
	}
	response.writeHead(status, { ...headers });
	if (breaksOff === "within") response.write(body, () => response.destroy());
	else response.end(body);
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
	const backend = await startBackend();
	await backend[Symbol.asyncDispose]();
	return backend.port;
}

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
	identity: (bytes) => bytes,
	gzip: gunzipSync,
	zstd: zstdDecompressSync,
};

export function decode(
	headers: IncomingHttpHeaders,
	sent: Buffer,
): ArrivedRecord[] {
	const coding = headers["content-encoding"] ?? "identity";
	const body = DECODERS[coding]?.(sent);
	if (body === undefined) throw new Error(`nobody sends ${coding}`);
	return headers["content-type"] === "application/json"
		? readJsonRequest(body)
		: readProtobufRequest(body);
}
