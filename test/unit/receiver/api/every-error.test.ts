// Every row of the error table is reached by what a server on loopback does, or by a
// key or file that is wrong. A new row needs a way to reach it here.

import { generateKeyPairSync } from "node:crypto";
import type { RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import type { Dispatcher } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../pipeline/clock.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import type { SalesforceClientOptions } from "../../../../receiver/api/create-client.ts";
import {
	createDispatcher,
	type DispatcherOptions,
	type TlsOptions,
} from "../../../../receiver/api/dispatcher.ts";
import {
	ERROR_TABLE,
	type SalesforceErrorCode,
} from "../../../../receiver/api/error-table.ts";
import { createAccessTokenLogin } from "../../../../receiver/auth/access-token.ts";
import { createClientCredentialsLogin } from "../../../../receiver/auth/client-credentials.ts";
import { createTokenSource } from "../../../../receiver/auth/create-token-source.ts";
import { createJwtBearerLogin } from "../../../../receiver/auth/jwt-bearer.ts";
import type { PrivateKeySettings } from "../../../../receiver/auth/private-key.ts";
import { createEventObjectSource } from "../../../../receiver/sources/event-object/create-event-object-source.ts";
import { createGate } from "../../../../receiver/sources/gate.ts";
import { withinOrganization } from "../../../../receiver/within-organization.ts";
import { selfSignedCertificate } from "../../exporters/certificate.ts";
import { connectProxy } from "../../exporters/connect-proxy.ts";
import { oauthAnswers, restAnswers } from "./known-answers.ts";
import {
	answerJson,
	clientOf,
	collectRows,
	collectText,
	neverAborted,
	recordTelemetry,
	rejection,
	startServer,
	token,
} from "./loopback.ts";
import { certificate, key } from "./self-signed.ts";

const ROWS = { done: true, records: [{}] };
const PATH = "/services/data/v67.0/sobjects/EventLogFile/0AT0/LogFile";
const NOT_FOUND = [{ errorCode: "NOT_FOUND", message: "no such thing" }];

/** The codes that a query meets: those of its log lines, and that of its failure. */
async function codesOfQuery(
	listener: RequestListener,
	options: Partial<SalesforceClientOptions> = {},
): Promise<unknown[]> {
	const { origin } = await startServer(listener);
	return codesAt(origin, options);
}

async function codesAt(
	origin: string,
	options: Partial<SalesforceClientOptions> = {},
): Promise<unknown[]> {
	const { client, telemetry } = clientOf(origin, options);
	const failure = await rejection(collectRows(client.query("q", neverAborted)));
	return [
		...telemetry.lines.map(({ fields }) => fields?.code),
		(failure as { code?: unknown }).code,
	];
}

async function codeOf(promise: Promise<unknown>): Promise<unknown[]> {
	return [((await rejection(promise)) as { code?: unknown }).code];
}

function dispatcherWith(options: Partial<DispatcherOptions>) {
	const dispatcher = createDispatcher({
		connectTimeoutMs: 2_000,
		idleTimeoutMs: 2_000,
		...options,
	});
	onTestFinished(() => dispatcher.destroy());
	return dispatcher;
}

async function codesOfFile(listener: RequestListener, options = {}) {
	const { origin } = await startServer(listener);
	const { client } = clientOf(origin, options);
	return codeOf(client.openLogFile(PATH, neverAborted).then(collectText));
}

function loginAt(
	tokenUrl: string,
	options: { dispatcher?: Dispatcher; client_secret_file?: string } = {},
) {
	const { dispatcher, client_secret_file } = options;
	const login = createClientCredentialsLogin(
		{
			client_id: "app",
			...(client_secret_file === undefined
				? { client_secret: new Secret("consumer secret") }
				: { client_secret_file }),
			token_url: tokenUrl,
		},
		{ clock: systemClock, dispatcher },
	);
	return login(neverAborted);
}

async function codeOfLogin(listener: RequestListener) {
	const { origin } = await startServer(listener);
	return codeOf(loginAt(`${origin}/services/oauth2/token`));
}

/** Nothing is sent: the key is refused before. */
const codeOfKey = (settings: PrivateKeySettings) =>
	codeOf(
		createJwtBearerLogin(
			{
				client_id: "app",
				username: "u",
				audience: "https://login.salesforce.com",
				token_url: "http://127.0.0.1:1/",
				...settings,
			},
			{ clock: systemClock },
		)(neverAborted),
	);

function pem(type: "rsa" | "ec", passphrase?: string): Secret {
	const { privateKey } =
		type === "ec"
			? generateKeyPairSync("ec", { namedCurve: "P-256" })
			: generateKeyPairSync("rsa", { modulusLength: 1024 });
	return new Secret(
		privateKey
			.export({
				type: "pkcs8",
				format: "pem",
				...(passphrase && { cipher: "aes-256-cbc", passphrase }),
			})
			.toString(),
	);
}

async function codesOverTls(
	server: { cert: string; key: string },
	tls: TlsOptions,
) {
	const https = createSecureServer(server, (_request, response) =>
		answerJson(response, 200, ROWS),
	);
	await new Promise<void>((done) => https.listen(0, "127.0.0.1", done));
	onTestFinished(() => {
		https.closeAllConnections();
		https.close();
	});
	const { port } = https.address() as AddressInfo;
	return codesAt(`https://127.0.0.1:${port}`, {
		dispatcher: dispatcherWith({ tls }),
	});
}

/** A server that says something else than TLS, or nothing. */
async function tcpServer(answer?: Buffer): Promise<string> {
	const server = createTcpServer((socket) => {
		onTestFinished(() => void socket.destroy());
		socket.on("error", () => {});
		if (answer !== undefined) socket.once("data", () => socket.end(answer));
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => void server.close());
	return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (status: number, body: unknown): RequestListener => {
	return (_request, response) => answerJson(response, status, body);
};

function codeOfPair(cert: string, keyPem: string): unknown[] {
	try {
		dispatcherWith({ tls: { cert_pem: cert, key_pem: new Secret(keyPem) } });
	} catch (error) {
		return [(error as { code?: unknown }).code];
	}
	return [];
}

const WAYS: Partial<
	Record<SalesforceErrorCode, () => Promise<unknown[]> | unknown[]>
> = {
	// Logging in
	too_many_logins() {
		const tokens = createTokenSource(
			async () => token("dies at once"),
			recordTelemetry(),
		);
		return codeOf(
			(async () => {
				for (;;) {
					await tokens.renew(await tokens.get(neverAborted), neverAborted);
				}
			})(),
		);
	},
	async access_token_refused() {
		const { origin } = await startServer((_request, response) =>
			response.writeHead(403).end("Bad_OAuth_Token"),
		);
		const settings = { access_token: new Secret("ended") };
		const http = { clock: systemClock };
		return codeOf(createAccessTokenLogin(settings, origin, http)(neverAborted));
	},
	token_url_redirected: () =>
		codeOfLogin((_request, response) =>
			response.writeHead(302, { location: "/login" }).end(),
		),

	// Reading
	async organization_changed() {
		const { origin } = await startServer((request, response) => {
			const dead = request.headers.authorization === "Bearer first";
			answerJson(response, dead ? 401 : 200, dead ? [] : ROWS);
		});
		const logins = [
			token("first"),
			{ ...token("second"), organizationId: "00Dxx0000002xYZEAY" },
		];
		const { client } = clientOf(origin, {
			tokens: createTokenSource(
				async () => logins.shift() ?? token("none"),
				recordTelemetry(),
			),
		});
		const id = await client.organizationId(neverAborted);
		return codeOf(
			collectRows(withinOrganization(client, id).query("q", neverAborted)),
		);
	},
	async no_event_date() {
		const { origin } = await startServer(
			json(200, { queryable: true, fields: [{ name: "Id", type: "id" }] }),
		);
		const { client, telemetry } = clientOf(origin);
		const source = createEventObjectSource({
			client,
			object: "Account",
			eventType: "Account",
			records: {} as never,
			initialLookbackMs: 3_600_000,
			visibilityLagMs: 1,
			overlapMs: 1,
			maxWindowMs: 3_600_000,
			gate: createGate(1),
			telemetry,
			clock: systemClock,
		});
		const batches = source.poll(async () => undefined, neverAborted);
		// The look-back's begin is stored before the object is asked for.
		await batches.next();
		return codeOf(batches.next());
	},
	api_version_not_supported: () =>
		codesOfQuery(json(200, [{ version: "30.0" }]), { apiVersion: "auto" }),
	api_version_unknown: () =>
		codesOfQuery(
			(request, response) =>
				request.url === "/services/data"
					? answerJson(response, 200, [{ version: "60.0" }])
					: answerJson(response, 404, NOT_FOUND),
			{ apiVersion: "67.0" },
		),
	session_refused: () => codesOfQuery(json(401, [])),
	log_file_not_found: () => codesOfFile(json(404, NOT_FOUND)),

	// Connections
	dns_failed: () => codesAt("https://acme.my.salesforce.invalid"),
	connection_refused: () => codesAt("http://127.0.0.1:1"),
	connect_timeout: async () =>
		codeOf(
			loginAt(await tcpServer(), {
				dispatcher: dispatcherWith({ connectTimeoutMs: 50 }),
			}),
		),
	certificate_not_trusted: () => codesOverTls({ cert: certificate, key }, {}),
	certificate_invalid() {
		const inAnHour = new Date(Date.now() + 3_600_000);
		const other = selfSignedCertificate(inAnHour, "other.example");
		return codesOverTls(other, { ca_pem: other.cert });
	},
	client_certificate_refused: async () =>
		codesAt(await tcpServer(Buffer.from([21, 3, 3, 0, 2, 2, 116]))),
	response_timeout: () =>
		codesOfQuery(() => {}, {
			dispatcher: dispatcherWith({ headersTimeoutMs: 30 }),
		}),
	idle_timeout: () =>
		codesOfFile(
			(_request, response) => {
				response.writeHead(200, { "content-type": "text/csv" });
				response.write('"EVENT_TYPE"\n');
			},
			{ idleTimeoutMs: 50 },
		),
	async client_closed() {
		const { origin } = await startServer(json(200, ROWS));
		const { client } = clientOf(origin);
		await client.close();
		return codeOf(collectRows(client.query("q", neverAborted)));
	},
	truncated_body: () =>
		codesOfFile((request, response) => {
			response.writeHead(200, { "content-length": "1000000" });
			response.write('"EVENT_TYPE"\n', () => request.socket.end());
		}),
	corrupt_body: () =>
		codesOfQuery((_request, response) => {
			const damaged = gzipSync(JSON.stringify(ROWS));
			damaged.fill(7, damaged.length - 8);
			response.writeHead(200, { "content-encoding": "gzip" }).end(damaged);
		}),
	unsupported_encoding: () =>
		codesOfQuery((_request, response) =>
			response.writeHead(200, { "content-encoding": "br" }).end("x"),
		),
	async proxy_refused() {
		await using proxy = await connectProxy();
		const wrong = new Secret(proxy.url.replace("user:", "user:wrong-"));
		return await codesAt("https://acme.my.salesforce.test", {
			dispatcher: dispatcherWith({ proxyUrl: wrong }),
		});
	},
	html_answer: () =>
		codesOfQuery((_request, response) =>
			response.writeHead(503).end("<html><title>Maintenance</title>"),
		),
	not_json: () => codesOfQuery((_request, response) => response.end("hello")),
	unexpected_answer: () => codesOfQuery(json(200, { records: 7 })),
	answer_too_large: () =>
		codesOfQuery(json(200, ["x".repeat(2 * 1024 * 1024)]), {
			apiVersion: "auto",
		}),
	foreign_origin: () =>
		codesOfQuery(
			json(200, { ...ROWS, done: false, nextRecordsUrl: "https://a.example/" }),
		),
	too_many_redirects: () =>
		codesOfQuery((_request, response) =>
			response.writeHead(302, { location: "/round/and/round" }).end(),
		),
	connection_failed: () =>
		codesOfQuery((request) => void request.socket.destroy()),

	// Keys and secrets
	private_key_unreadable: () => codeOfKey({ private_key_file: "/no/such" }),
	private_key_not_pem: () => codeOfKey({ private_key: new Secret("no key") }),
	private_key_is_public: () =>
		codeOfKey({ private_key: new Secret(certificate) }),
	private_key_needs_passphrase: () =>
		codeOfKey({ private_key: pem("rsa", "right") }),
	private_key_wrong_passphrase: () =>
		codeOfKey({
			private_key: pem("rsa", "right"),
			private_key_passphrase: new Secret("wrong"),
		}),
	private_key_wrong_type: () => codeOfKey({ private_key: pem("ec") }),
	private_key_too_short: () => codeOfKey({ private_key: pem("rsa") }),
	secret_file_unreadable: () =>
		codeOf(loginAt("http://127.0.0.1:1/", { client_secret_file: "/no/such" })),
	secret_file_empty: () =>
		codeOf(loginAt("http://127.0.0.1:1/", { client_secret_file: "/dev/null" })),
	tls_file_unreadable() {
		try {
			dispatcherWith({ tls: { ca_file: "/no/such" } });
			return [];
		} catch (error) {
			return [(error as { code?: unknown }).code];
		}
	},
	client_certificate_unusable: () =>
		codeOfPair(certificate, pem("ec").reveal()),
};

test.each(oauthAnswers)(
	"$code by a token endpoint that answers $error: $description",
	async ({ error, description, status = 400, code }) => {
		const body = { error, error_description: description };
		expect(await codeOfLogin(json(status, body))).toEqual([code]);
	},
);

test.each(restAnswers)(
	"$code by a REST API that answers $status $errorCode $message",
	async ({ status, errorCode, message, code }) => {
		const met = await codesOfQuery((request, response) => {
			if (request.url === "/services/data") {
				return answerJson(response, 200, [{ version: "67.0" }]);
			}
			if (errorCode === "") return response.writeHead(status).end();
			answerJson(response, status, [{ errorCode, message }]);
		});
		expect(met).toContain(code);
	},
);

test.each(Object.entries(WAYS))("%s", async (code, way) => {
	expect(await way()).toContain(code);
});

test("no row is left out", () => {
	const reached = new Set<string>([
		...oauthAnswers.map(({ code }) => code),
		...restAnswers.map(({ code }) => code),
		...Object.keys(WAYS),
	]);
	const missing = ERROR_TABLE.filter(({ code }) => !reached.has(code));
	expect(missing.map(({ code }) => code)).toEqual([]);
});
