import { EventEmitter, once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Metadata } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import {
	type OtlpGrpcExporterConfig,
	otlpGrpcExporterSchema,
} from "../../../../config/schema/otlp-grpc-exporter.ts";
import { createOtlpGrpcExporter } from "../../../../exporters/otlp-grpc/create-otlp-grpc-exporter.ts";
import type { EncodedRequest } from "../../../../pipeline/exporter.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import { selfSignedCertificate } from "../certificate.ts";
import { logRecords } from "../log-records.ts";
import { loopbackBackend } from "../loopback-backend.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";
import {
	accept,
	type GrpcRespond,
	grpcBackend,
	refuse,
} from "./grpc-backend.ts";
import { retryInfo, statusWith } from "./status-details.ts";

const NEVER = new AbortController().signal;
const TOMORROW = new Date(Date.now() + 86_400_000);
const YESTERDAY = new Date(Date.now() - 86_400_000);
const FIRST_RETRY = expect.objectContaining({ kind: "retry" });

function exporter(
	config: Partial<OtlpGrpcExporterConfig>,
	telemetry = recordingTelemetry(),
) {
	const defaults = otlpGrpcExporterSchema.parse({ endpoint: "unused:4317" });
	return createOtlpGrpcExporter(
		"otlp_grpc/test",
		{ ...defaults, ...config },
		telemetry,
		{ version: "1.2.3" },
	);
}

function tls(keys: Partial<NonNullable<OtlpGrpcExporterConfig["tls"]>>) {
	return {
		insecure: false,
		insecure_skip_verify: false,
		min_version: "1.2" as const,
		...keys,
	};
}

function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-grpc-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	return directory;
}

/** As those do who renew certificates and tokens. */
function replaceFile(path: string, content: string): void {
	writeFileSync(`${path}.new`, content);
	renameSync(`${path}.new`, path);
}

async function oneRequest(
	target: ReturnType<typeof exporter>,
): Promise<EncodedRequest> {
	const [request] = await target.encoder.encode(logRecords(3));
	if (request === undefined) throw new Error("no request");
	return request;
}

async function sendTo(
	endpoint: string,
	config: Partial<OtlpGrpcExporterConfig> = {},
) {
	const target = exporter({ endpoint, ...config });
	const result = await target.send(await oneRequest(target), NEVER);
	await target.shutdown();
	return result;
}

async function answered(
	respond: GrpcRespond,
	config: Partial<OtlpGrpcExporterConfig> = {},
) {
	await using backend = await grpcBackend(respond);
	const result = await sendTo(`http://${backend.address}`, config);
	return { result, calls: backend.calls };
}

