// What single columns become.

import { describe, expect, test } from "vitest";
import { attributesOfRow } from "./record-context.ts";

/** One or more cells, and exactly the attributes that they become. */
const CASES: readonly [Record<string, string>, Record<string, unknown>][] = [
	[{ USER_NAME: "" }, {}],
	[{ USER_ID: "0055j00000AT6I1" }, { "user.id": "0055j00000AT6I1AAL" }],
	[
		{ USER_ID: "005000000000001", USER_ID_DERIVED: "0055j00000AT6I1AAL" },
		{ "user.id": "0055j00000AT6I1AAL" },
	],
	[{ USER_TYPE: "S" }, { "salesforce.user.type": "Standard" }],
	[{ USER_TYPE: "PowerPartner" }, { "salesforce.user.type": "PowerPartner" }],
	[{ SESSION_LEVEL: "10" }, { "salesforce.session.level": "high_assurance" }],
	[{ SESSION_LEVEL: "LOW" }, { "salesforce.session.level": "low" }],
	[{ SESSION_KEY: "d7DEq" }, { "session.id": "d7DEq" }],
	[
		{ SOURCE_IP: "203.0.113.7", CLIENT_IP: "Salesforce.com IP" },
		{
			"client.address": "203.0.113.7",
			"salesforce.client.label": "Salesforce.com IP",
		},
	],
	[{ CLIENT_IP: "2001:db8::7" }, { "client.address": "2001:db8::7" }],
	[
		{ SOURCE_IP: "Salesforce.com IP", CLIENT_IP: "203.0.113.7" },
		{
			"client.address": "203.0.113.7",
			"salesforce.client.label": "Salesforce.com IP",
		},
	],
	[
		{ SOURCE_IP: "203.0.113.7", CLIENT_IP: "203.0.113.7" },
		{ "client.address": "203.0.113.7" },
	],
	[
		{ SOURCE_IP: "203.0.113.7", CLIENT_IP: "198.51.100.1" },
		{
			"client.address": "203.0.113.7",
			"salesforce.client.other_address": "198.51.100.1",
		},
	],
	[{ CLIENT_IP: "256.1.1.1" }, { "salesforce.client.label": "256.1.1.1" }],
	[
		{ BROWSER_TYPE: "Mozilla/5.0 (Macintosh; rv%3A50.0) Firefox/50.0" },
		{
			"user_agent.original": "Mozilla/5.0 (Macintosh; rv:50.0) Firefox/50.0",
		},
	],
	[{ BROWSER_TYPE: "Agent/1 100%" }, { "user_agent.original": "Agent/1 100%" }],
	[
		{ BROWSER_TYPE: "Chrome 120" },
		{ "user_agent.name": "Chrome", "user_agent.version": "120" },
	],
	[
		{ BROWSER_TYPE: "Java (Salesforce.com)" },
		{ "user_agent.name": "Java (Salesforce.com)" },
	],
	[{ BROWSER_TYPE: "Unknown" }, {}],
	[
		{ BROWSER_TYPE: "13050000" },
		{ "user_agent.name": "Chrome", "salesforce.browser.code": "13050000" },
	],
	[{ USER_AGENT: "99900000" }, { "salesforce.browser.code": "99900000" }],
	[
		{ BROWSER_TYPE: "Agent/1", USER_AGENT: "11050000" },
		{
			"user_agent.original": "Agent/1",
			"user_agent.name": "Firefox",
			"salesforce.browser.code": "11050000",
		},
	],
	[
		{ URI: "/home/home.jsp?tsid=1&sid=00D!secret&x=2" },
		{
			"url.path": "/home/home.jsp",
			"url.query": "tsid=1&sid=REDACTED&x=2",
		},
	],
	[
		{ URI: "/page;jsessionid=AB12/x?retURL=%2Fhome" },
		{
			"url.path": "/page;jsessionid=REDACTED/x",
			"url.query": "retURL=%2Fhome",
		},
	],
	[{ URI: "CALLOUT-LOG" }, { "salesforce.uri.original": "CALLOUT-LOG" }],
	[
		{ URI_ID_DERIVED: "0015j00000AT6I1AAL" },
		{ "salesforce.uri.id": "0015j00000AT6I1AAL" },
	],
	[{ API_TYPE: "P" }, { "salesforce.api.type": "SOAP Partner" }],
	[{ API_TYPE: "p" }, { "salesforce.api.type": "SOAP ClientSync" }],
	[{ API_TYPE: "fo" }, { "salesforce.api.type": "fo" }],
	[{ API_VERSION: "9998.0" }, {}],
	[{ API_VERSION: "58.0" }, { "salesforce.api.version": "58.0" }],
	[{ API_VERSION: "58" }, { "salesforce.api.version": "58.0" }],
	[{ ENTITY_NAME: "Account" }, { "salesforce.entity.name": "Account" }],
	[{ ENTITY_NAME: "Account," }, { "salesforce.entity.name": "Account" }],
	[
		{ ENTITY_NAME: "Account, Contact" },
		{ "salesforce.entity.names": ["Account", "Contact"] },
	],
	[{ POLICY_ID: "000000000000000" }, {}],
	[{ ROWS_PROCESSED: "-1" }, {}],
	[
		{ LOGIN_STATUS: "LOGIN_SAML_INVALID_SIGNATURE" },
		{
			"salesforce.event.outcome": "failure",
			"error.type": "Failed: Signature Invalid",
			"salesforce.login.status": "Failed: Signature Invalid",
			"salesforce.login.status_code": "LOGIN_SAML_INVALID_SIGNATURE",
		},
	],
	[{ REQUEST_STATUS: "Success" }, { "salesforce.request.status": "success" }],
	[{ REQUEST_STATUS: "N" }, { "salesforce.request.status": "not_found" }],
	[
		{ RUN_TIME: "1219" },
		{ "salesforce.run_time_ms": 1219, "salesforce.duration_ms": 1219 },
	],
	[{ DB_TOTAL_TIME: "1051271151" }, { "salesforce.db.total_time_ms": 1051 }],
	[{ DB_BLOCKS: "7" }, { "salesforce.db.blocks": 7 }],
	[{ LOGIN_TYPE: "i" }, { "salesforce.login.type": "Remote Access 2.0" }],
	[{ LOGIN_TYPE: "I" }, { "salesforce.login.type": "Other Apex API" }],
	[
		{ LOGIN_SUB_TYPE: "oauthpassword" },
		{ "salesforce.login.sub_type": "OAuth Username-Password" },
	],
	[
		{ LOGIN_URL: "login.salesforce.com" },
		{
			"salesforce.login.url": "login.salesforce.com",
			"server.address": "login.salesforce.com",
		},
	],
	[
		{ LOGIN_URL: "https://Acme.my.salesforce.com:443/login?x=1" },
		{
			"salesforce.login.url": "https://Acme.my.salesforce.com:443/login?x=1",
			"server.address": "acme.my.salesforce.com",
		},
	],
	[{ USE_API_TOKEN: "T" }, { "salesforce.login.auth.api_token": true }],
	[{ USE_API_TOKEN: "P" }, { "salesforce.login.auth.api_token": false }],
	[{ USE_API_TOKEN: "0" }, { "salesforce.login.auth.api_token": false }],
	[
		{ FORWARDED_FOR_IP: "203.0.113.7, 10.0.0.1" },
		{ "http.request.header.x-forwarded-for": ["203.0.113.7, 10.0.0.1"] },
	],
	[
		{ HTTP_REFERER: "https://example.com/" },
		{ "http.request.header.referer": ["https://example.com/"] },
	],
	...["TLSv1.3", "TLS 1.3", "1.3"].map(
		(cell): [Record<string, string>, Record<string, unknown>] => [
			{ TLS_PROTOCOL: cell },
			{ "tls.protocol.name": "tls", "tls.protocol.version": "1.3" },
		],
	),
	[{ TLS_PROTOCOL: "QUIC" }, { "salesforce.login.tls_protocol": "QUIC" }],
	[{ TLS_PROTOCOL: "Unknown" }, {}],
	[{ COUNTRY_CODE: "DE" }, { "geo.country.iso_code": "DE" }],
	[
		{ AUTHENTICATION_SERVICE_ID: "0LE5j00000AT6I1" },
		{ "salesforce.login.auth.service_id": "0LE5j00000AT6I1GAL" },
	],
];

