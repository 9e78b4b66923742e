import { createHmac } from "node:crypto";
import { request } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SimulatorOptions } from "../../../../simulator/options.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";

async function startOrg(login: SimulatorOptions["login"] = {}) {
	const org = await startSimulator({ hours: 0, speed: 0, login });
	onTestFinished(() => org.close());
	return org;
}

async function post(
	org: Simulator,
	form: Record<string, string>,
	headers: Record<string, string> = {},
) {
	const response = await request(`${org.url}/services/oauth2/token`, {
		method: "POST",
		body: new URLSearchParams(form).toString(),
		headers: {
			"content-type": "application/x-www-form-urlencoded",
			...headers,
		},
	});
	return {
		status: response.statusCode,
		body: (await response.body.json()) as Record<string, string>,
	};
}

/** What each flow sends when all is right. */
function formsOf(org: Simulator) {
	const app = { client_id: org.clientId, client_secret: org.clientSecret };
	return {
		client_credentials: { grant_type: "client_credentials", ...app },
		password: {
			grant_type: "password",
			...app,
			username: org.username,
			password: org.password + org.securityToken,
		},
		refresh_token: {
			grant_type: "refresh_token",
			...app,
			refresh_token: org.refreshToken,
		},
	};
}

type Flow = keyof ReturnType<typeof formsOf>;
const FLOWS: Flow[] = ["client_credentials", "password", "refresh_token"];

describe.each(FLOWS)("%s", (flow) => {
	test("gives a token that works, signed, without expires_in", async () => {
		const org = await startOrg();
		const { status, body } = await post(org, formsOf(org)[flow]);
		expect(status).toBe(200);
		expect(Object.keys(body).sort()).toEqual(
			[
				"access_token",
				"id",
				"instance_url",
				"issued_at",
				...(flow === "password" ? [] : ["scope"]),
				"signature",
				"token_type",
			].sort(),
		);
		const { id = "", issued_at = "" } = body;
		expect(body.signature).toBe(
			createHmac("sha256", org.clientSecret)
				.update(id + issued_at)
				.digest("base64"),
		);
		const limits = await fetch(`${org.url}/services/data/v67.0/limits`, {
			headers: { authorization: `Bearer ${body.access_token}` },
		});
		expect(limits.status).toBe(200);
	});

	test("is refused to another app, and with another secret", async () => {
		const org = await startOrg();
		const form = formsOf(org)[flow];
		expect((await post(org, { ...form, client_id: "x" })).body).toEqual({
			error: "invalid_client_id",
			error_description: "client identifier invalid",
		});
		for (const client_secret of ["", "x"]) {
			expect((await post(org, { ...form, client_secret })).body).toEqual({
				error: "invalid_client",
				error_description: "invalid client credentials",
			});
		}
	});

	test("is refused where the app has not enabled it", async () => {
		const org = await startOrg({ flows: ["jwt_bearer"] });
		expect((await post(org, formsOf(org)[flow])).body).toEqual({
			error: "unsupported_grant_type",
			error_description: "grant type not supported",
		});
	});
});

describe("client credentials", () => {
	test("may come as HTTP Basic", async () => {
		const org = await startOrg();
		const basic = Buffer.from(`${org.clientId}:${org.clientSecret}`);
		const { status } = await post(
			org,
			{ grant_type: "client_credentials" },
			{ authorization: `Basic ${basic.toString("base64")}` },
		);
		expect(status).toBe(200);
	});

	test.each(["login.salesforce.com", "test.salesforce.com"])(
		"are not for %s",
		async (host) => {
			const org = await startOrg();
			const form = formsOf(org).client_credentials;
			expect((await post(org, form, { host })).body.error_description).toBe(
				"request not supported on this domain",
			);
		},
	);

	test("need a Run-As user", async () => {
		const org = await startOrg({ run_as_user: false });
		const { body } = await post(org, formsOf(org).client_credentials);
		expect(body.error_description).toBe("no client credentials user enabled");
	});
});

describe("a password", () => {
	test.each([
		["wrong", "x"],
		["without the security token", undefined],
	])("that is %s is refused", async (_, password) => {
		const org = await startOrg();
		const form = formsOf(org).password;
		const answer = await post(org, {
			...form,
			password: password ?? org.password,
		});
		expect(answer.body.error_description).toBe("authentication failure");
	});

	test("is enough from a trusted address", async () => {
		const org = await startOrg({ trusted_address: true });
		const form = { ...formsOf(org).password, password: org.password };
		expect((await post(org, form)).status).toBe(200);
	});
});

describe("a refresh token", () => {
	test("works again and again", async () => {
		const org = await startOrg();
		for (let times = 0; times < 3; times++) {
			const { body } = await post(org, formsOf(org).refresh_token);
			expect(body.access_token).toBeDefined();
			expect(body.refresh_token).toBeUndefined();
		}
	});

	test("that was revoked, or is another, is refused", async () => {
		const org = await startOrg();
		const form = formsOf(org).refresh_token;
		const expired = {
			error: "invalid_grant",
			error_description: "expired access/refresh token",
		};
		const other = await post(org, { ...form, refresh_token: "5Aep861x" });
		expect(other.body).toEqual(expired);
		org.revokeRefreshToken();
		expect((await post(org, form)).body).toEqual(expired);
	});

	test("gives the next one where they rotate, and is dead itself", async () => {
		const org = await startOrg({ rotate_refresh_tokens: true });
		const form = formsOf(org).refresh_token;
		const first = await post(org, form);
		expect(first.body.refresh_token).toMatch(/^5Aep861/);
		expect((await post(org, form)).status).toBe(400);
		const { refresh_token = "" } = first.body;
		expect((await post(org, { ...form, refresh_token })).status).toBe(200);
	});

	test("needs no secret where the app doesn't ask for it, but no wrong one", async () => {
		const org = await startOrg({ secret_for_refresh: false });
		const { client_secret, ...form } = formsOf(org).refresh_token;
		expect(client_secret).toBe(org.clientSecret);
		expect((await post(org, form)).status).toBe(200);
		const wrong = await post(org, { ...form, client_secret: "x" });
		expect(wrong.body.error).toBe("invalid_client");
	});
});

test("userinfo tells whose a token is, and refuses a dead one with a word", async () => {
	const org = await startOrg();
	const { body } = await post(org, formsOf(org).client_credentials);
	const ask = (authorization?: string) =>
		fetch(`${org.url}/services/oauth2/userinfo`, {
			headers: authorization === undefined ? {} : { authorization },
		});
	const alive = await ask(`Bearer ${body.access_token}`);
	expect(await alive.json()).toMatchObject({
		organization_id: org.organizationId,
		preferred_username: org.username,
	});
	org.expireTokens();
	const dead = await ask(`Bearer ${body.access_token}`);
	expect([dead.status, await dead.text()]).toEqual([403, "Bad_OAuth_Token"]);
	const none = await ask();
	expect([none.status, await none.text()]).toEqual([
		403,
		"Missing_OAuth_Token",
	]);
});
