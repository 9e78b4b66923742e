import { describe, expect, test } from "vitest";
import { configErrorOf, loadOver } from "../minimal.ts";

function receiver(settings: string) {
	const text = `receivers: { salesforce: ${settings} }`;
	return loadOver([text]).config.receivers.salesforce;
}

test("every default is filled in", () => {
	expect(receiver("{}")).toEqual({
		type: "salesforce",
		instance_url: "https://example.my.salesforce.com",
		auth: {
			cache: false,
			jwt_bearer: {
				client_id: "consumer-key",
				username: "user@example.com",
				private_key_file: "server.key",
				audience: "https://login.salesforce.com",
				token_url: "https://example.my.salesforce.com/services/oauth2/token",
			},
		},
		api_version: "auto",
		streams: {
			login: {
				source: "event_log_file",
				log_file_interval: "hourly",
				poll_interval: 900_000,
				initial_lookback: 86_400_000,
				settle: 120_000,
				overlap: 3_600_000,
				severity: {},
				attributes: { drop: [], keep: [] },
			},
		},
		allow_overlap: false,
		resource: {},
		include_original: false,
		deduplication: {
			enabled: true,
			window: 345_600_000,
			object_window: 86_400_000,
		},
		idle_timeout: 60_000,
		connect_timeout: 10_000,
		api_budget: { share: 0.2 },
		max_concurrent_downloads: 4,
	});
});

test("a sandbox logs in at test.salesforce.com", () => {
	const url = "https://example--uat.sandbox.my.salesforce.com";
	expect(receiver(`{ instance_url: "${url}" }`)?.auth.jwt_bearer).toMatchObject(
		{
			audience: "https://test.salesforce.com",
			token_url: `${url}/services/oauth2/token`,
		},
	);
});

test("audience and token URL are settings of their own", () => {
	const jwt =
		"{ audience: https://login.salesforce.com, token_url: https://gov.my.salesforce.mil/services/oauth2/token }";
	expect(
		receiver(`{ auth: { jwt_bearer: ${jwt} } }`)?.auth.jwt_bearer,
	).toMatchObject({
		audience: "https://login.salesforce.com",
		token_url: "https://gov.my.salesforce.mil/services/oauth2/token",
	});
});

describe("instance_url", () => {
	test.each([
		["https://example.my.salesforce.com/", "https://example.my.salesforce.com"],
		["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
		["http://localhost:8080/", "http://localhost:8080"],
		["http://[::1]:8080", "http://[::1]:8080"],
	])("%s is the origin %s", (url, origin) => {
		expect(receiver(`{ instance_url: "${url}" }`)?.instance_url).toBe(origin);
	});

	test.each([
		["http://example.my.salesforce.com", "must use https://"],
		["http://localhost.evil.com", "must use https://"],
		["https://example.my.salesforce.com/services", "must be an origin"],
		["https://example.my.salesforce.com/?x", "must be an origin"],
		["https://u:p@example.my.salesforce.com", "user name or a password"],
		["ftp://example.com", "expected the https:// origin"],
		["example.my.salesforce.com", "expected the https:// origin"],
	])("%s is refused: %s", (url, message) => {
		const error = configErrorOf(() => receiver(`{ instance_url: "${url}" }`));
		expect(error.problems).toHaveLength(1);
		expect(error.message).toContain(message);
		expect(error.message).not.toContain("u:p@");
	});
});

test("a key on one line gets its line ends back", () => {
	const text = `
receivers:
  salesforce:
    auth: { jwt_bearer: { private_key_file:, private_key: "\${env:KEY}" } }`;
	const { config } = loadOver([text], {
		KEY: "-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----\\n",
	});
	expect(
		config.receivers.salesforce?.auth.jwt_bearer?.private_key?.reveal(),
	).toBe("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n");
});
