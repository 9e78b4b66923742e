import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../extensions/file-storage/state-directories.ts";
import {
	type Answer,
	answer,
	loopbackBackend,
	type ReceivedRequest,
} from "../loopback-backend.ts";
import { manualClock } from "../manual-clock.ts";
import { exporterUnderTest } from "../otlp-http/exporter-under-test.ts";

const ACCEPTED = { kind: "accepted" };
const SECRET = "s3cr3t/with:odd&characters";

/** token-0, token-1, ... */
const issuing =
	(expiresIn?: number): Answer =>
	(response, _, index) => {
		response.writeHead(200, { "content-type": "application/json" }).end(
			JSON.stringify({
				access_token: `token-${index}`,
				token_type: "bearer",
				...(expiresIn !== undefined && { expires_in: expiresIn }),
			}),
		);
	};

async function arrange(
	tokens: Answer,
	answers: Answer = answer(200),
	oauth2client: Record<string, unknown> = {},
) {
	const tokenServer = await loopbackBackend(tokens);
	const backend = await loopbackBackend(answers);
	const clock = manualClock();
	const { client_secret_file } = oauth2client;
	const under = exporterUnderTest(
		{
			endpoint: backend.url,
			auth: {
				oauth2client: {
					client_id: "the client",
					...(client_secret_file === undefined && { client_secret: SECRET }),
					token_url: `${tokenServer.url}/oauth2/token`,
					...oauth2client,
				},
			},
		},
		{ clock },
	);
	return {
		...under,
		clock,
		tokenServer,
		backend,
		authorizations: () =>
			backend.requests.map(({ headers }) => headers.authorization),
		async [Symbol.asyncDispose]() {
			await tokenServer[Symbol.asyncDispose]();
			await backend[Symbol.asyncDispose]();
		},
	};
}

function form({ body }: ReceivedRequest): Record<string, string> {
	return Object.fromEntries(new URLSearchParams(body.toString()));
}

function basicOf({ headers }: ReceivedRequest): string {
	return Buffer.from(
		headers.authorization?.replace("Basic ", "") ?? "",
		"base64",
	).toString();
}

test("a token is fetched with the client's credentials, and used until shortly before its end", async () => {
	await using it = await arrange(issuing(3_600), answer(200), {
		scopes: ["logs.write", "more"],
		endpoint_params: { audience: "https://backend.test" },
	});
	const { send, clock, tokenServer } = it;
	await Promise.all([send(), send(), send()]);
	clock.advance(54 * 60_000);
	await send();
	expect(tokenServer.requests).toHaveLength(1);
	const [request] = tokenServer.requests;
	expect(request?.path).toBe("/oauth2/token");
	expect(request?.headers["content-type"]).toBe(
		"application/x-www-form-urlencoded",
	);
	expect(form(request as ReceivedRequest)).toEqual({
		grant_type: "client_credentials",
		scope: "logs.write more",
		audience: "https://backend.test",
	});
	// RFC 6749: form-encoded before they are joined.
	expect(basicOf(request as ReceivedRequest)).toBe(
		"the+client:s3cr3t%2Fwith%3Aodd%26characters",
	);
	clock.advance(60_001);
	await send();
	expect(it.authorizations()).toEqual([
		...Array(4).fill("Bearer token-0"),
		"Bearer token-1",
	]);
});

test("a token of a short life is used for half of it", async () => {
	await using it = await arrange(issuing(60));
	await it.send();
	it.clock.advance(29_000);
	await it.send();
	it.clock.advance(2_000);
	await it.send();
	expect(it.authorizations()).toEqual([
		"Bearer token-0",
		"Bearer token-0",
		"Bearer token-1",
	]);
});

test("a 401 renews it once; a second one is told as what it is", async () => {
	await using it = await arrange(issuing(), (response, request, index) => {
		const status =
			request.headers.authorization === "Bearer token-1" ? 200 : 401;
		answer(status)(response, request, index);
	});
	expect(await it.send()).toEqual(ACCEPTED);
	expect(it.authorizations()).toEqual(["Bearer token-0", "Bearer token-1"]);

	await using other = await arrange(issuing(), answer(401));
	expect(await other.send()).toMatchObject({
		kind: "retry",
		status: 401,
		retryAfterMs: 60_000,
	});
	expect(other.authorizations()).toHaveLength(2);
});

test("a server that knows the credentials in the body only gets them there, from then on", async () => {
	await using it = await arrange((response, request, index) => {
		if (form(request).client_secret === SECRET) {
			return issuing(60)(response, request, index);
		}
		return answer(
			401,
			{ "content-type": "application/json" },
			'{"error":"invalid_client"}',
		)(response, request, index);
	});
	expect(await it.send()).toEqual(ACCEPTED);
	it.clock.advance(60_000);
	expect(await it.send()).toEqual(ACCEPTED);
	expect(it.tokenServer.requests).toHaveLength(3);
	expect(it.tokenServer.requests[2]?.headers.authorization).toBeUndefined();
});

test("a refused client waits, and the message tells why without the secret", async () => {
	await using it = await arrange(
		answer(
			400,
			{ "content-type": "application/json" },
			JSON.stringify({ error: `invalid_client ${SECRET}` }),
		),
	);
	expect(await it.send()).toEqual({
		kind: "retry",
		retryAfterMs: 60_000,
		message: `no token from ${it.tokenServer.url}/oauth2/token: HTTP 400: invalid_client [REDACTED]`,
	});
	expect(it.backend.requests).toEqual([]);
});

test.each([
	["503", answer(503), /HTTP 503/],
	["not JSON", answer(200, {}, "<html>token-0"), /is not JSON/],
	["no token", answer(200, {}, '{"token":"token-0"}'), /no access_token/],
	[
		"a redirect",
		answer(307, { location: "https://elsewhere.test" }),
		/HTTP 307/,
	],
])(
	"a token endpoint in trouble (%s) is tried again at the usual pace",
	async (_, tokens, message) => {
		await using it = await arrange(tokens);
		const result = await it.send();
		expect(result).toMatchObject({
			kind: "retry",
			message: expect.stringMatching(message),
		});
		expect(JSON.stringify(result)).not.toContain("token-0");
		expect(it.backend.requests).toEqual([]);
	},
);

test("a token endpoint that is down is tried again, and then works", async () => {
	await using it = await arrange(issuing());
	const { port } = it.tokenServer;
	await it.tokenServer[Symbol.asyncDispose]();
	expect(await it.send()).toMatchObject({
		kind: "retry",
		retryAfterMs: undefined,
		message: expect.stringMatching(/^no token: can't reach .*ECONNREFUSED/),
	});
	await using _ = await loopbackBackend(issuing(), { port });
	expect(await it.send()).toEqual(ACCEPTED);
});

test("the secret's file is read for each token", async () => {
	const file = join(temporaryDirectory(), "secret");
	writeFileSync(file, "first\n");
	await using it = await arrange(issuing(60), answer(200), {
		client_secret_file: file,
	});
	await it.send();
	writeFileSync(file, "second\n");
	it.clock.advance(60_000);
	await it.send();
	expect(it.tokenServer.requests.map(basicOf)).toEqual([
		"the+client:first",
		"the+client:second",
	]);
});

test("an exporter that is shut down does not wait for its token", async () => {
	await using it = await arrange(() => {});
	const aborting = new AbortController();
	const sent = it.send(aborting.signal);
	await it.tokenServer.received(1);
	aborting.abort(new Error("stop"));
	await expect(sent).rejects.toThrow("stop");
});
