import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";
import { assertionFor, connect, logIn } from "../connect.ts";

let org: Simulator;

beforeEach(async () => {
	org = await startSimulator({ hours: 0, speed: 0 });
});
afterEach(() => org.close());

const otherKey = () =>
	generateKeyPairSync("rsa", { modulusLength: 2048 })
		.privateKey.export({ type: "pkcs8", format: "pem" })
		.toString();

test("a valid assertion gives a token, and the answer has no expires_in", async () => {
	const { status, body } = await logIn(org);
	expect(status).toBe(200);
	expect(Object.keys(body).sort()).toEqual([
		"access_token",
		"id",
		"instance_url",
		"scope",
		"token_type",
	]);
	expect(body.instance_url).toBe(org.url);
	expect(body.access_token).toMatch(
		new RegExp(`^${org.organizationId.slice(0, 15)}![\\w.-]{90,}$`),
	);
	expect(body.id).toMatch(
		new RegExp(`/id/${org.organizationId}/005[0-9A-Za-z]{15}$`),
	);
});

describe("an assertion is refused when", () => {
	test.each([
		[
			"its issuer is not the app",
			{ iss: "3MVG9unknown" },
			"invalid_client_id",
			"client identifier invalid",
		],
		[
			"its audience is another",
			{ aud: "https://login.example.com" },
			"invalid_grant",
			"audience is invalid",
		],
		[
			"it has expired",
			{ expiresIn: -5 },
			"invalid_grant",
			"expired authorization code",
		],
		[
			"nobody has that username",
			{ sub: "nobody@example.com" },
			"invalid_grant",
			"user hasn't approved this consumer",
		],
		[
			"the user is not assigned to the app",
			{ sub: "bjorn.lindqvist@example.com" },
			"invalid_app_access",
			"user is not admin approved to access this app",
		],
	])("%s", async (_, claims, error, description) => {
		const { status, body } = await logIn(org, assertionFor(org, claims));
		expect(status).toBe(400);
		expect(body).toEqual({ error, error_description: description });
	});

	test("another key has signed it", async () => {
		const forged = assertionFor(org, { key: otherKey() });
		expect((await logIn(org, forged)).body).toEqual({
			error: "invalid_grant",
			error_description: "invalid assertion",
		});
	});

	test("it was changed after signing", async () => {
		const [header, , signature] = (await assertionFor(org)).split(".");
		const claims = Buffer.from(
			JSON.stringify({
				iss: org.clientId,
				sub: org.username,
				aud: "https://login.salesforce.com",
				exp: Math.floor(Date.now() / 1000) + 9999,
			}),
		).toString("base64url");
		const forged = `${header}.${claims}.${signature}`;
		expect((await logIn(org, forged)).body.error_description).toBe(
			"invalid assertion",
		);
	});

	test("it is not signed at all", async () => {
		const [, claims] = (await assertionFor(org)).split(".");
		const none = Buffer.from('{"alg":"none"}').toString("base64url");
		expect((await logIn(org, `${none}.${claims}.`)).status).toBe(400);
		expect((await logIn(org, "nonsense")).body.error_description).toBe(
			"invalid assertion",
		);
	});
});

test.each(["grant_type=authorization_code", "grant_type=toString", ""])(
	"another grant type is refused: %j",
	async (form) => {
		const response = await fetch(`${org.url}/services/oauth2/token`, {
			method: "POST",
			body: new URLSearchParams(form),
		});
		expect(await response.json()).toEqual({
			error: "unsupported_grant_type",
			error_description: "grant type not supported",
		});
	},
);

test("logins fail as they are told to, each once", async () => {
	org.failNextLogins([
		"inactive user",
		{
			error: "unknown_error",
			error_description: "retry your request",
			status: 500,
		},
	]);
	expect((await logIn(org)).body).toEqual({
		error: "invalid_grant",
		error_description: "inactive user",
	});
	expect((await logIn(org)).status).toBe(500);
	expect((await logIn(org)).status).toBe(200);
});

test("a login while the session lives gives the same token, and another one afterwards", async () => {
	const first = (await logIn(org)).body.access_token;
	expect((await logIn(org)).body.access_token).toBe(first);
	org.expireTokens();
	expect((await logIn(org)).body.access_token).not.toBe(first);
});

test("a session ends when it is not used for its lifetime", async () => {
	const client = await connect(org);
	org.advance(7_000_000);
	expect((await client.get("/services/data/v67.0/limits")).status).toBe(200);
	org.advance(7_000_000);
	expect((await client.get("/services/data/v67.0/limits")).status).toBe(200);
	org.advance(7_200_000);
	const refused = await client.get("/services/data/v67.0/limits");
	expect(refused.status).toBe(401);
	expect(await refused.json()).toEqual([
		{
			message: "Session expired or invalid",
			errorCode: "INVALID_SESSION_ID",
		},
	]);
});