/** A server of raw TCP connections, gone with the scope. */
async function tcpServer(onConnection: (socket: Socket) => void) {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket.on("error", () => {}));
		socket.once("close", () => sockets.delete(socket));
		onConnection(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

describe("a request", () => {
	test.each(["gzip", "none"] as const)(
		"arrives as the encoder made it, with compression %s",
		async (compression) => {
			const plain = exporter({ compression: "none" });
			const expected = (await oneRequest(plain)).body;
			const { result, calls } = await answered(accept, { compression });
			expect(result).toEqual({ kind: "accepted" });
			expect(calls[0]?.message.equals(expected)).toBe(true);
		},
	);

	test("stored before the compression was changed is sent all the same", async () => {
		await using backend = await grpcBackend(accept);
		const endpoint = `http://${backend.address}`;
		const zipped = await oneRequest(exporter({ endpoint }));
		const target = exporter({ endpoint, compression: "none" });
		expect(await target.send(zipped, NEVER)).toEqual({ kind: "accepted" });
		expect(backend.calls[0]?.message.toString("latin1")).toContain(
			"user2@example.com",
		);
		await target.shutdown();
	});

	test("that is damaged in the store is set aside", async () => {
		const target = exporter({});
		const request = await oneRequest(target);
		const damaged = { ...request, body: request.body.subarray(0, 20) };
		expect(await target.send(damaged, NEVER)).toMatchObject({
			kind: "permanent",
			message: expect.stringContaining("can't be decompressed"),
		});
	});

	test("shares its stored bytes with an otlp_http exporter", () => {
		expect(exporter({}).encoder.key).toMatch(/^otlp\/proto\/gzip\//);
	});

	test("carries the configured headers as metadata, and who sends it", async () => {
		const { calls } = await answered(accept, {
			headers: {
				Authorization: new Secret("Bearer abcdef"),
				"x-trace-bin": new Secret("binary é"),
			},
		});
		const metadata = calls[0]?.metadata;
		expect(metadata?.get("authorization")).toEqual(["Bearer abcdef"]);
		expect(metadata?.get("x-trace-bin")).toEqual([Buffer.from("binary é")]);
		expect(String(metadata?.get("user-agent"))).toMatch(
			/^salesforce-otlp\/1\.2\.3 /,
		);
	});

	test("goes over one connection with those beside it", async () => {
		await using backend = await grpcBackend(accept);
		const target = exporter({ endpoint: `http://${backend.address}` });
		const request = await oneRequest(target);
		const results = await Promise.all(
			Array.from({ length: 10 }, () => target.send(request, NEVER)),
		);
		expect(new Set(results.map(({ kind }) => kind))).toEqual(
			new Set(["accepted"]),
		);
		expect(new Set(backend.calls.map(({ peer }) => peer)).size).toBe(1);
		await target.shutdown();
	});
});

describe("the backend's status", () => {
	test("with RetryInfo says when to come back", async () => {
		const metadata = new Metadata();
		metadata.set(
			"grpc-status-details-bin",
			statusWith(8, "slow down", retryInfo(17)),
		);
		const { result } = await answered(refuse(8, "slow down", metadata));
		expect(result).toEqual({
			kind: "retry",
			status: 8,
			message: "RESOURCE_EXHAUSTED: slow down",
			retryAfterMs: 17_000,
		});
	});

	test("without it, RESOURCE_EXHAUSTED is final", async () => {
		const { result } = await answered(refuse(8, "no more quota"));
		expect(result).toMatchObject({ kind: "permanent", status: 8 });
	});

	test("says that a message is over the server's own limit of 4 MiB", async () => {
		await using backend = await grpcBackend(accept);
		const target = exporter({ endpoint: `http://${backend.address}` });
		const body = Buffer.alloc(4 * 1024 * 1024 + 1);
		const request = {
			...(await oneRequest(target)),
			body,
			contentEncoding: undefined,
		};
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "too_large",
			status: 8,
		});
		await target.shutdown();
	});

	test("UNAVAILABLE is tried again over the same connection", async () => {
		await using backend = await grpcBackend((callback, call, index) =>
			(index === 0 ? refuse(14, "memory limiter") : accept)(
				callback,
				call,
				index,
			),
		);
		const target = exporter({ endpoint: `http://${backend.address}` });
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "retry",
			message: "UNAVAILABLE: memory limiter",
		});
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		const [first, second] = backend.calls.map(({ peer }) => peer);
		expect(second).toBe(first);
		await target.shutdown();
	});

	test("is told apart from its credentials in an error that repeats them", async () => {
		const { result } = await answered(
			refuse(16, "unknown key c2VjcmV0LWtleQ=="),
			{
				headers: { authorization: new Secret("ApiKey c2VjcmV0LWtleQ==") },
			},
		);
		expect(result).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("unknown key [REDACTED]"),
		});
	});

	test("partial success is told with its count", async () => {
		const { result } = await answered((callback) =>
			callback(null, Buffer.from([0x0a, 0x02, 0x08, 0x02])),
		);
		expect(result).toEqual({ kind: "partial", rejected: 2, message: "" });
	});

	test("of a proxy that speaks HTTP only is a status, too", async () => {
		const server = createHttp2Server().on("stream", (stream) => {
			stream.respond({ ":status": 503, "content-type": "text/html" });
			stream.end("<h1>Service Unavailable</h1>");
		});
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		);
		const { port } = server.address() as AddressInfo;
		expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("503"),
		});
		server.close();
	});

	test("that never came, because the stream broke off, is a reason to try again", async () => {
		const server = createHttp2Server().on("stream", (stream) => {
			stream.respond({ ":status": 200, "content-type": "application/grpc" });
			stream.end();
		});
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		);
		const { port } = server.address() as AddressInfo;
		expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("RST_STREAM"),
		});
		server.close();
	});
});

