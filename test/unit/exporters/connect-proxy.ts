// A forward proxy on loopback that wants a user and a password: CONNECT for https,
// absolute URLs for http. It takes every host name for the own machine, as a proxy
// that knows names which we don't.

import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface ConnectProxy extends AsyncDisposable {
	readonly port: number;
	/** `http://user:password@host:port`. */
	readonly url: string;
	/** Host and port of each tunnel or request that was let through. */
	readonly targets: readonly string[];
	/** How many were refused for their credentials. */
	readonly refused: number;
}

export const PROXY_PASSWORD = "proxy-p@ss";

export async function connectProxy(): Promise<ConnectProxy> {
	const targets: string[] = [];
	let refused = 0;
	const expected = `Basic ${Buffer.from(`user:${PROXY_PASSWORD}`).toString("base64")}`;
	const mayPass = (authorization: string | undefined) => {
		if (authorization === expected) return true;
		refused += 1;
		return false;
	};
	const server = createServer((message, response) => {
		const url = new URL(message.url ?? "");
		if (!mayPass(message.headers["proxy-authorization"])) {
			response.writeHead(407, { "proxy-authenticate": "Basic" }).end();
			return;
		}
		targets.push(url.host);
		const { "proxy-authorization": _, ...headers } = message.headers;
		message.pipe(
			request(
				{
					host: "127.0.0.1",
					port: url.port,
					path: url.pathname + url.search,
					method: message.method,
					headers,
				},
				(answer) => {
					response.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(response);
				},
			),
		);
	});
	server.on("connect", (message, socket) => {
		if (!mayPass(message.headers["proxy-authorization"])) {
			socket.end(
				"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
			);
			return;
		}
		targets.push(message.url ?? "");
		const port = Number(message.url?.split(":").at(-1));
		const upstream = connect(port, "127.0.0.1", () => {
			socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
			upstream.pipe(socket).pipe(upstream);
		});
		upstream.on("error", () => socket.destroy());
		socket.on("error", () => upstream.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		port,
		url: `http://user:${encodeURIComponent(PROXY_PASSWORD)}@127.0.0.1:${port}`,
		targets,
		get refused() {
			return refused;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
		},
	};
}
