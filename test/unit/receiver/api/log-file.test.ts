import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { SalesforceError } from "../../../../receiver/api/salesforce-error.ts";
import {
	answerJson,
	clientOf,
	collectText,
	neverAborted,
	rejection,
	startForbiddenServer,
	startServer,
} from "./loopback.ts";

const PATH =
	"/services/data/v67.0/sobjects/EventLogFile/0AT5j00002LqQTxGAN/LogFile";
const CSV = `"EVENT_TYPE","TIMESTAMP"\n${'"Login","20231218054831.655"\n'.repeat(5000)}`;
const GZIP = { "content-type": "text/csv", "content-encoding": "gzip" };

describe("a log file", () => {
	test("comes decompressed", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(200, GZIP).end(gzipSync(CSV));
		});
		const { client, telemetry } = clientOf(org.origin);
		const body = await client.openLogFile(PATH, neverAborted);
		expect(await collectText(body)).toBe(CSV);
		expect(org.requests[0]?.headers["accept-encoding"]).toBe("gzip");
		expect(
			telemetry.total("salesforce_client_requests", {
				kind: "log_file",
				outcome: "2xx",
			}),
		).toBe(1);
	});

	test("or uncompressed, whatever its Content-Type", async () => {
		const org = await startServer((_request, response) => {
			response
				.writeHead(200, { "content-type": "application/octetstream" })
				.end(CSV);
		});
		const body = await clientOf(org.origin).client.openLogFile(
			PATH,
			neverAborted,
		);
		expect(await collectText(body)).toBe(CSV);
	});

	test.each([
		["plain", Buffer.alloc(0), {}],
		["compressed", gzipSync(""), GZIP],
	])("of no bytes, %s", async (_name, bytes, headers) => {
		const org = await startServer((_request, response) => {
			response.writeHead(200, headers).end(bytes);
		});
		const body = await clientOf(org.origin).client.openLogFile(
			PATH,
			neverAborted,
		);
		expect(await collectText(body)).toBe("");
	});

	test("that has vanished is not tried again", async () => {
		const org = await startServer((_request, response) =>
			answerJson(response, 404, [
				{
					errorCode: "NOT_FOUND",
					message: "The requested resource does not exist",
				},
			]),
		);
		const { client } = clientOf(org.origin);
		const error = await rejection(client.openLogFile(PATH, neverAborted));
		expect(error).toMatchObject({
			code: "log_file_not_found",
			retryable: false,
			status: 404,
		});
		expect((error as Error).message).toContain("0AT5j00002LqQTxGAN");
		expect(org.requests).toHaveLength(1);
	});

	test("with a web page for a 404 is not a vanished one", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(404, { "content-type": "text/html" }).end("<html>");
		});
		const error = await rejection(
			clientOf(org.origin).client.openLogFile(PATH, neverAborted),
		);
		expect(error).toMatchObject({ code: "html_answer" });
	});

	test("is asked for again after a new login", async () => {
		const org = await startServer((request, response) => {
			if (request.headers.authorization === "Bearer token-1") {
				answerJson(response, 401, [
					{
						errorCode: "INVALID_SESSION_ID",
						message: "Session expired or invalid",
					},
				]);
			} else response.end(CSV);
		});
		const { client, logins } = clientOf(org.origin);
		const body = await client.openLogFile(PATH, neverAborted);
		expect(await collectText(body)).toBe(CSV);
		expect(logins()).toBe(2);
	});

	test("elsewhere is not fetched", async () => {
		const evil = await startForbiddenServer();
		const { client, telemetry } = clientOf(
			(await startForbiddenServer()).origin,
		);
		const error = await rejection(
			client.openLogFile(`${evil.origin}${PATH}`, neverAborted),
		);
		expect(error).toMatchObject({ code: "foreign_origin" });
		expect(evil.requests).toEqual([]);
		expect(
			telemetry.total("salesforce_client_requests", { kind: "log_file" }),
		).toBe(0);
	});

	test.each([
		["its type", "text/html;charset=UTF-8", "<html><title>Maintenance</title>"],
		["its first character", "text/csv", "\n\t  <!DOCTYPE html>"],
	])("that is a web page by %s is tried again", async (_name, type, page) => {
		const org = await startServer((_request, response) => {
			if (org.requests.length > 2) response.end(CSV);
			else response.writeHead(200, { "content-type": type }).end(page);
		});
		const body = await clientOf(org.origin).client.openLogFile(
			PATH,
			neverAborted,
		);
		expect(await collectText(body)).toBe(CSV);
	});

	test("that is a web page every time", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(200, GZIP).end(gzipSync("  <html>"));
		});
		const error = await rejection(
			clientOf(org.origin).client.openLogFile(PATH, neverAborted),
		);
		expect(error).toMatchObject({ code: "html_answer", status: 200 });
		expect(org.requests).toHaveLength(5);
	});
});

