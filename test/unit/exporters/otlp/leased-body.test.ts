import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createBodyMemory } from "../../../../exporters/otlp/request/body-memory.ts";
import { createTransport } from "../../../../exporters/otlp/transport.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";

const NEVER = new AbortController().signal;
const OURS = 0x6f;
const OTHERS = 0x78;
/** More than the sockets of both ends take in. */
const LARGE_BYTES = 32 * 1024 * 1024;

/** A server on which each connection is the test's to read and to answer. */
async function startServer(onConnection: (socket: Socket) => void) {
	const server = createServer(onConnection).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const transport = createTransport({
		url: new URL(`http://127.0.0.1:${port}/v1/logs`),
		tls: undefined,
		proxyUrl: undefined,
		env: {},
		timeoutMs: 20_000,
		connections: 1,
		logger: recordingTelemetry().logger,
	});
	onTestFinished(async () => {
		await transport.close();
		server.close();
	});
	return transport;
}

function answer(status: string): string {
	return `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
}

function bodyOf(memory: ReturnType<typeof createBodyMemory>, size: number) {
	const body = memory.take(size).fill(OURS);
	return { body, lease: memory.leaseOf(body) };
}

test("after the answer the memory of a body is used again", async () => {
	const memory = createBodyMemory();
	let came = 0;
	const transport = await startServer((socket) => {
		socket.on("data", (bytes) => {
			came += bytes.length;
			if (came < 200_000) return;
			came = Number.NEGATIVE_INFINITY;
			socket.write(answer("200 OK"));
		});
	});
	const content = bodyOf(memory, 200_000);

	const { status } = await transport.post({}, content, NEVER);

	expect(status).toBe(200);
	content.lease?.end();
	expect(memory.take(200_000).buffer).toBe(content.body.buffer);
});

test("an answer that comes before the body has left does not put other bytes into it", async () => {
	const memory = createBodyMemory();
	const received: Promise<Buffer>[] = [];
	const transport = await startServer((socket) => {
		socket.write(answer("503 Service Unavailable"));
		received.push(buffer(socket));
		socket.pause();
		setImmediate(() => socket.resume());
	});
	const content = bodyOf(memory, LARGE_BYTES);

	const { status } = await transport.post({}, content, NEVER);
	content.lease?.end();
	for (let n = 0; n < 4; n++) {
		memory.take(LARGE_BYTES).fill(OTHERS);
		await new Promise(setImmediate);
	}

	expect(status).toBe(503);
	const [bytes] = await Promise.all(received);
	expect(bytes?.includes(OURS)).toBe(true);
	const head = bytes?.indexOf("\r\n\r\n") ?? 0;
	expect(bytes?.includes(OTHERS, head)).toBe(false);
});

test("a request that is broken off lets its memory go", async () => {
	const memory = createBodyMemory();
	const connected = Promise.withResolvers<void>();
	const transport = await startServer((socket) => {
		socket.on("error", () => {});
		socket.pause();
		connected.resolve();
	});
	const content = bodyOf(memory, LARGE_BYTES);
	const stop = new AbortController();

	const sent = transport.post({}, content, stop.signal);
	await connected.promise;
	stop.abort(new Error("stopped"));
	await expect(sent).rejects.toThrow("stopped");
	content.lease?.end();

	await expect
		.poll(() => memory.take(LARGE_BYTES).buffer)
		.toBe(content.body.buffer);
});
