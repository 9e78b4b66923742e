// A backend on loopback that answers as a test says, and keeps what it got.

import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";

export interface ReceivedRequest {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

export type Answer = (
	response: ServerResponse,
	request: ReceivedRequest,
	index: number,
) => void;

export interface LoopbackBackend extends AsyncDisposable {
	readonly url: string;
	readonly port: number;
	readonly requests: ReceivedRequest[];
	/** Resolves when that many requests have come. */
	received(count: number): Promise<void>;
}

export function answer(
	status: number,
	headers: Record<string, string> = {},
	body: string | Uint8Array = "",
): Answer {
	return (response) => {
		response.writeHead(status, headers).end(body);
	};
}

export async function loopbackBackend(
	respond: Answer,
	options: { port?: number; tls?: TlsOptions } = {},
): Promise<LoopbackBackend> {
	const requests: ReceivedRequest[] = [];
	const waiting = new Set<{ count: number; resolve: () => void }>();
	const listener = (message: IncomingMessage, response: ServerResponse) => {
		const chunks: Buffer[] = [];
		message.on("data", (chunk) => chunks.push(chunk));
		message.on("end", () => {
			const request = {
				path: message.url ?? "",
				headers: message.headers,
				body: Buffer.concat(chunks),
			};
			requests.push(request);
			respond(response, request, requests.length - 1);
			for (const waiter of waiting) {
				if (requests.length >= waiter.count) {
					waiting.delete(waiter);
					waiter.resolve();
				}
			}
		});
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
		received: (count) =>
			new Promise((resolve) => {
				if (requests.length >= count) resolve();
				else waiting.add({ count, resolve });
			}),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
