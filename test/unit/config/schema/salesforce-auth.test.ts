import { describe, expect, test } from "vitest";
import {
	formatConfig,
	formatWarning,
	type LoadedConfig,
	loadConfig,
} from "../../../../config/load.ts";
import { configErrorOf, MINIMAL } from "../minimal.ts";

const MY_DOMAIN = "https://example.my.salesforce.com";

/** The minimal configuration with another login and address. */
function load(auth: string, url = MY_DOMAIN, more = ""): LoadedConfig {
	const text = MINIMAL.replace(
		/ {4}instance_url[\s\S]*? {4}streams:/,
		`    instance_url: ${url}\n    auth: ${auth}\n    ${more}\n    streams:`,
	);
	return loadConfig([{ name: "otel.yaml", text }], {});
}

const authOf = (auth: string, url?: string) =>
	load(auth, url).config.receivers.salesforce?.auth;

const warningsOf = (loaded: LoadedConfig) => loaded.warnings.map(formatWarning);

const problemsOf = (action: () => unknown) =>
	configErrorOf(action).message.split("\n");

const JWT = "{ client_id: app, username: u@example.com, private_key_file: k }";
const APP = "client_id: app, client_secret: hunter2";
const FLOWS = {
	jwt_bearer: JWT.replace("k }", "k, private_key_passphrase: hunter2 }"),
	client_credentials: `{ ${APP} }`,
	password: `{ ${APP}, username: u@example.com, password: hunter2, security_token: hunter2 }`,
	refresh_token: `{ ${APP}, refresh_token: hunter2 }`,
	access_token: "{ access_token: hunter2 }",
} as const;

describe("each flow", () => {
	test.each(Object.entries(FLOWS))(
		"%s loads, and its secrets are not shown",
		(flow, settings) => {
			const { config } = load(`{ ${flow}: ${settings} }`);
			const { cache: _, ...flows } = config.receivers.salesforce?.auth ?? {};
			const given = Object.entries(flows).filter(([, value]) => value);
			expect(given.map(([name]) => name)).toEqual([flow]);
			const written = formatConfig(config);
			expect(written).toContain("[REDACTED]");
			expect(written).not.toContain("hunter2");
		},
	);

	test.each(["jwt_bearer", "client_credentials", "password", "refresh_token"])(
		"%s logs in at the org's own host unless it says otherwise",
		(flow) => {
			const settings = FLOWS[flow as keyof typeof FLOWS];
			expect(authOf(`{ ${flow}: ${settings} }`)).toMatchObject({
				[flow]: { token_url: `${MY_DOMAIN}/services/oauth2/token` },
			});
			const url = "https://gov.my.salesforce.mil/services/oauth2/token";
			const other = settings.replace(" }", `, token_url: "${url}" }`);
			expect(authOf(`{ ${flow}: ${other} }`)).toMatchObject({
				[flow]: { token_url: url },
			});
		},
	);

	test.each([
		["client_credentials", "{ client_id: app }", "client_secret"],
		[
			"client_credentials",
			`{ ${APP}, client_secret_file: f }`,
			"client_secret",
		],
		["password", `{ ${APP}, username: u }`, "password"],
		["refresh_token", "{ client_id: app }", "refresh_token"],
		["access_token", "{}", "access_token"],
	])("%s with %s is refused", (flow, settings, secret) => {
		expect(problemsOf(() => load(`{ ${flow}: ${settings} }`))).toEqual([
			expect.stringMatching(
				`one of \`${secret}\`, \`${secret}_file\` (is required|may be set)`,
			),
		]);
	});
});

test("two flows, or none, are a mistake", () => {
	const both = `{ client_credentials: { ${APP} }, jwt_bearer: ${JWT} }`;
	const names =
		"`jwt_bearer`, `client_credentials`, `password`, `refresh_token`, `access_token`";
	expect(problemsOf(() => load(both))).toEqual([
		expect.stringContaining(`only one of ${names} may be set`),
	]);
	expect(problemsOf(() => load("{ cache: true }"))).toEqual([
		expect.stringContaining(`exactly one of ${names} is required`),
	]);
});

describe("the audience", () => {
	const audienceOf = (url: string, more = "") =>
		authOf(`{ jwt_bearer: ${JWT.replace(" }", `${more} }`)} }`, url)?.jwt_bearer
			?.audience;

	test.each([
		["https://acme.my.salesforce.com", "https://login.salesforce.com"],
		["https://acme.my.salesforce.com:8443", "https://login.salesforce.com"],
		["https://acme.develop.my.salesforce.com", "https://login.salesforce.com"],
		[
			"https://acme--uat.sandbox.my.salesforce.com",
			"https://test.salesforce.com",
		],
		["https://acme.scratch.my.salesforce.com", "https://test.salesforce.com"],
		["https://agency.my.salesforce.mil", "https://login.salesforce.com"],
		[
			"https://agency--uat.sandbox.my.salesforce.mil",
			"https://test.salesforce.com",
		],
		[
			"https://acme--uat.sandbox.lightning.force.com",
			"https://test.salesforce.com",
		],
	])("of %s is %s", (url, audience) => {
		expect(audienceOf(url)).toBe(audience);
	});

	test("follows the login server that is named", () => {
		const url = "https://test.salesforce.com/services/oauth2/token";
		expect(audienceOf(MY_DOMAIN, `, token_url: "${url}"`)).toBe(
			"https://test.salesforce.com",
		);
	});

	test("may be an Experience Cloud site, and the token URL another host", () => {
		const site = "https://acme.my.site.com/partners";
		const auth = authOf(
			`{ jwt_bearer: ${JWT.replace(" }", `, audience: "${site}", token_url: "${site}/services/oauth2/token" }`)} }`,
		);
		expect(auth?.jwt_bearer).toMatchObject({
			audience: site,
			token_url: `${site}/services/oauth2/token`,
		});
	});
});

