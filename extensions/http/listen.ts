// A small HTTP server of the process itself: Prometheus, health_check and status_page.
// It answers GET and HEAD, and its connections never keep the process from ending.

import type {
	IncomingMessage,
	RequestListener,
	ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

// Not imported: an import reads all that a module exports, and of node:http that loads
// fetch and WebSocket, 4 MiB that nobody uses.
const { createServer } = process.getBuiltinModule("node:http");

/** Nobody asks for more than a page, some JSON and a stream of events. */
const MAX_CONNECTIONS = 100;
const HEADERS_TIMEOUT_MS = 10_000;

export interface ListenAddress {
	readonly host: string;
	/** 0 for any that is free. */
	readonly port: number;
}

export interface HttpListener {
	/** The port that it listens on. */
	readonly port: number;
	/** Breaks off what is being answered. Idempotent. */
	close(): Promise<void>;
}

/** Rejects with what the operator can do when the address can't be listened on. */
export async function listen(
	{ host, port }: ListenAddress,
	answer: RequestListener,
	setting: string,
): Promise<HttpListener> {
	const server = createServer(
		{ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: HEADERS_TIMEOUT_MS },
		(request, response) => {
			if (request.method === "GET" || request.method === "HEAD") {
				answer(request, response);
			} else {
				refuse(response, 405, "Only GET is answered here.\n", {
					allow: "GET, HEAD",
				});
			}
		},
	);
	server.maxConnections = MAX_CONNECTIONS;
	await new Promise<void>((resolve, reject) => {
		server.once("error", (error: NodeJS.ErrnoException) =>
			reject(new Error(whyNot(error, host, port, setting), { cause: error })),
		);
		// "localhost" may be ::1 first, where clients that mean 127.0.0.1 find nobody.
		server.listen(port, host === "localhost" ? "127.0.0.1" : host, resolve);
	});
	server.on("error", () => {});
	let closing: Promise<void> | undefined;
	return {
		port: (server.address() as AddressInfo).port,
		close() {
			closing ??= new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
			return closing;
		},
	};
}

export function refuse(
	response: ServerResponse,
	status: number,
	text: string,
	headers: Readonly<Record<string, string>> = {},
): void {
	response.writeHead(status, {
		"content-type": "text/plain; charset=utf-8",
		...headers,
	});
	response.end(text);
}

/** Without its query. */
export function pathOf(request: IncomingMessage): string {
	return (request.url ?? "/").split("?", 1)[0] as string;
}

function whyNot(
	error: NodeJS.ErrnoException,
	host: string,
	port: number,
	setting: string,
): string {
	const what = `${setting}: can't listen on ${host}:${port}`;
	switch (error.code) {
		case "EADDRINUSE":
			return `${what}, another program has that port; set another one`;
		case "EACCES":
			return `${what}, that port needs privileges; set one above 1023`;
		default:
			return `${what}: ${error.message}`;
	}
}