describe("trouble on the way is a reason to try again", () => {
	test("nothing listens, and then something does", async () => {
		const gone = await grpcBackend(accept);
		await gone[Symbol.asyncDispose]();
		const target = exporter({ endpoint: `http://${gone.address}` });
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "retry",
			message: `can't reach http://${gone.address}: connection refused: nothing listens there (ECONNREFUSED)`,
		});

		await using _ = await grpcBackend(accept, { port: gone.port });
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		await target.shutdown();
	});

	test("the backend is restarted between two requests, and during one", async () => {
		const first = await grpcBackend(accept);
		const { port, address } = first;
		const target = exporter({ endpoint: `http://${address}` });
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		await first[Symbol.asyncDispose]();

		const second = await grpcBackend(() => {}, { port });
		const results = [target.send(request, NEVER)];
		if ((await Promise.race([results[0], second.received(1)])) !== undefined) {
			// The broken connection was noticed by the request itself.
			results.push(target.send(request, NEVER));
			await second.received(1);
		}
		await second[Symbol.asyncDispose]();
		for (const result of await Promise.all(results)) {
			expect(result).toEqual(FIRST_RETRY);
		}

		await using _ = await grpcBackend(accept, { port });
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		await target.shutdown();
	});

	test("the answer does not come in time, and the next request connects anew", async () => {
		await using backend = await grpcBackend((callback, call, index) => {
			if (index > 0) accept(callback, call, index);
		});
		const endpoint = `http://${backend.address}`;
		const target = exporter({ endpoint, timeout: 80 });
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "retry",
			message: `no complete answer from ${endpoint} within 0.08 s`,
		});
		await backend.calls[0]?.cancelled;
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		expect(backend.calls[1]?.peer).not.toBe(backend.calls[0]?.peer);
		await target.shutdown();
	});

	test("the other side never says a word", async () => {
		await using silent = await tcpServer(() => {});
		expect(await sendTo(`http://${silent.address}`, { timeout: 80 })).toEqual(
			FIRST_RETRY,
		);
	});

	test("the other side doesn't speak gRPC", async () => {
		await using ssh = await tcpServer((socket) => {
			socket.end("SSH-2.0-OpenSSH_9.9\r\n");
		});
		expect(await sendTo(`http://${ssh.address}`)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("4318 is OTLP/HTTP"),
		});
	});

	test("the connection is reset", async () => {
		await using resetting = await tcpServer((socket) => {
			socket.resetAndDestroy();
		});
		expect(await sendTo(`http://${resetting.address}`)).toEqual(FIRST_RETRY);
	});
});

