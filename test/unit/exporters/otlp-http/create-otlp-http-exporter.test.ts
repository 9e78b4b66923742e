import { createServer, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
	type OtlpHttpExporterConfig,
	otlpHttpExporterSchema,
} from "../../../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../../../exporters/otlp-http/create-otlp-http-exporter.ts";
import type { EncodedRequest } from "../../../../pipeline/exporter.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import { selfSignedCertificate } from "../certificate.ts";
import { logRecords } from "../log-records.ts";
import { type Answer, answer, loopbackBackend } from "../loopback-backend.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";

const NEVER = new AbortController().signal;
const TOMORROW = new Date(Date.now() + 86_400_000);
const YESTERDAY = new Date(Date.now() - 86_400_000);

function exporter(
	config: Partial<OtlpHttpExporterConfig>,
	telemetry = recordingTelemetry(),
) {
	const defaults = otlpHttpExporterSchema.parse({ endpoint: "http://unused" });
	return createOtlpHttpExporter(
		"otlp_http/test",
		{ ...defaults, ...config } as OtlpHttpExporterConfig,
		telemetry,
		{ version: "1.2.3" },
	);
}

function tls(keys: Partial<NonNullable<OtlpHttpExporterConfig["tls"]>>) {
	return {
		insecure: false,
		insecure_skip_verify: false,
		min_version: "1.2" as const,
		...keys,
	};
}

async function oneRequest(
	target: ReturnType<typeof exporter>,
): Promise<EncodedRequest> {
	const [request] = await target.encoder.encode(logRecords(3));
	if (request === undefined) throw new Error("no request");
	return request;
}

async function sendTo(respond: Answer, config: object = {}) {
	await using backend = await loopbackBackend(respond);
	const target = exporter({ endpoint: backend.url, ...config });
	const result = await target.send(await oneRequest(target), NEVER);
	await target.shutdown();
	return { result, requests: backend.requests };
}

describe("a request", () => {
	test("carries the bytes as they were encoded, and bare OTLP headers", async () => {
		const { result, requests } = await sendTo(answer(200), {
			headers: {
				Authorization: new Secret("ApiKey abcdef"),
				"X-Scope-OrgID": new Secret("tenant"),
			},
		});
		expect(result).toEqual({ kind: "accepted" });
		expect(requests[0]?.path).toBe("/v1/logs");
		expect(requests[0]?.headers).toMatchObject({
			"content-type": "application/x-protobuf",
			"content-encoding": "gzip",
			"content-length": String(requests[0]?.body.byteLength),
			"user-agent": "salesforce-otlp/1.2.3",
			authorization: "ApiKey abcdef",
			"x-scope-orgid": "tenant",
		});
		expect(gunzipSync(requests[0]?.body ?? "").toString("latin1")).toContain(
			"user2@example.com",
		);
	});

	test("names no coding when it is not compressed", async () => {
		const { requests } = await sendTo(answer(200), {
			compression: "none",
			encoding: "json",
		});
		expect(requests[0]?.headers["content-type"]).toBe("application/json");
		expect(requests[0]?.headers).not.toHaveProperty("content-encoding");
	});

	test("does not follow a redirect", async () => {
		const { result, requests } = await sendTo(
			answer(307, { location: "/elsewhere" }),
			{ headers: { authorization: new Secret("Bearer secret-token") } },
		);
		expect(requests).toHaveLength(1);
		expect(result).toMatchObject({ kind: "permanent", status: 307 });
	});

	test("is told apart from its credentials in an error that repeats them", async () => {
		const { result } = await sendTo(
			answer(401, {}, "unknown key c2VjcmV0LWtleQ=="),
			{ headers: { authorization: new Secret("ApiKey c2VjcmV0LWtleQ==") } },
		);
		expect(result).toMatchObject({
			kind: "retry",
			message: expect.stringMatching(/unknown key \[REDACTED\]/),
		});
	});
});

