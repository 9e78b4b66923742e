// Every way to log in, with the whole service and an org that really verifies:
// everything arrives, secrets that were wrong are named and used as soon as their
// file is right, and a session that is kept saves the next start its login.

import {
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { type OtlpBackend, startBackend } from "./support/otlp-backend.ts";
import {
	hurriedClock,
	jumpingClock,
	prepareService,
	startService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startOrg,
} from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const appOf = (org: SimulatedOrg) => ({
	client_id: org.clientId,
	client_secret: org.clientSecret,
});

const FLOWS = {
	jwt_bearer: (org: SimulatedOrg) => ({
		client_id: org.clientId,
		username: org.username,
		private_key: org.privateKeyPem,
		audience: "https://login.salesforce.com",
	}),
	client_credentials: appOf,
	password: (org: SimulatedOrg) => ({
		...appOf(org),
		username: org.username,
		password: org.password,
		security_token: org.securityToken,
	}),
	refresh_token: (org: SimulatedOrg) => ({
		...appOf(org),
		refresh_token: org.refreshToken,
	}),
} as const;

type Flow = keyof typeof FLOWS;
const EACH = (Object.keys(FLOWS) as Flow[]).map((flow) => [flow] as const);

/** The secrets of a flow in files, which a mounted secret's are replaced like. */
function inFiles(
	settings: Readonly<Record<string, string>>,
	directory: string,
) {
	const put = (name: string, text: string) => {
		const path = join(directory, name);
		writeFileSync(`${path}.new`, text);
		renameSync(`${path}.new`, path);
		return path;
	};
	const secret = /secret|password|token$|key$/;
	const configured = Object.entries(settings).map(([key, value]) =>
		secret.test(key) ? [`${key}_file`, put(key, `${value}\n`)] : [key, value],
	);
	return { put, settings: Object.fromEntries(configured) };
}

async function startWith(
	org: SimulatedOrg,
	backend: OtlpBackend,
	auth: object,
	more: { directory?: string; clock?: ReturnType<typeof hurriedClock> } = {},
) {
	return prepareService({
		orgs: { acme: org },
		receiver: { auth },
		exporters: { otlp_http: { endpoint: backend.url } },
		...more,
	});
}

const logins = (org: SimulatedOrg) =>
	org.requests().filter(({ endpoint }) => endpoint === "token").length;

describe.concurrent("each flow", () => {
	test.for(EACH)(
		"%s: everything arrives, with one login",
		async ([flow], { expect }) => {
			await using org = await startOrg();
			await using backend = await startBackend();
			await using service = await startWith(org, backend, {
				[flow]: FLOWS[flow](org),
			});
			await service.runOnce();
			expect(new Set(backend.uids.keys())).toEqual(publishedUids(org));
			expect(logins(org)).toBe(1);
			expect(service.complaints()).toEqual([]);
			const shown = JSON.stringify([service.log, org.requests()]);
			for (const secret of [
				org.clientSecret,
				org.password,
				org.securityToken,
				org.refreshToken,
			]) {
				expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
			}
		},
	);

	test.for(EACH)(
		"%s: a dead session is renewed, once for all streams",
		async ([flow], { expect }) => {
			await using org = await startOrg({
				streams: ["login", "logout", "apex", "setup_audit_trail"],
				hours: 1,
				reuse_session: false,
			});
			await using backend = await startBackend();
			await using service = await startWith(org, backend, {
				[flow]: FLOWS[flow](org),
			});
			await service.runOnce();
			org.expireTokens();
			await service.runOnce();
			expect(logins(org)).toBe(2);
			expect(service.total("salesforce_client_login_failures")).toBe(0);
			expect(service.total("salesforce_receiver_polls_failed")).toBe(0);
		},
	);

	test.for(EACH)(
		"%s: a wrong secret is named, and used when its file is right",
		async ([flow], { expect }) => {
			await using org = await startOrg();
			await using backend = await startBackend();
			using directory = temporaryDirectory();
			const files = inFiles(FLOWS[flow](org), directory.path);
			const key = Object.keys(files.settings).find((name) =>
				name.endsWith("_file"),
			) as string;
			const right = readFileSync(files.settings[key], "utf8");
			const name = key.replace("_file", "");
			files.put(name, flow === "jwt_bearer" ? "no key" : "wrong");
			await using service = await startService({
				orgs: { acme: org },
				receiver: { auth: { [flow]: files.settings } },
				exporters: { otlp_http: { endpoint: backend.url } },
				// Nothing but the changed file ends the wait of a minute and more.
				clock: hurriedClock(),
			});
			await service.until(
				() => service.complaints("The login failed").length > 0,
			);
			const [told] = service.complaints("The login failed");
			expect(told).toMatchObject({
				code:
					flow === "jwt_bearer" ? "private_key_not_pem" : "wrong_client_secret",
				cure: expect.stringMatching(/\w{3}/),
			});
			files.put(name, right);
			const expected = publishedUids(org);
			await backend.until(() => expected.isSubsetOf(backend.uids));
			await service.stop();
			expect(service.complaints("The login failed")).toHaveLength(1);
		},
	);
});

describe.concurrent("what the org refuses is told by its code", () => {
	test.for([
		["client_credentials", { run_as_user: false }, "no_run_as_user"],
		["client_credentials", { flows: ["jwt_bearer"] }, "flow_not_enabled"],
		["password", { flows: ["jwt_bearer"] }, "flow_not_enabled"],
	] as const)("%s with %j is %s", async ([flow, login, code], { expect }) => {
		await using org = await startOrg({ login: { ...login } as never });
		await using backend = await startBackend();
		await using service = await startWith(org, backend, {
			[flow]: FLOWS[flow](org),
		});
		await expect(service.runOnce()).rejects.toMatchObject({ code });
		expect(service.complaints("The login failed")).toMatchObject([
			{ code, cure: expect.stringContaining("Setup > ") },
		]);
	});

	test.for([
		["password", "authentication_failed"],
		["refresh_token", "refresh_token_expired"],
	] as const)("%s that is wrong is %s", async ([flow, code], { expect }) => {
		await using org = await startOrg();
		await using backend = await startBackend();
		const settings = { ...FLOWS[flow](org), [flow]: "wrong-one" };
		await using service = await startWith(org, backend, { [flow]: settings });
		await expect(service.runOnce()).rejects.toMatchObject({ code });
		expect(JSON.stringify(service.log)).not.toContain("wrong-one");
	});
});

describe.concurrent("a kept session", () => {
	test.for([
		[true, 1],
		[false, 2],
	] as const)(
		"cache: %s: two starts take %i logins",
		async ([cache, expected], { expect }) => {
			await using org = await startOrg({ reuse_session: false });
			await using backend = await startBackend();
			using temporary = temporaryDirectory();
			const directory = join(temporary.path, "state");
			const auth = { cache, client_credentials: appOf(org) };
			for (let starts = 0; starts < 2; starts++) {
				await using service = await startWith(org, backend, auth, {
					directory,
				});
				await service.runOnce();
				expect(service.complaints()).toEqual([]);
			}
			expect(logins(org)).toBe(expected);
			const kept = readdirSync(directory).filter((name) =>
				name.startsWith("session-"),
			);
			expect(kept).toHaveLength(cache ? 1 : 0);
			for (const name of kept) {
				expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
			}
		},
	);

	test("that has died meanwhile costs one login", async ({ expect }) => {
		await using org = await startOrg();
		await using backend = await startBackend();
		using temporary = temporaryDirectory();
		const directory = join(temporary.path, "state");
		const auth = { cache: true, client_credentials: appOf(org) };
		const run = async () => {
			await using service = await startWith(org, backend, auth, { directory });
			await service.runOnce();
			expect(service.complaints()).toEqual([]);
		};
		await run();
		org.expireTokens();
		await run();
		expect(logins(org)).toBe(2);
		await run();
		expect(logins(org)).toBe(2);
	});

	test("is removed when it is wanted no more", async ({ expect }) => {
		await using org = await startOrg();
		await using backend = await startBackend();
		using temporary = temporaryDirectory();
		const directory = join(temporary.path, "state");
		mkdirSync(directory, { mode: 0o700 });
		for (const cache of [true, false]) {
			await using service = await startWith(
				org,
				backend,
				{ cache, client_credentials: appOf(org) },
				{ directory },
			);
			await service.runOnce();
			const kept = readdirSync(directory).filter((name) =>
				name.startsWith("session-"),
			);
			expect(kept).toHaveLength(cache ? 1 : 0);
		}
	});

	test("has the refresh token that the last login brought", async ({
		expect,
	}) => {
		await using org = await startOrg({
			login: { rotate_refresh_tokens: true },
		});
		await using backend = await startBackend();
		using temporary = temporaryDirectory();
		const directory = join(temporary.path, "state");
		const auth = { cache: true, refresh_token: FLOWS.refresh_token(org) };
		for (let starts = 1; starts <= 3; starts++) {
			await using service = await startWith(org, backend, auth, { directory });
			await service.runOnce();
			expect(service.complaints()).toEqual([]);
			expect(logins(org)).toBe(starts);
			org.expireTokens();
		}
	});
});

test("a refresh token that rotates and is not kept is told", async ({
	expect,
}) => {
	await using org = await startOrg({ login: { rotate_refresh_tokens: true } });
	await using backend = await startBackend();
	await using service = await startWith(org, backend, {
		refresh_token: FLOWS.refresh_token(org),
	});
	await service.runOnce();
	org.expireTokens();
	await service.runOnce();
	expect(service.complaints("rotates refresh tokens")).toMatchObject([
		{ msg: expect.stringContaining("auth.cache") },
	]);
});

test("a ready access token reads until it ends, and goes on with the next one", async ({
	expect,
}) => {
	await using org = await startOrg({ reuse_session: false });
	await using backend = await startBackend();
	using directory = temporaryDirectory();
	const newToken = async () => {
		const response = await fetch(`${org.url}/services/oauth2/token`, {
			method: "POST",
			body: new URLSearchParams({
				grant_type: "client_credentials",
				...appOf(org),
			}),
		});
		const { access_token } = (await response.json()) as {
			access_token: string;
		};
		return access_token;
	};
	const files = inFiles({ access_token: await newToken() }, directory.path);
	await using service = await startService({
		orgs: { acme: org },
		receiver: { auth: { access_token: files.settings } },
		login: { poll_interval: "30s" },
		exporters: { otlp_http: { endpoint: backend.url } },
		clock: jumpingClock(),
	});
	const expected = publishedUids(org);
	await backend.until(() => expected.isSubsetOf(backend.uids));
	expect(service.complaints()).toEqual([]);
	org.expireTokens();
	await service.until(
		() => service.complaints("access_token_refused").length > 0,
	);
	files.put("access_token", await newToken());
	await service.until(() =>
		service.log.some(({ msg }) => msg === "The stream reads again"),
	);
	expect(JSON.stringify(service.log)).not.toContain("!AR8A");
});
