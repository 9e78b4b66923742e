import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../../../extensions/http/listen.ts";

const LOOPBACK = { host: "localhost", port: 0 };

test.each(["POST", "PUT", "DELETE", "OPTIONS"])(
	"%s is refused",
	async (method) => {
		const listener = await listen(
			LOOPBACK,
			(_, response) => response.end("never"),
			"setting",
		);
		onTestFinished(() => listener.close());
		const response = await fetch(`http://127.0.0.1:${listener.port}/`, {
			method,
		});
		expect(response.status).toBe(405);
		expect(response.headers.get("allow")).toBe("GET, HEAD");
	},
);

test("a port that is taken is told with the setting that names it", async () => {
	const other = createServer().listen(0, "127.0.0.1");
	onTestFinished(() => void other.close());
	await once(other, "listening");
	const { port } = other.address() as AddressInfo;
	await expect(
		listen({ host: "localhost", port }, () => {}, "extensions.x.endpoint"),
	).rejects.toThrow(
		`extensions.x.endpoint: can't listen on localhost:${port}, another program has that port; set another one`,
	);
});

test("closing ends connections that are still open", async () => {
	const listener = await listen(LOOPBACK, () => {}, "setting");
	const socket = connect(listener.port, "127.0.0.1");
	await once(socket, "connect");
	socket.on("error", () => {});
	socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
	const ended = new Promise((resolve) => socket.once("close", resolve));
	await Promise.all([listener.close(), listener.close(), ended]);
});
