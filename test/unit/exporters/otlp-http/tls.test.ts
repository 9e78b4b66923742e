import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../../extensions/file-storage/state-directories.ts";
import { selfSignedCertificate } from "../certificate.ts";
import { answer, loopbackBackend } from "../loopback-backend.ts";
import { exporterUnderTest } from "./exporter-under-test.ts";

const TOMORROW = new Date(Date.now() + 86_400_000);
const ACCEPTED = { kind: "accepted" };

function certificate(dnsName?: string) {
	return selfSignedCertificate(TOMORROW, dnsName);
}

describe("tls", () => {
	test("a client certificate is shown to a backend that asks for it", async () => {
		const [server, client, stranger] = [
			certificate(),
			certificate(),
			certificate(),
		];
		await using backend = await loopbackBackend(answer(200), {
			tls: {
				...server,
				ca: client.cert,
				requestCert: true,
				rejectUnauthorized: true,
			},
		});
		const directory = temporaryDirectory();
		const file = (name: string, text: string) => {
			const path = join(directory, name);
			writeFileSync(path, text);
			return path;
		};
		const ca_file = file("ca.pem", server.cert);
		const known = exporterUnderTest({
			endpoint: backend.url,
			tls: {
				ca_file,
				cert_file: file("cert.pem", client.cert),
				key_file: file("key.pem", client.key),
			},
		});
		expect(await known.send()).toEqual(ACCEPTED);
		const unknown = exporterUnderTest({
			endpoint: backend.url,
			tls: { ca_file, cert_pem: stranger.cert, key_pem: stranger.key },
		});
		expect(await unknown.send()).toMatchObject({ kind: "retry" });
	});

	test("server_name_override is the name that is asked for and verified", async () => {
		const server = certificate("backend.test");
		await using backend = await loopbackBackend(answer(200), { tls: server });
		const named = exporterUnderTest({
			endpoint: backend.url,
			tls: { ca_pem: server.cert, server_name_override: "backend.test" },
		});
		expect(await named.send()).toEqual(ACCEPTED);
		const unnamed = exporterUnderTest({
			endpoint: backend.url,
			tls: { ca_pem: server.cert },
		});
		expect(await unnamed.send()).toMatchObject({
			kind: "retry",
			message: expect.stringMatching(/another name.*server_name_override/),
		});
	});

	test("min_version refuses less", async () => {
		const server = certificate();
		await using backend = await loopbackBackend(answer(200), {
			tls: { ...server, maxVersion: "TLSv1.2" },
		});
		const tls = { ca_pem: server.cert };
		const old = exporterUnderTest({ endpoint: backend.url, tls });
		expect(await old.send()).toEqual(ACCEPTED);
		const modern = exporterUnderTest({
			endpoint: backend.url,
			tls: { ...tls, min_version: "1.3" },
		});
		expect(await modern.send()).toMatchObject({ kind: "retry" });
	});

	test.each([
		[
			"not a certificate",
			() => ({
				cert_pem:
					"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
				key_pem: certificate().key,
			}),
		],
		[
			"a key of another certificate",
			() => ({ cert_pem: certificate().cert, key_pem: certificate().key }),
		],
	])("%s stops the start", (_, tls) => {
		expect(() =>
			exporterUnderTest({ endpoint: "https://localhost", tls: tls() }),
		).toThrow(/tls: the certificates or the key can't be used/);
	});
});

test("TLS files are read again when they change, and not before they can be used", async () => {
	const old = certificate();
	const renewed = certificate();
	const ca_file = join(temporaryDirectory(), "ca.pem");
	writeFileSync(ca_file, old.cert);
	const first = await loopbackBackend(answer(200), { tls: old });
	const { port } = first;
	const { send, telemetry } = exporterUnderTest({
		endpoint: first.url,
		tls: { ca_file },
	});
	expect(await send()).toEqual(ACCEPTED);
	await first[Symbol.asyncDispose]();

	await using second = await loopbackBackend(answer(200), {
		tls: renewed,
		port,
	});
	expect(await send()).toMatchObject({
		kind: "retry",
		message: expect.stringContaining("not trusted"),
	});
	writeFileSync(ca_file, "-----BEGIN CERTIFICATE-----\nhalf");
	expect(await send()).toMatchObject({ kind: "retry" });
	expect(await send()).toMatchObject({ kind: "retry" });
	expect(telemetry.messages("warn")).toEqual([
		expect.stringContaining("what was read before is still used"),
	]);
	writeFileSync(ca_file, renewed.cert);
	expect(await send()).toEqual(ACCEPTED);
	expect(second.requests).toHaveLength(1);
	expect(telemetry.messages("info")).toEqual([
		"the TLS files have changed and are used anew",
	]);
});