/** As above, for other event types. */
const OTHER_CASES: readonly [
	string,
	Record<string, string>,
	Record<string, unknown>,
][] = [
	["Logout", { USER_TYPE: "C" }, { "salesforce.user.type": "Customer Portal" }],
	[
		"Logout",
		{ SESSION_TYPE: "I" },
		{ "salesforce.session.type": "APIOnlyUser" },
	],
	["Logout", { SESSION_TYPE: "i" }, { "salesforce.session.type": "i" }],
	["Logout", { RESOLUTION_TYPE: "9999", CLIENT_VERSION: "9998" }, {}],
	[
		"ApexExecution",
		{ QUIDDITY: "QTXF" },
		{ "salesforce.apex.quiddity": "Queueable Finalizer" },
	],
	["ApexExecution", { QUIDDITY: "ZZ" }, { "salesforce.apex.quiddity": "ZZ" }],
	[
		"ApexExecution",
		{ IS_LONG_RUNNING_REQUEST: "1" },
		{ "salesforce.apex.long_running": true },
	],
	[
		"ApexExecution",
		{ RUN_TIME: "5", EXEC_TIME: "" },
		{ "salesforce.run_time_ms": 5 },
	],
	[
		"ApexExecution",
		{ ENTRY_POINT: "VF- /apex/CloneUser" },
		{ "salesforce.apex.entry_point": "VF- /apex/CloneUser" },
	],
	[
		"ApexExecution",
		{ ENTRY_POINT: "ns.Class.method" },
		{
			"salesforce.apex.entry_point": "ns.Class.method",
			"code.function.name": "ns.Class.method",
		},
	],
	["ApexSoap", { METHOD_NAME: "submit" }, { "code.function.name": "submit" }],
	[
		"ApexCallout",
		{ URL: "callout:Warehouse/orders" },
		{ "url.full": "callout:Warehouse/orders" },
	],
	[
		"ApexCallout",
		{ REQUEST_SIZE: "-1", STATUS_CODE: "0", TIME: "12" },
		{ "salesforce.apex.callout.time_ms": 12, "salesforce.duration_ms": 12 },
	],
	[
		"ApexCallout",
		{ MEDIA_TYPE: "application/json; charset=utf-8" },
		{
			"http.response.header.content-type": ["application/json; charset=utf-8"],
		},
	],
	["ExternalCustomApexCallout", { ROWS: "-1" }, {}],
	[
		"ExternalCustomApexCallout",
		{ LIMIT: "200" },
		{ "salesforce.apex.external.limit": 200 },
	],
];