describe("trouble on the way is a reason to try again", () => {
	test("nothing listens", async () => {
		const backend = await loopbackBackend(answer(200));
		await backend[Symbol.asyncDispose]();
		const target = exporter({ endpoint: backend.url });
		const request = await oneRequest(target);
		expect(await target.send(request, NEVER)).toMatchObject({
			kind: "retry",
			message: expect.stringMatching(/connection refused.*ECONNREFUSED/),
		});

		await using _ = await loopbackBackend(answer(200), { port: backend.port });
		expect(await target.send(request, NEVER)).toEqual({ kind: "accepted" });
		await target.shutdown();
	});

	test("the answer does not come in time", async () => {
		const { result } = await sendTo(() => {}, { timeout: 80 });
		expect(result).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("within 0.08 s"),
		});
	});

	test("the connection ends in the middle of the answer's head", async () => {
		const { result } = await sendTo((response) => {
			response.socket?.write("HTTP/1.1 200 OK\r\nConte");
			response.socket?.end();
		});
		expect(result).toMatchObject({ kind: "retry" });
	});

	test("the connection is reset", async () => {
		const { result } = await sendTo((response) => {
			response.socket?.resetAndDestroy();
		});
		expect(result).toMatchObject({ kind: "retry" });
	});

	test("the other side doesn't speak HTTP", async () => {
		const server = createServer((socket: Socket) => {
			socket.end("SSH-2.0-OpenSSH_9.9\r\n");
		});
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		);
		const { port } = server.address() as { port: number };
		const target = exporter({ endpoint: `http://127.0.0.1:${port}` });
		expect(await target.send(await oneRequest(target), NEVER)).toMatchObject({
			kind: "retry",
		});
		await target.shutdown();
		server.close();
	});
});

describe("an answer that breaks off after its status is still an answer", () => {
	test("200 cut short is accepted, so that nothing is sent twice", async () => {
		const { result } = await sendTo((response) => {
			response.writeHead(200, { "content-length": "1000" });
			response.write("half", () => response.socket?.destroy());
		});
		expect(result).toEqual({ kind: "accepted" });
	});

	test("200 whose body never ends is accepted at the deadline", async () => {
		const { result } = await sendTo(
			(response) => {
				response.writeHead(200);
				response.write("x");
			},
			{ timeout: 80 },
		);
		expect(result).toEqual({ kind: "accepted" });
	});

	test("only 4 MiB of a body are read", async () => {
		const { result } = await sendTo((response) => {
			response.writeHead(400, { "content-type": "text/plain" });
			const flood = () => {
				while (!response.destroyed && response.write("x".repeat(65_536)));
			};
			response.on("drain", flood);
			flood();
		});
		expect(result).toMatchObject({ kind: "permanent", status: 400 });
	});
});

describe("abort", () => {
	test("rejects with the signal's reason", async () => {
		await using backend = await loopbackBackend(() => {});
		const target = exporter({ endpoint: backend.url });
		const aborting = new AbortController();
		const sent = target.send(await oneRequest(target), aborting.signal);
		await backend.received(1);
		aborting.abort(new Error("shutting down"));
		await expect(sent).rejects.toThrow("shutting down");
		await target.shutdown();
		await target.shutdown();
	});
});

describe("TLS", () => {
	const valid = selfSignedCertificate(TOMORROW);

	async function sendOver(
		certificate: typeof valid,
		config: Partial<OtlpHttpExporterConfig>,
		telemetry = recordingTelemetry(),
	) {
		await using backend = await loopbackBackend(answer(200), {
			tls: certificate,
		});
		const target = exporter({ endpoint: backend.url, ...config }, telemetry);
		const result = await target.send(await oneRequest(target), NEVER);
		await target.shutdown();
		return result;
	}

	test("a backend whose authority is configured is trusted", async () => {
		expect(await sendOver(valid, { tls: tls({ ca_pem: valid.cert }) })).toEqual(
			{ kind: "accepted" },
		);
	});

	test("an unknown authority is named, and tried again", async () => {
		expect(await sendOver(valid, {})).toMatchObject({
			kind: "retry",
			message: expect.stringMatching(/not trusted.*ca_file/),
		});
	});

	test("an expired certificate is named, and tried again", async () => {
		const expired = selfSignedCertificate(YESTERDAY);
		expect(
			await sendOver(expired, { tls: tls({ ca_pem: expired.cert }) }),
		).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("has expired"),
		});
	});

	test("insecure_skip_verify takes any certificate, and warns once", async () => {
		const telemetry = recordingTelemetry();
		expect(
			await sendOver(
				valid,
				{ tls: tls({ insecure_skip_verify: true }) },
				telemetry,
			),
		).toEqual({ kind: "accepted" });
		expect(telemetry.messages("warn")).toEqual([
			expect.stringContaining("insecure_skip_verify"),
		]);
	});

	test("https to a backend without TLS is named", async () => {
		await using backend = await loopbackBackend(answer(200));
		const target = exporter({
			endpoint: backend.url.replace("http:", "https:"),
		});
		expect(await target.send(await oneRequest(target), NEVER)).toMatchObject({
			kind: "retry",
			message: expect.stringContaining("doesn't speak TLS"),
		});
		await target.shutdown();
	});

	test("a file that is missing stops the start", () => {
		expect(() =>
			exporter({
				endpoint: "https://localhost",
				tls: tls({ ca_file: "/nowhere/ca.pem" }),
			}),
		).toThrow(/ca_file: \/nowhere\/ca\.pem can't be read/);
	});
});
