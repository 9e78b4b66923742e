import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createDispatcher } from "../../../../receiver/api/dispatcher.ts";
import {
	clientOf,
	collectRows,
	neverAborted,
	rejection,
	startServer,
} from "./loopback.ts";
import { certificate, key } from "./self-signed.ts";

async function startSecureServer(): Promise<string> {
	const server = createServer(
		{ cert: certificate, key },
		(_request, response) => response.end('{"done":true,"records":[{}]}'),
	);
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a certificate of nobody's is refused, and the cure is ca_file", async () => {
	const { client } = clientOf(await startSecureServer());
	const error = await rejection(collectRows(client.query("q", neverAborted)));
	expect(error).toMatchObject({
		code: "certificate_not_trusted",
		retryable: false,
		cure: expect.stringContaining("ca_file"),
	});
});

test("tls.ca_file and tls.ca_pem are trusted", async () => {
	const origin = await startSecureServer();
	const directory = mkdtempSync(join(tmpdir(), "ca-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	const ca_file = join(directory, "ca.pem");
	writeFileSync(ca_file, certificate);
	for (const tls of [{ ca_file }, { ca_pem: certificate }]) {
		const { client } = clientOf(origin, { tls });
		expect(await collectRows(client.query("q", neverAborted))).toHaveLength(1);
	}
});

test("a file that is not there is named before anything is sent", () => {
	expect(() =>
		createDispatcher({
			connectTimeoutMs: 1,
			idleTimeoutMs: 1,
			tls: { ca_file: "/nowhere/ca.pem" },
		}),
	).toThrow(/^tls.ca_file: .*\/nowhere\/ca\.pem/);
});

test("TLS to a server without it is told as such", async () => {
	const plain = await startServer((_request, response) => response.end());
	const { client } = clientOf(plain.origin.replace("http:", "https:"));
	const error = await rejection(collectRows(client.query("q", neverAborted)));
	expect(error).toMatchObject({
		name: "SalesforceError",
		code: "connection_failed",
	});
});

test("a host without an address", async () => {
	const { client } = clientOf("https://acme.my.salesforce.invalid");
	const error = await rejection(collectRows(client.query("q", neverAborted)));
	expect(error).toMatchObject({ code: "dns_failed", retryable: true });
});

test("a dispatcher that was given is not closed with the client", async () => {
	const org = await startServer((_request, response) =>
		response.end('{"done":true,"records":[]}'),
	);
	const dispatcher = createDispatcher({
		connectTimeoutMs: 1000,
		idleTimeoutMs: 1000,
	});
	onTestFinished(() => dispatcher.destroy());
	await clientOf(org.origin, { dispatcher }).client.close();
	const { client } = clientOf(org.origin, { dispatcher });
	expect(await collectRows(client.query("q", neverAborted))).toEqual([]);
});

test("a query whose answer does not begin in time is not asked for again as it is", async () => {
	const org = await startServer(() => {});
	const dispatcher = createDispatcher({
		connectTimeoutMs: 1000,
		idleTimeoutMs: 1000,
		headersTimeoutMs: 30,
	});
	onTestFinished(() => dispatcher.destroy());
	const { client } = clientOf(org.origin, { dispatcher });
	const error = await rejection(collectRows(client.query("q", neverAborted)));
	expect(error).toMatchObject({ code: "response_timeout" });
	expect(org.requests).toHaveLength(1);
});

test("connections are used again", async () => {
	const org = await startServer((_request, response) =>
		response.end('{"done":true,"records":[]}'),
	);
	const { client } = clientOf(org.origin);
	for (let n = 0; n < 10; n++) {
		await collectRows(client.query("q", neverAborted));
	}
	const ports = org.requests.map(({ socket }) => socket.remotePort);
	expect(ports).toHaveLength(10);
	// A connection may not be free again at once, so the next request takes another.
	expect(new Set(ports).size).toBeLessThanOrEqual(2);
});

test("an org with an IPv6 address only is reached", async (context) => {
	const server = createPlainServer((_request, response) =>
		response.end('{"done":true,"records":[{}]}'),
	);
	const listening = await new Promise<boolean>((done) => {
		server.once("error", () => done(false));
		server.listen(0, "::1", () => done(true));
	});
	if (!listening) return context.skip("this machine has no IPv6");
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const { client } = clientOf(`http://[::1]:${port}`);
	expect(await collectRows(client.query("q", neverAborted))).toHaveLength(1);
});
