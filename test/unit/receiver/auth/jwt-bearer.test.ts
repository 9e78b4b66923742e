import { generateKeyPairSync } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import { inspect } from "node:util";
import { jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../../pipeline/clock.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import { createJwtBearerLogin } from "../../../../receiver/auth/jwt-bearer.ts";
import { oauthAnswers } from "../api/known-answers.ts";
import {
	answerJson,
	neverAborted,
	rejection,
	startForbiddenServer,
	startServer,
} from "../api/loopback.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const TOKEN =
	"00Dxx0000001gPL!AR8AQJXg5oj8jXSgxJfA0lBog.39AsX.LVpxezPwuX5VAIrrbbHMuol";

const SUCCESS = {
	access_token: TOKEN,
	scope: "web api id",
	instance_url: "https://acme.my.salesforce.com",
	id: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
	token_type: "Bearer",
};

async function loginTo(
	listener: RequestListener,
	{
		signal = neverAborted,
		timeoutMs = 5_000,
		path = "/services/oauth2/token",
	} = {},
) {
	const server = await startServer(listener);
	const login = createJwtBearerLogin(
		{
			client_id: "3MVG9consumerkey",
			username: "integration@acme.example",
			audience: "https://login.salesforce.com",
			token_url: server.origin + path,
			private_key: new Secret(PEM),
		},
		{ clock: systemClock, version: "1.2.3", timeoutMs },
	);
	return { server, result: login(signal) };
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
	let body = "";
	for await (const chunk of request) body += chunk;
	return new URLSearchParams(body);
}

describe("a login", () => {
	test("posts a signed assertion of three minutes, and reads the token", async () => {
		let form = new URLSearchParams();
		const { server, result } = await loginTo(async (request, response) => {
			form = await formOf(request);
			answerJson(response, 200, SUCCESS);
		});
		const token = await result;
		expect(token.value.reveal()).toBe(TOKEN);
		expect(token.organizationId).toBe("00Dxx0000001gPLEAY");
		expect(token.instanceUrl).toBe("https://acme.my.salesforce.com");

		const [request] = server.requests;
		expect(request).toMatchObject({
			method: "POST",
			url: "/services/oauth2/token",
		});
		expect(request?.headers).toMatchObject({
			accept: "application/json",
			"content-type": "application/x-www-form-urlencoded",
			"user-agent": "salesforce-otlp/1.2.3",
		});
		expect(form.get("grant_type")).toBe(
			"urn:ietf:params:oauth:grant-type:jwt-bearer",
		);
		const { payload, protectedHeader } = await jwtVerify(
			form.get("assertion") ?? "",
			rsa.publicKey,
			{
				issuer: "3MVG9consumerkey",
				subject: "integration@acme.example",
				audience: "https://login.salesforce.com",
			},
		);
		expect(protectedHeader).toEqual({ alg: "RS256" });
		const left = (payload.exp ?? 0) - Date.now() / 1000;
		expect(left).toBeGreaterThan(170);
		expect(left).toBeLessThanOrEqual(180);
	});

	test("takes an organization id of 15 characters, and no instance_url", async () => {
		const { server, result } = await loginTo((_request, response) =>
			answerJson(response, 200, {
				access_token: "eyJ0eXAiOiJKV1QifQ.long.one",
				id: "https://test.salesforce.com/id/00Dxx0000001gPL/005xx000001SwiU",
			}),
		);
		expect(await result).toMatchObject({
			organizationId: "00Dxx0000001gPLEAY",
			instanceUrl: server.origin,
		});
	});

	test.each([
		["no access token", { ...SUCCESS, access_token: undefined }],
		[
			"a token that is no header value",
			{ ...SUCCESS, access_token: "a\r\nb: c" },
		],
		["no id", { ...SUCCESS, id: undefined }],
		["an id that is no URL", { ...SUCCESS, id: "00Dxx0000001gPLEAY" }],
		[
			"an id without an organization",
			{ ...SUCCESS, id: "https://x.example/id/1/2" },
		],
		["null", null],
		["a list", []],
	])("refuses an answer with %s, without repeating it", async (_name, body) => {
		const { result } = await loginTo((_request, response) =>
			answerJson(response, 200, body),
		);
		const error = await rejection(result);
		expect(error).toMatchObject({ code: "unexpected_answer" });
		expect(inspect(error, { depth: 9 })).not.toContain("AR8AQ");
	});
});

describe("a login that fails", () => {
	test.each(oauthAnswers)("$error: $description is $code", async (row) => {
		const { result } = await loginTo((_request, response) =>
			answerJson(response, row.status ?? 400, {
				error: row.error,
				error_description: row.description,
			}),
		);
		const error = await rejection(result);
		expect(error).toMatchObject({
			name: "SalesforceError",
			code: row.code,
			retryable: row.retryable ?? false,
			cure: expect.stringMatching(/./),
		});
		expect((error as Error).message).toMatch(
			/^POST http:\/\/127\.0\.0\.1:\d+\/services\/oauth2\/token: /,
		);
	});

	test("shows neither assertion nor key, wherever one looks", async () => {
		let assertion = "";
		const { result } = await loginTo(async (request, response) => {
			assertion = (await formOf(request)).get("assertion") ?? "";
			answerJson(response, 400, {
				error: "invalid_grant",
				error_description: `invalid assertion ${assertion}`,
			});
		});
		const shown = inspect(await rejection(result), { depth: 9 });
		expect(assertion.length).toBeGreaterThan(100);
		for (const part of assertion.split(".")) expect(shown).not.toContain(part);
	});

	test("tells a clock that is far off", async () => {
		const { result } = await loginTo((_request, response) =>
			answerJson(
				response,
				400,
				{ error: "invalid_grant", error_description: "invalid assertion" },
				{ date: new Date(Date.now() - 600_000).toUTCString() },
			),
		);
		expect(await rejection(result)).toMatchObject({
			code: "invalid_assertion",
			message: expect.stringMatching(/clock is 60\d s ahead of/),
		});
	});

	test.each([
		["HTML with status 200", 200, "text/html", "<html>", "html_answer"],
		["HTML with status 503", 503, "text/html", "<html>", "html_answer"],
		[
			"a long HTML page",
			200,
			"text/html",
			`<html>${"x".repeat(1e6)}`,
			"html_answer",
		],
		["an empty body", 200, "application/json", "", "not_json"],
		["an empty 500", 500, "application/json", "", "not_json"],
		["text", 200, "text/plain", "hello", "not_json"],
		[
			"half a token",
			200,
			"application/json",
			JSON.stringify(SUCCESS).slice(0, 60),
			"not_json",
		],
		[
			"a body that never ends",
			200,
			"application/json",
			`"${"x".repeat(1e6)}"`,
			"not_json",
		],
	])("%s", async (_name, status, type, body, code) => {
		const { result } = await loginTo((_request, response) => {
			response.writeHead(status, { "content-type": type }).end(body);
		});
		const error = await rejection(result);
		expect(error).toMatchObject({ code, retryable: true, status });
		expect(inspect(error, { depth: 9 })).not.toContain("AR8AQ");
	});

	test.each([301, 302, 307, 308])(
		"a redirect (%i) is not followed",
		async (status) => {
			const other = await startForbiddenServer();
			const { result } = await loginTo((_request, response) => {
				response
					.writeHead(status, { location: `${other.origin}/login?secret=1` })
					.end();
			});
			const error = await rejection(result);
			expect(error).toMatchObject({
				code: "token_url_redirected",
				retryable: false,
			});
			expect((error as Error).message).toContain(`${other.origin}/login`);
			expect((error as Error).message).not.toContain("secret");
			expect(other.requests).toEqual([]);
		},
	);

	test("nobody answers in time", async () => {
		const { result } = await loginTo(() => {}, { timeoutMs: 50 });
		expect(await rejection(result)).toMatchObject({
			code: "response_timeout",
			retryable: true,
		});
	});

	test("an answer that drips is cut off too", async () => {
		const { result } = await loginTo(
			(_request, response) => {
				response.writeHead(200, { "content-type": "application/json" });
				response.write("{");
			},
			{ timeoutMs: 80 },
		);
		expect(await rejection(result)).toMatchObject({ code: "response_timeout" });
	});

	test("the connection breaks", async () => {
		const { result } = await loginTo((request) => {
			request.socket.destroy();
		});
		expect(await rejection(result)).toMatchObject({
			code: "connection_failed",
			retryable: true,
		});
	});

	test("the caller gives up", async () => {
		const stop = new AbortController();
		const { result } = await loginTo(() => stop.abort(new Error("gone")), {
			signal: stop.signal,
		});
		expect(await rejection(result)).toMatchObject({ message: "gone" });
	});

	test("the key is refused before anything is sent", async () => {
		const server = await startForbiddenServer();
		const login = createJwtBearerLogin(
			{
				client_id: "c",
				username: "u",
				audience: "https://login.salesforce.com",
				token_url: server.origin,
				private_key: new Secret("no key"),
			},
			{ clock: systemClock },
		);
		expect(await rejection(login(neverAborted))).toMatchObject({
			code: "private_key_not_pem",
		});
		expect(server.requests).toEqual([]);
	});
});
