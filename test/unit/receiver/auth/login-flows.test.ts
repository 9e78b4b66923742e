import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import {
	type SalesforceAuthConfig,
	salesforceAuthSchema,
	withLoginDefaults,
} from "../../../../config/schema/salesforce-auth.ts";
import { systemClock } from "../../../../pipeline/clock.ts";
import {
	createLogin,
	credentialFiles,
	loginIdentity,
} from "../../../../receiver/auth/create-login.ts";
import type { RotatedToken } from "../../../../receiver/auth/token-source.ts";
import {
	answerJson,
	neverAborted,
	recordTelemetry,
	rejection,
	startForbiddenServer,
	startServer,
} from "../api/loopback.ts";

const SUCCESS = {
	access_token: "00Dxx0000001gPL!AR8AQJXg5oj8jXSgxJfA0lBog.39AsX",
	signature: "c2lnbmF0dXJl",
	instance_url: "https://acme.my.salesforce.com",
	id: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
	token_type: "Bearer",
	issued_at: "1764140000000",
};

/** What no message may ever hold. */
const SECRETS = {
	client_secret: "CONSUMER-SECRET&1",
	password: "pass word+%1",
	security_token: "SECURITYTOKEN",
	refresh_token: "5Aep861REFRESH",
	access_token: "00Dxx0000001gPL!READY",
};

const APP = { client_id: "3MVG9app", client_secret: SECRETS.client_secret };
const FLOWS = {
	client_credentials: APP,
	password: {
		...APP,
		username: "u@acme.example",
		password: SECRETS.password,
		security_token: SECRETS.security_token,
	},
	refresh_token: { ...APP, refresh_token: SECRETS.refresh_token },
};
const EACH = Object.keys(FLOWS) as (keyof typeof FLOWS)[];

function authOf(settings: object, origin: string): SalesforceAuthConfig {
	return withLoginDefaults(salesforceAuthSchema.parse(settings), origin);
}

interface Exchange {
	readonly request: IncomingMessage;
	readonly form: URLSearchParams;
}

/** A token endpoint that answers with what the test says, and the login that uses it. */
async function loginWith(
	settings: object,
	answer: (exchange: Exchange) => { status: number; body: unknown } = () => ({
		status: 200,
		body: SUCCESS,
	}),
	rotated?: RotatedToken,
) {
	const exchanges: Exchange[] = [];
	const { origin } = await startServer(async (request, response) => {
		let body = "";
		for await (const chunk of request) body += chunk;
		const exchange = { request, form: new URLSearchParams(body) };
		exchanges.push(exchange);
		const { status, body: json } = answer(exchange);
		answerJson(response, status, json);
	});
	const telemetry = recordTelemetry();
	const login = createLogin({
		auth: authOf(settings, origin),
		instanceUrl: origin,
		http: { clock: systemClock, version: "1.2.3" },
		rotated,
		logger: telemetry.logger,
	});
	return {
		exchanges,
		telemetry,
		login: () => login(neverAborted),
		forms: () => exchanges.map(({ form }) => Object.fromEntries(form)),
	};
}