describe("a body that breaks", () => {
	const compressed = gzipSync(CSV.repeat(40), { level: 0 });
	const half = compressed.subarray(0, compressed.length / 2);

	/** What was read before the error, and the error. */
	async function readUntilError(origin: string, options = {}) {
		const { client } = clientOf(origin, options);
		const body = await client.openLogFile(PATH, neverAborted);
		let bytes = 0;
		try {
			for await (const chunk of body) bytes += chunk.length;
		} catch (error) {
			expect(error).toBeInstanceOf(SalesforceError);
			return { bytes, error: error as SalesforceError };
		}
		throw new Error("the body ended as if it were whole");
	}

	test("gzip without its end", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(200, GZIP).end(half);
		});
		const { bytes, error } = await readUntilError(org.origin);
		expect(error).toMatchObject({ code: "truncated_body", retryable: true });
		expect(bytes).toBeGreaterThan(0);
	});

	test("gzip with damage", async () => {
		const damaged = Buffer.from(compressed);
		damaged.fill(7, damaged.length - 8);
		const org = await startServer((_request, response) => {
			response.writeHead(200, GZIP).end(damaged);
		});
		const { error } = await readUntilError(org.origin);
		expect(error).toMatchObject({ code: "corrupt_body", retryable: true });
	});

	test("Content-Length that is not reached", async () => {
		const org = await startServer((request, response) => {
			response.writeHead(200, { "content-length": String(CSV.length) });
			response.write(CSV.slice(0, 70_000), () => request.socket.end());
		});
		const { error } = await readUntilError(org.origin);
		expect(error).toMatchObject({ code: "truncated_body", retryable: true });
	});

	test.each([
		["ended", (socket: Socket) => socket.end()],
		["reset", (socket: Socket) => socket.resetAndDestroy()],
	])("chunks without the last one, the connection %s", async (_name, cut) => {
		const org = await startServer((request, response) => {
			response.writeHead(200);
			response.write(CSV, () => setImmediate(() => cut(request.socket)));
		});
		const { client } = clientOf(org.origin);
		const error = await rejection(
			client.openLogFile(PATH, neverAborted).then(collectText),
		);
		expect(error).toMatchObject({ code: "truncated_body", retryable: true });
	});

	test("the last chunk missing after all of the gzip", async () => {
		const org = await startServer((request, response) => {
			response.writeHead(200, GZIP);
			response.write(compressed, () => request.socket.end());
		});
		const { error } = await readUntilError(org.origin);
		expect(error).toMatchObject({ code: "truncated_body" });
	});

	test("a stall", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(200, GZIP);
			response.write(half);
		});
		const { error } = await readUntilError(org.origin, { idleTimeoutMs: 150 });
		expect(error).toMatchObject({ code: "idle_timeout", retryable: true });
	});

	test("a compression nobody asked for", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(200, { "content-encoding": "br" }).end("x");
		});
		const error = await rejection(
			clientOf(org.origin).client.openLogFile(PATH, neverAborted),
		);
		expect(error).toMatchObject({ code: "unsupported_encoding" });
	});
});

describe("a reader", () => {
	function startEndless() {
		let closed: Promise<unknown> | undefined;
		const server = startServer((request, response) => {
			closed = new Promise((done) => request.socket.once("close", done));
			response.writeHead(200);
			const more = () => {
				while (!response.destroyed && response.write(CSV)) {}
			};
			response.on("drain", more);
			more();
		});
		return { server, closed: () => closed };
	}

	test("that stops early closes the connection", async () => {
		const endless = startEndless();
		const { client } = clientOf((await endless.server).origin);
		for await (const _chunk of await client.openLogFile(PATH, neverAborted))
			break;
		await endless.closed();
	});

	test("that never begins can still close it", async () => {
		const endless = startEndless();
		const { client } = clientOf((await endless.server).origin);
		const body = await client.openLogFile(PATH, neverAborted);
		await body[Symbol.asyncIterator]().return?.();
		await endless.closed();
	});

	test("that aborts gets its reason, and the connection closes", async () => {
		const endless = startEndless();
		const { client } = clientOf((await endless.server).origin);
		const stop = new AbortController();
		const body = await client.openLogFile(PATH, stop.signal);
		const error = await rejection(
			(async () => {
				for await (const _chunk of body) stop.abort(new Error("shutdown"));
			})(),
		);
		expect(error).toMatchObject({ message: "shutdown" });
		await endless.closed();
	});

	test("that is slower than idle_timeout loses nothing", async () => {
		const text = CSV.repeat(30);
		const org = await startServer((_request, response) => {
			response
				.writeHead(200, { "content-length": String(text.length) })
				.end(text);
		});
		const { client } = clientOf(org.origin, { idleTimeoutMs: 100 });
		let bytes = 0;
		let paused = false;
		for await (const chunk of await client.openLogFile(PATH, neverAborted)) {
			bytes += chunk.length;
			// A real pause: undici's idle timer is a real one.
			if (!paused) await new Promise((resume) => setTimeout(resume, 400));
			paused = true;
		}
		expect(bytes).toBe(text.length);
	});

	test("holds the sender back", async () => {
		let sent = 0;
		const org = await startServer((_request, response) => {
			response.writeHead(200);
			const block = Buffer.alloc(64 * 1024, "x");
			const more = () => {
				while (sent < 200 * 1024 * 1024 && !response.destroyed) {
					sent += block.length;
					if (!response.write(block)) return;
				}
				response.end();
			};
			response.on("drain", more);
			more();
		});
		const body = await clientOf(org.origin).client.openLogFile(
			PATH,
			neverAborted,
		);
		const iterator = body[Symbol.asyncIterator]();
		await iterator.next();
		// Waits until the sender stands still: nothing else ends the flow.
		for (let before = -1; before !== sent; ) {
			before = sent;
			await new Promise((resume) => setTimeout(resume, 50));
		}
		expect(sent).toBeLessThan(50 * 1024 * 1024);
		await iterator.return?.();
	});
});