describe("TLS", () => {
	test("is what an endpoint without scheme means", async () => {
		const certificate = selfSignedCertificate(TOMORROW);
		await using backend = await grpcBackend(accept, { tls: certificate });
		expect(
			await sendTo(backend.address, { tls: tls({ ca_pem: certificate.cert }) }),
		).toEqual({ kind: "accepted" });
	});

	test("is not, with insecure", async () => {
		await using backend = await grpcBackend(accept);
		expect(
			await sendTo(backend.address, { tls: tls({ insecure: true }) }),
		).toEqual({ kind: "accepted" });
	});

	test("is what https:// means, whatever insecure says", async () => {
		await using backend = await grpcBackend(accept);
		expect(
			await sendTo(`https://${backend.address}`, {
				tls: tls({ insecure: true }),
			}),
		).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("doesn't speak TLS"),
		});
	});

	test("does not trust a certificate of nobody", async () => {
		await using backend = await grpcBackend(accept, {
			tls: selfSignedCertificate(TOMORROW),
		});
		expect(await sendTo(`https://${backend.address}`)).toMatchObject({
			kind: "retry",
			message: expect.stringMatching(/not trusted.*ca_file/),
		});
		expect(backend.calls).toHaveLength(0);
	});

	test("trusts any with insecure_skip_verify, and says so", async () => {
		await using backend = await grpcBackend(accept, {
			tls: selfSignedCertificate(TOMORROW),
		});
		const telemetry = recordingTelemetry();
		const target = exporter(
			{
				endpoint: `https://${backend.address}`,
				tls: tls({ insecure_skip_verify: true }),
			},
			telemetry,
		);
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		expect(telemetry.messages("warn")).toEqual([
			expect.stringContaining("not verified"),
		]);
		await target.shutdown();
	});

	test("says that a certificate has expired", async () => {
		const certificate = selfSignedCertificate(YESTERDAY);
		await using backend = await grpcBackend(accept, { tls: certificate });
		expect(
			await sendTo(backend.address, { tls: tls({ ca_pem: certificate.cert }) }),
		).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("has expired"),
		});
	});

	test("verifies the name it was told to", async () => {
		const certificate = selfSignedCertificate(TOMORROW);
		await using backend = await grpcBackend(accept, { tls: certificate });
		const keys = {
			ca_pem: certificate.cert,
			server_name_override: "another.example.com",
		};
		expect(await sendTo(backend.address, { tls: tls(keys) })).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("server_name_override"),
		});
	});

	test("is told apart from plain text", async () => {
		await using backend = await grpcBackend(accept, {
			tls: selfSignedCertificate(TOMORROW),
		});
		expect(await sendTo(`http://${backend.address}`)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("https://"),
		});
	});

	test("is renewed when a file is, and what is under way ends in its own time", async () => {
		const old = selfSignedCertificate(TOMORROW);
		const renewed = selfSignedCertificate(TOMORROW);
		const file = join(temporaryDirectory(), "ca.pem");
		writeFileSync(file, old.cert);
		const answerLater = Promise.withResolvers<() => void>();
		const first = await grpcBackend(
			(callback, call, index) =>
				answerLater.resolve(() => accept(callback, call, index)),
			{ tls: old },
		);
		const target = exporter({
			endpoint: first.address,
			tls: tls({ ca_file: file }),
		});
		const request = await oneRequest(target);
		const underWay = target.send(request, NEVER);
		await first.received(1);

		replaceFile(file, renewed.cert);
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("not trusted"),
		});
		(await answerLater.promise)();
		expect(await underWay).toEqual({ kind: "accepted" });
		await first[Symbol.asyncDispose]();

		await using _ = await grpcBackend(accept, {
			port: first.port,
			tls: renewed,
		});
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		await target.shutdown();
	});

	test("without the files it names stops the start", () => {
		expect(() =>
			exporter({ tls: tls({ ca_file: "/nonexistent/ca.pem" }) }),
		).toThrow(/tls: ca_file: \/nonexistent\/ca\.pem can't be read/);
	});
});