describe("a host that can't work is refused", () => {
	test.each(["https://login.salesforce.com", "https://test.salesforce.com"])(
		"%s has no org's data",
		(url) => {
			expect(problemsOf(() => load(`{ jwt_bearer: ${JWT} }`, url))).toEqual([
				expect.stringMatching(
					/instance_url: `instance_url` must be the org's own address \(Setup > My Domain\)/,
				),
			]);
		},
	);

	test.each(["login", "test"])(
		"client credentials don't work on %s.salesforce.com",
		(host) => {
			const url = `https://${host}.salesforce.com/services/oauth2/token`;
			const auth = `{ client_credentials: { ${APP}, token_url: "${url}" } }`;
			expect(problemsOf(() => load(auth))).toEqual([
				expect.stringMatching(
					/token_url: `token_url` must be of the org's own host.*My Domain/,
				),
			]);
			// The other flows do.
			load(`{ jwt_bearer: ${JWT.replace(" }", `, token_url: "${url}" }`)} }`);
		},
	);
});

describe("a page's address is corrected with a warning", () => {
	test.each([
		["https://acme.lightning.force.com", "https://acme.my.salesforce.com"],
		[
			"https://acme.lightning.force.com/lightning/setup/SetupOneHome/home",
			"https://acme.my.salesforce.com",
		],
		[
			"https://acme--uat.sandbox.lightning.force.com/",
			"https://acme--uat.sandbox.my.salesforce.com",
		],
		["https://acme.my.salesforce-setup.com", "https://acme.my.salesforce.com"],
		[
			"https://agency.lightning.crmforce.mil",
			"https://agency.my.salesforce.mil",
		],
	])("%s", (url, expected) => {
		const loaded = load(`{ jwt_bearer: ${JWT} }`, url);
		expect(loaded.config.receivers.salesforce).toMatchObject({
			instance_url: expected,
			auth: {
				jwt_bearer: { token_url: `${expected}/services/oauth2/token` },
			},
		});
		expect(warningsOf(loaded)).toEqual([
			`otel.yaml:3:19: receivers.salesforce.instance_url: ${url} is the address of a page, which has no API; ${expected} is used instead`,
		]);
	});

	test("of the token URL too", () => {
		const url = "https://acme.lightning.force.com/services/oauth2/token";
		const loaded = load(
			`{ jwt_bearer: ${JWT.replace(" }", `, token_url: "${url}" }`)} }`,
		);
		expect(loaded.config.receivers.salesforce?.auth.jwt_bearer?.token_url).toBe(
			"https://acme.my.salesforce.com/services/oauth2/token",
		);
		expect(loaded.warnings).toHaveLength(1);
	});

	test.each([
		"https://lightning.force.com.evil.example",
		"https://u:hunter2@acme.lightning.force.com",
		"http://acme.lightning.force.com",
	])("but not %s", (url) => {
		let text = "";
		try {
			text = warningsOf(load(`{ jwt_bearer: ${JWT} }`, url)).join();
		} catch (error) {
			text = String(error);
			expect(text).toContain("instance_url");
		}
		expect(text).not.toContain("is used instead");
		expect(text).not.toContain("hunter2");
	});
});

describe("what works and won't last is told", () => {
	test.each([
		["password", "Salesforce retires the username-password flow"],
		["access_token", "for experiments only"],
	] as const)("%s", (flow, text) => {
		const loaded = load(`{ ${flow}: ${FLOWS[flow]} }`);
		expect(warningsOf(loaded)).toEqual([
			expect.stringMatching(
				`^otel.yaml:4:13: receivers.salesforce.auth.${flow}: .*${text}`,
			),
		]);
		expect(warningsOf(loaded).join()).not.toContain("hunter2");
	});

	test.each(["jwt_bearer", "client_credentials", "refresh_token"] as const)(
		"not %s",
		(flow) => {
			expect(load(`{ ${flow}: ${FLOWS[flow]} }`).warnings).toEqual([]);
		},
	);

	test("port 8443 without a client certificate", () => {
		const url = `${MY_DOMAIN}:8443`;
		const auth = `{ jwt_bearer: ${JWT} }`;
		expect(warningsOf(load(auth, url))).toEqual([
			expect.stringMatching(/on port 8443 .* tls\.cert_file/),
		]);
		const tls = "tls: { cert_file: c, key_file: k }";
		const loaded = load(auth, url, tls);
		expect(loaded.warnings).toEqual([]);
		expect(loaded.config.receivers.salesforce).toMatchObject({
			instance_url: url,
			auth: { jwt_bearer: { token_url: `${url}/services/oauth2/token` } },
		});
	});
});