test.each(OTHER_CASES)("in %s %j becomes %j", (eventType, row, expected) => {
	const { attributes, problems } = attributesOfRow(row, eventType);

	expect(attributes).toEqual(expected);
	expect(problems).toEqual([]);
});

describe("DB_TOTAL_TIME", () => {
	test.each([
		["Login", 5],
		["API", 5],
		["RestApi", 5],
		["ApexRestApi", 5],
		["QueuedExecution", 5],
		["URI", 5],
		["AuraRequest", 5],
		["ApexExecution", 5_000_000],
		["ApexTrigger", 5_000_000],
		["ApexSoap", 5_000_000],
	])("of %s has its documented unit: 5000000 is %i ms", (eventType, ms) => {
		const { attributes } = attributesOfRow(
			{ DB_TOTAL_TIME: "5000000" },
			eventType,
		);

		expect(attributes).toEqual({ "salesforce.db.total_time_ms": ms });
	});

	test("without a documented unit keeps its own name", () => {
		const { attributes } = attributesOfRow(
			{ DB_TOTAL_TIME: "5" },
			"FlowExecution",
			{ fieldTypes: new Map([["DB_TOTAL_TIME", "Number"]]) },
		);

		expect(attributes).toEqual({
			"salesforce.flow_execution.db_total_time": 5,
		});
	});
});

test.each(CASES)("%j becomes %j", (row, expected) => {
	const { attributes, problems } = attributesOfRow(row);

	expect(attributes).toEqual(expected);
	expect(problems).toEqual([]);
});

describe("a whole number beyond 2^53", () => {
	test("keeps its digits beside the number's key, which never changes its type", () => {
		const { attributes, problems } = attributesOfRow({
			CPU_TIME: "9007199254740993",
		});

		expect(attributes).toEqual({
			"salesforce.login.cpu_time_digits": "9007199254740993",
		});
		expect(problems).toEqual([]);
	});

	test("is a number once its unit made it small enough", () => {
		const { attributes } = attributesOfRow({
			DB_TOTAL_TIME: "9007199254740993000",
		});

		expect(attributes).toEqual({
			"salesforce.db.total_time_ms": 9_007_199_254_741,
		});
	});
});

describe("an unknown column", () => {
	test("is a string, whatever its cell looks like", () => {
		const { attributes } = attributesOfRow({ NEW_THING: "12" });

		expect(attributes).toEqual({ "salesforce.login.new_thing": "12" });
	});

	test("has the type that the file declares", () => {
		const { attributes } = attributesOfRow(
			{ A: "12", B: "1.5", C: "1", D: "0055j00000AT6I1", E: "1", F: "x,y" },
			"Login",
			{
				fieldTypes: new Map([
					["A", "Number"],
					["B", "Number"],
					["C", "Boolean"],
					["D", "Id"],
					["E", "String"],
					["F", "Set"],
				]),
			},
		);

		expect(attributes).toEqual({
			"salesforce.login.a": 12,
			"salesforce.login.b": 1.5,
			"salesforce.login.c": true,
			"salesforce.login.d": "0055j00000AT6I1AAL",
			"salesforce.login.e": "1",
			"salesforce.login.f": "x,y",
		});
	});

	test("never takes the name or the namespace of a known attribute", () => {
		const { attributes } = attributesOfRow({ TYPE: "a", AUTH: "b" });

		expect(attributes).toEqual({
			"salesforce.login.type_column": "a",
			"salesforce.login.auth_column": "b",
		});
	});

	test.each(["", "__proto__", "constructor", "ÄÖ", "Foo__c"])(
		"named %j is kept",
		(column) => {
			const { attributes } = attributesOfRow(
				Object.fromEntries([[column, "x"]]),
			);

			expect(Object.values(attributes)).toEqual(["x"]);
			expect(Object.keys(attributes)[0]).toMatch(
				/^salesforce\.login\.[a-z0-9_]+$/,
			);
		},
	);
});