function temporaryFiles() {
	const directory = mkdtempSync(join(tmpdir(), "secrets-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	return (name: string, text: string) => {
		const path = join(directory, name);
		writeFileSync(path, text);
		return path;
	};
}

describe("what is posted", () => {
	test.each([
		["client_credentials", { grant_type: "client_credentials", ...APP }],
		[
			"password",
			{
				grant_type: "password",
				...APP,
				username: "u@acme.example",
				password: "pass word+%1SECURITYTOKEN",
			},
		],
		[
			"refresh_token",
			{
				grant_type: "refresh_token",
				...APP,
				refresh_token: SECRETS.refresh_token,
			},
		],
	] as const)("by %s", async (flow, form) => {
		const { login, forms, exchanges } = await loginWith({
			[flow]: FLOWS[flow],
		});
		const token = await login();
		expect(token.value.reveal()).toBe(SUCCESS.access_token);
		expect(token.organizationId).toBe("00Dxx0000001gPLEAY");
		expect(forms()).toEqual([form]);
		expect(exchanges[0]?.request).toMatchObject({
			method: "POST",
			url: "/services/oauth2/token",
			headers: {
				accept: "application/json",
				"content-type": "application/x-www-form-urlencoded",
				"user-agent": "salesforce-otlp/1.2.3",
			},
		});
	});

	test("leaves out what is not configured", async () => {
		const { security_token: _, ...password } = FLOWS.password;
		const trusted = await loginWith({ password });
		await trusted.login();
		expect(trusted.forms()[0]?.password).toBe(SECRETS.password);

		const { client_secret: __, ...refresh_token } = FLOWS.refresh_token;
		const open = await loginWith({ refresh_token });
		await open.login();
		expect(open.forms()[0]).not.toHaveProperty("client_secret");
	});
});

describe("secrets in files", () => {
	test.each(EACH)("of %s are read for each login", async (flow) => {
		const write = temporaryFiles();
		const inFiles = Object.fromEntries(
			Object.entries(FLOWS[flow]).map(([key, value]) =>
				key in SECRETS
					? [`${key}_file`, write(key, `${value}\n`)]
					: [key, value],
			),
		);
		const { login, forms } = await loginWith({ [flow]: inFiles });
		await login();
		for (const key of Object.keys(SECRETS)) write(key, `${key}-exchanged\r\n`);
		await login();
		const inline = await loginWith({ [flow]: FLOWS[flow] });
		await inline.login();
		expect(forms()[0]).toEqual(inline.forms()[0]);
		expect(JSON.stringify(forms()[1])).toContain("-exchanged");
		expect(JSON.stringify(forms()[1])).not.toMatch(/\\[rn]/);
	});

	test("that are missing or empty are named, and nothing is sent", async () => {
		const write = temporaryFiles();
		const settings = { ...APP, client_secret: undefined };
		const missing = await loginWith({
			client_credentials: { ...settings, client_secret_file: "/no/such" },
		});
		expect(await rejection(missing.login())).toMatchObject({
			code: "secret_file_unreadable",
			retryable: false,
			message: expect.stringMatching(/^client_secret_file: .*\/no\/such/),
		});
		const path = write("empty", " \n");
		const empty = await loginWith({
			client_credentials: { ...settings, client_secret_file: path },
		});
		expect(await rejection(empty.login())).toMatchObject({
			code: "secret_file_empty",
			message: expect.stringContaining(path),
		});
		expect([...missing.exchanges, ...empty.exchanges]).toEqual([]);
	});

	test("are those whose change is worth another login", () => {
		const files = (settings: object) =>
			credentialFiles(authOf(settings, "https://acme.my.salesforce.com"));
		expect(
			files({
				password: {
					client_id: "a",
					client_secret_file: "/s",
					username: "u",
					password_file: "/p",
					security_token_file: "/t",
				},
			}).sort(),
		).toEqual(["/p", "/s", "/t"]);
		expect(
			files({
				jwt_bearer: {
					client_id: "a",
					username: "u",
					private_key_file: "/k",
					private_key_passphrase_file: "/pp",
				},
			}).sort(),
		).toEqual(["/k", "/pp"]);
		expect(files({ client_credentials: APP })).toEqual([]);
	});
});

describe("no secret comes back", () => {
	test.each(EACH)("from a server that echoes what %s sent", async (flow) => {
		const { login } = await loginWith({ [flow]: FLOWS[flow] }, ({ form }) => ({
			status: 400,
			body: {
				error: "invalid_grant",
				error_description: [...form.values()].join(" "),
			},
		}));
		const error = await rejection(login());
		expect(error).toMatchObject({ name: "SalesforceError", status: 400 });
		const shown = inspect(error, { depth: 9 });
		for (const secret of Object.values(SECRETS)) {
			expect(shown).not.toContain(secret);
		}
	});

	test("nor follows it a redirect", async () => {
		for (const flow of EACH) {
			const other = await startForbiddenServer();
			const { origin } = await startServer((_request, response) => {
				response.writeHead(307, { location: other.origin }).end();
			});
			const login = createLogin({
				auth: authOf({ [flow]: FLOWS[flow] }, origin),
				instanceUrl: origin,
				http: { clock: systemClock },
				logger: recordTelemetry().logger,
			});
			expect(await rejection(login(neverAborted))).toMatchObject({
				code: "token_url_redirected",
			});
			expect(other.requests).toEqual([]);
		}
	});
});

describe("refresh tokens that rotate", () => {
	const rotating = () => {
		let next = 0;
		return () => ({
			status: 200,
			body: { ...SUCCESS, refresh_token: `next-${++next}` },
		});
	};

	test("each login uses the one that the last brought", async () => {
		const { login, forms, telemetry } = await loginWith(
			{ refresh_token: FLOWS.refresh_token },
			rotating(),
		);
		await login();
		const { rotated } = await login();
		expect(forms().map((form) => form.refresh_token)).toEqual([
			SECRETS.refresh_token,
			"next-1",
		]);
		expect(rotated?.refreshToken.reveal()).toBe("next-2");
		// Told once that a restart would not find it.
		expect(telemetry.lines.map(({ level }) => level)).toEqual(["warn"]);
		expect(telemetry.lines[0]?.message).toContain("auth.cache");
	});

	test("that of an earlier run is used, until the operator configures another", async () => {
		const write = temporaryFiles();
		const refresh_token_file = write("token", "first");
		const settings = {
			refresh_token: { client_id: "a", refresh_token_file },
			cache: true,
		};
		const before = await loginWith(settings, rotating());
		const { rotated } = await before.login();
		expect(before.telemetry.lines).toEqual([]);

		const after = await loginWith(settings, rotating(), rotated);
		await after.login();
		write("token", "second");
		await after.login();
		expect(after.forms().map((form) => form.refresh_token)).toEqual([
			"next-1",
			"second",
		]);
	});
});

describe("a ready access token", () => {
	const settings = { access_token: { access_token: SECRETS.access_token } };

	test("is asked whose it is, at the org", async () => {
		const { login, exchanges } = await loginWith(settings, () => ({
			status: 200,
			body: { organization_id: "00Dxx0000001gPL", user_id: "005" },
		}));
		const token = await login();
		expect(token.value.reveal()).toBe(SECRETS.access_token);
		expect(token.organizationId).toBe("00Dxx0000001gPLEAY");
		expect(exchanges[0]?.request).toMatchObject({
			method: "GET",
			url: "/services/oauth2/userinfo",
			headers: { authorization: `Bearer ${SECRETS.access_token}` },
		});
	});

	test.each([401, 403])("that is dead (%i) is told as such", async (status) => {
		const { login } = await loginWith(settings, () => ({
			status,
			body: `Bad_OAuth_Token ${SECRETS.access_token}`,
		}));
		const error = await rejection(login());
		expect(error).toMatchObject({
			code: "access_token_refused",
			retryable: false,
			message: expect.stringContaining("Bad_OAuth_Token"),
		});
		expect(inspect(error)).not.toContain(SECRETS.access_token);
	});

	test.each([
		["without an organization", 200, {}, "unexpected_answer"],
		["that is none", 200, "x", "unexpected_answer"],
		["of a server that is down", 503, "", "server_unavailable"],
	])("an answer %s is an error", async (_, status, body, code) => {
		const { login } = await loginWith(settings, () => ({ status, body }));
		expect(await rejection(login())).toMatchObject({ code });
	});
});

describe("the identity of a login", () => {
	const URL_A = "https://acme.my.salesforce.com";
	const identity = (settings: object, url = URL_A) =>
		loginIdentity(authOf(settings, url), url);

	test("is the same while app, user and org are", () => {
		const once = identity({ password: FLOWS.password });
		expect(identity({ password: FLOWS.password, cache: true })).toBe(once);
		const { client_secret: _, ...others } = FLOWS.password;
		expect(
			identity({ password: { ...others, client_secret_file: "/new" } }),
		).toBe(once);
	});

	test("is another for another app, user, org or flow", () => {
		const all = [
			identity({ password: FLOWS.password }),
			identity({ password: { ...FLOWS.password, username: "v" } }),
			identity({ password: { ...FLOWS.password, client_id: "v" } }),
			identity({ password: FLOWS.password }, "https://b.my.salesforce.com"),
			identity({ client_credentials: FLOWS.client_credentials }),
			identity({ refresh_token: FLOWS.refresh_token }),
		];
		expect(new Set(all).size).toBe(all.length);
	});
});