describe("credentials", () => {
	test("from a file are read again when it changes", async () => {
		const file = join(temporaryDirectory(), "token");
		writeFileSync(file, "first-token\n");
		await using backend = await grpcBackend((callback, call, index) =>
			index === 1
				? refuse(16, "expired: second-token")(callback, call, index)
				: accept(callback, call, index),
		);
		const target = exporter({
			endpoint: `http://${backend.address}`,
			header_files: { Authorization: { file, scheme: "Bearer" } },
		});
		const request = await oneRequest(target);
		await target.send(request, NEVER);
		replaceFile(file, "second-token");
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("expired: [REDACTED]"),
		});
		expect(
			backend.calls.map(({ metadata }) => metadata.get("authorization")),
		).toEqual([["Bearer first-token"], ["Bearer second-token"]]);
		await target.shutdown();
	});

	test("of oauth2client are fetched, and once more when they are refused", async () => {
		let tokens = 0;
		await using endpoint = await loopbackBackend((response) => {
			tokens += 1;
			response.writeHead(200, { "content-type": "application/json" });
			response.end(
				JSON.stringify({ access_token: `t${tokens}`, expires_in: 3_600 }),
			);
		});
		await using backend = await grpcBackend((callback, call, index) =>
			call.metadata.get("authorization")[0] === "Bearer t2"
				? accept(callback, call, index)
				: refuse(16, "revoked")(callback, call, index),
		);
		const target = exporter(
			otlpGrpcExporterSchema.parse({
				endpoint: `http://${backend.address}`,
				auth: {
					oauth2client: {
						client_id: "id",
						client_secret: "secret",
						token_url: `${endpoint.url}/token`,
					},
				},
			}),
		);
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		expect(tokens).toBe(2);
		await target.shutdown();
	});
});

test("records over max_record_size are told before they are sent", async () => {
	const target = exporter({ max_record_size: 1 });
	const admission = await target.admit?.(await oneRequest(target));
	expect(admission?.request).toBeUndefined();
	expect(admission?.refused).toMatchObject([{ option: "max_record_size" }]);
});

test("a header that gRPC can't carry stops the start, its value untold", () => {
	const refused = (name: string, value: string) => () =>
		exporter({ headers: { [name]: new Secret(value) } });
	expect(refused("X-Team", "geheimnis-ä")).toThrow(
		"headers: x-team: gRPC carries printable ASCII only, unless the name ends in -bin",
	);
	expect(refused("grpc-timeout", "1S")).toThrow("gRPC sets this header itself");
});

describe("aborting", () => {
	test("breaks a call off, and rejects with the reason", async () => {
		await using backend = await grpcBackend(() => {});
		const target = exporter({ endpoint: `http://${backend.address}` });
		const controller = new AbortController();
		const sending = target.send(await oneRequest(target), controller.signal);
		await backend.received(1);
		controller.abort(new Error("stopping"));
		await expect(sending).rejects.toThrow("stopping");
		await backend.calls[0]?.cancelled;
		await target.shutdown();
	});

	test("before the call begins nothing is sent", async () => {
		await using backend = await grpcBackend(accept);
		const target = exporter({ endpoint: `http://${backend.address}` });
		await expect(
			target.send(await oneRequest(target), AbortSignal.abort(new Error("no"))),
		).rejects.toThrow("no");
		expect(backend.calls).toHaveLength(0);
		await target.shutdown();
	});
});

test("no connection outlives the exporter, however often it was made anew", async () => {
	let open = 0;
	const closed = new EventEmitter();
	await using silent = await tcpServer((socket) => {
		open += 1;
		socket.resume().once("close", () => {
			open -= 1;
			closed.emit("one");
		});
	});
	const target = exporter({
		endpoint: `http://${silent.address}`,
		timeout: 50,
	});
	const request = await oneRequest(target);
	for (let attempt = 0; attempt < 3; attempt += 1) {
		expect(await target.send(request, NEVER)).toEqual(FIRST_RETRY);
	}
	const controller = new AbortController();
	const aborted = target.send(request, controller.signal);
	controller.abort(new Error("stopping"));
	await expect(aborted).rejects.toThrow("stopping");
	await target.shutdown();
	await target.shutdown();
	while (open > 0) await once(closed, "one");
});
