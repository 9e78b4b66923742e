// The same login and logout, as Salesforce tells them in a file and in objects.

import { describe, expect, test } from "vitest";
import { goldenEvent, mapGoldenEvent } from "./golden-events.ts";
import { CONTEXT, mapRow, type Row } from "./record-context.ts";

/** What tells of the record and not of the event. */
const OF_THE_RECORD = [
	"log.record.uid",
	"salesforce.event.source",
	"salesforce.record.created_date",
];

/** Fails naming the attribute; gives how many both have. */
function expectAgreement(
	one: Readonly<Record<string, unknown>>,
	other: Readonly<Record<string, unknown>>,
): string[] {
	const shared = Object.keys(one).filter(
		(name) => name in other && !OF_THE_RECORD.includes(name),
	);
	for (const name of shared)
		expect([name, one[name]]).toEqual([name, other[name]]);
	return shared;
}

describe.each([
	["Login", "LoginEvent", 20],
	["Login", "LoginHistory", 14],
	["LoginEvent", "LoginHistory", 20],
	["Logout", "LogoutEvent", 5],
	["LoginAs", "LoginAsEvent", 4],
])("%s and %s", (one, other, atLeast) => {
	test("agree in every attribute that both have", async () => {
		const [a, b] = await Promise.all(
			[one, other].map((name) => mapGoldenEvent(goldenEvent(name))),
		);

		const shared = expectAgreement(
			a?.record.attributes ?? {},
			b?.record.attributes ?? {},
		);

		expect(shared.length).toBeGreaterThanOrEqual(atLeast);
		expect(a?.record.eventName).toBe(b?.record.eventName);
		expect(a?.record.severityText).toBe(b?.record.severityText);
	});
});

/** Cells of a file, and what LoginEvent and LoginHistory write in their place. */
const FORMS: readonly (readonly [Row, Row, Row])[] = [
	[
		{ LOGIN_STATUS: "LOGIN_NO_ERROR" },
		{ Status: "Success" },
		{ Status: "Success" },
	],
	[
		{ LOGIN_STATUS: "LOGIN_ERROR_SSO_PWD_INVALID" },
		{ Status: "Invalid password" },
		{ Status: "Invalid Password" },
	],
	[
		{ LOGIN_STATUS: "LOGIN_ERROR_ORG_DOMAIN_ONLY" },
		{ Status: "Restricted domain" },
		{ Status: "Restricted domain" },
	],
	[
		{ LOGIN_STATUS: "LOGIN_ERROR_RESTRICTED_DOMAIN" },
		{ Status: "Restricted IP" },
		{ Status: "Restricted IP" },
	],
	[
		{ LOGIN_TYPE: "A" },
		{ LoginType: "Application" },
		{ LoginType: "Application" },
	],
	[
		{ LOGIN_SUB_TYPE: "uiup" },
		{ LoginSubType: "UI Username-Password" },
		{ LoginSubType: "UsernamePasswordUiLogin" },
	],
	[
		{ TLS_PROTOCOL: "TLSv1.2" },
		{ TlsProtocol: "TLS 1.2" },
		{ TlsProtocol: "TLS 1.2" },
	],
	[
		{ TLS_PROTOCOL: "1.0" },
		{ TlsProtocol: "TLS 1.0" },
		{ TlsProtocol: "TLS 1.0" },
	],
	[
		{ API_TYPE: "P", API_VERSION: "36.0" },
		{ ApiType: "SOAP Partner", ApiVersion: "36.0" },
		{ ApiType: "SOAP Partner", ApiVersion: "36.0" },
	],
	[{ API_VERSION: "9998.0" }, { ApiVersion: "N/A" }, { ApiVersion: "N/A" }],
	[
		{ USER_ID: "0055j00000AT6I1" },
		{ UserId: "0055j00000AT6I1AAL" },
		{ UserId: "0055j00000AT6I1AAL" },
	],
	[
		{ AUTHENTICATION_SERVICE_ID: "0LE5j00000AT6I1" },
		{ AuthServiceId: "0LE5j00000AT6I1GAL" },
		{ AuthenticationServiceId: "0LE5j00000AT6I1GAL" },
	],
	[{ USE_API_TOKEN: "P" }, { UseApiToken: "false" }, {}],
	[
		{ BROWSER_TYPE: "13050000" },
		{ Browser: "Chrome 50" },
		{ Browser: "Chrome 50" },
	],
	[{ SESSION_LEVEL: "10" }, { SessionLevel: "HIGH_ASSURANCE" }, {}],
	[
		{ COUNTRY_CODE: "DE", SOURCE_IP: "203.0.113.7" },
		{ CountryIso: "DE", SourceIp: "203.0.113.7" },
		{ CountryIso: "DE", SourceIp: "203.0.113.7" },
	],
	[
		{},
		{ HttpMethod: "POST" },
		{ OptionsIsGet: "false", OptionsIsPost: "true" },
	],
];

test.each(FORMS)("%j is %j and %j", (file, event, history) => {
	const object = { ...CONTEXT, source: "object" } as const;
	const maps = [
		mapRow(file).record.attributes,
		mapRow(event, "Login", {}, object).record.attributes,
		mapRow(history, "Login", {}, object).record.attributes,
	] as const;

	expectAgreement(maps[0], maps[1]);
	expectAgreement(maps[0], maps[2]);
	expectAgreement(maps[1], maps[2]);
});
