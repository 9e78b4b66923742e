// What Salesforce does on port 8443: a server that asks for a client certificate and
// trusts those that it knows. Login and requests go the same way.

import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../pipeline/clock.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import {
	createDispatcher,
	type TlsOptions,
} from "../../../../receiver/api/dispatcher.ts";
import { createClientCredentialsLogin } from "../../../../receiver/auth/client-credentials.ts";
import { createTokenSource } from "../../../../receiver/auth/create-token-source.ts";
import {
	type Certificate,
	selfSignedCertificate,
} from "../../exporters/certificate.ts";
import {
	clientOf,
	collectRows,
	neverAborted,
	recordTelemetry,
	rejection,
} from "./loopback.ts";
import { certificate, key } from "./self-signed.ts";

const inAnHour = () => new Date(Date.now() + 3_600_000);

/** An org on a port where each connection must show one of the certificates. */
async function startMutualOrg(...trusted: Certificate[]) {
	const shown: string[] = [];
	const options = { cert: certificate, key };
	const caOf = (certificates: readonly Certificate[]) =>
		certificates.map(({ cert }) => cert);
	const server = createServer(
		{
			...options,
			ca: caOf(trusted),
			requestCert: true,
			rejectUnauthorized: true,
		},
		(request, response) => {
			const peer = (request.socket as TLSSocket).getPeerX509Certificate();
			shown.push(peer?.fingerprint256 ?? "none");
			response.setHeader("content-type", "application/json");
			// The next request comes over a new connection, as after a while.
			response.setHeader("connection", "close");
			response.end(
				request.url === "/services/oauth2/token"
					? JSON.stringify({
							access_token: "token",
							id: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
						})
					: '{"done":true,"records":[{}]}',
			);
		},
	);
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return {
		origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
		shown,
		trust: (...certificates: Certificate[]) =>
			server.setSecureContext({ ...options, ca: caOf(certificates) }),
	};
}

function clientWith(origin: string, tls: TlsOptions) {
	const telemetry = recordTelemetry();
	const dispatcher = createDispatcher({
		connectTimeoutMs: 2_000,
		idleTimeoutMs: 2_000,
		tls: { ca_pem: certificate, ...tls },
		logger: telemetry.logger,
	});
	onTestFinished(() => dispatcher.destroy());
	const login = createClientCredentialsLogin(
		{
			client_id: "app",
			client_secret: new Secret("secret"),
			token_url: `${origin}/services/oauth2/token`,
		},
		{ dispatcher, clock: systemClock },
	);
	const { client } = clientOf(origin, {
		dispatcher,
		tokens: createTokenSource(login, telemetry),
	});
	return {
		telemetry,
		query: () => collectRows(client.query("q", neverAborted)),
	};
}

/** Both files of a certificate, each replaced at once as Kubernetes does. */
function certificateFiles() {
	const directory = mkdtempSync(join(tmpdir(), "mtls-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	const put = (name: string, text: string) => {
		writeFileSync(join(directory, `${name}.new`), text);
		renameSync(join(directory, `${name}.new`), join(directory, name));
		return join(directory, name);
	};
	return {
		put,
		write: (own: Certificate) => ({
			cert_file: put("cert.pem", own.cert),
			key_file: put("key.pem", own.key),
		}),
	};
}

test("the client certificate is shown to the login and to each request", async () => {
	const own = selfSignedCertificate(inAnHour());
	const org = await startMutualOrg(own);
	const { query } = clientWith(org.origin, {
		cert_pem: own.cert,
		key_pem: new Secret(own.key),
	});
	expect(await query()).toHaveLength(1);
	expect(org.shown).toHaveLength(2);
	expect(new Set(org.shown).size).toBe(1);
	expect(org.shown).not.toContain("none");
});

test.each([
	["none", undefined],
	["one that the org does not know", selfSignedCertificate(inAnHour())],
])("with %s nothing is answered", async (_, stranger) => {
	const org = await startMutualOrg(selfSignedCertificate(inAnHour()));
	const { query } = clientWith(
		org.origin,
		stranger === undefined
			? {}
			: { cert_pem: stranger.cert, key_pem: new Secret(stranger.key) },
	);
	// Node's server closes the connection without a word.
	expect(await rejection(query())).toMatchObject({
		code: "connection_failed",
		cure: expect.stringContaining("tls.cert_file"),
	});
	expect(org.shown).toEqual([]);
});

test.each([
	["handshake_failure", 40],
	["bad_certificate", 42],
	["unsupported_certificate", 43],
	["certificate_revoked", 44],
	["certificate_expired", 45],
	["certificate_unknown", 46],
	["unknown_ca", 48],
	["access_denied", 49],
	["certificate_required", 116],
])(
	"the alert %s is told as one of the client certificate",
	async (_, alert) => {
		const server = createTcpServer((socket) => {
			socket.on("error", () => {});
			// A fatal alert in the place of the server's hello (RFC 8446, 6).
			socket.once("data", () =>
				socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])),
			);
		});
		await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
		onTestFinished(() => void server.close());
		const { port } = server.address() as AddressInfo;
		const { query } = clientWith(`https://127.0.0.1:${port}`, {});
		expect(await rejection(query())).toMatchObject({
			code: "client_certificate_refused",
			retryable: false,
			cure: expect.stringContaining("tls.cert_file"),
		});
	},
);

test("a certificate that was exchanged is shown from then on", async () => {
	const [first, second] = [
		selfSignedCertificate(inAnHour()),
		selfSignedCertificate(inAnHour()),
	];
	const org = await startMutualOrg(first);
	const files = certificateFiles();
	const { query, telemetry } = clientWith(org.origin, files.write(first));
	await query();

	// Half of the exchange: what was read before is still used.
	files.put("cert.pem", second.cert);
	await query();
	expect(telemetry.lines.at(-1)).toMatchObject({ level: "warn" });
	expect(JSON.stringify(telemetry.lines)).not.toContain("PRIVATE KEY");

	files.put("key.pem", second.key);
	org.trust(second);
	expect(await query()).toHaveLength(1);
	expect(new Set(org.shown).size).toBe(2);
});

test("a pair that can't be one is refused before anything is sent", async () => {
	const [one, other] = [
		selfSignedCertificate(inAnHour()),
		selfSignedCertificate(inAnHour()),
	];
	expect(() =>
		clientWith("https://127.0.0.1:8443", {
			cert_pem: one.cert,
			key_pem: new Secret(other.key),
		}),
	).toThrow(expect.objectContaining({ code: "client_certificate_unusable" }));
});
