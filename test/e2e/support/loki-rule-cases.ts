// What each rule on events should fire on, and two ordinary weeks on which none does.

import type { LokiRequest } from "./loki.ts";

export interface RuleEvent {
	/** ms since 1970. */
	readonly at: number;
	readonly attributes: Readonly<Record<string, string>>;
}

export const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const event = (
	hoursAgo: number,
	type: string,
	attributes: Readonly<Record<string, string>>,
): RuleEvent => ({
	at: NOW - hoursAgo * HOUR,
	attributes: { "salesforce.event.type": type, ...attributes },
});

const times = <T>(count: number, make: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => make(index));

const login = (hoursAgo: number, user: string, country: string) =>
	event(hoursAgo, "Login", {
		"user.name": user,
		"salesforce.event.outcome": "success",
		"geo.country.iso_code": country,
		"client.address": "203.0.113.7",
	});

const failed = (hoursAgo: number, user: string, address: string) =>
	event(hoursAgo, "Login", {
		"user.name": user,
		"salesforce.event.outcome": "failure",
		"error.type": "LOGIN_ERROR_INVALID_PASSWORD",
		"client.address": address,
	});

const change = (hoursAgo: number, action: string) =>
	event(hoursAgo, "SetupAuditTrail", {
		"user.name": "admin@example.com",
		"salesforce.setup.action": action,
	});

const exception = (hoursAgo: number, type: string) =>
	event(hoursAgo, "ApexUnexpectedException", { "exception.type": type });

const DAYS_AGO = times(13, (day) => (day * DAY) / HOUR + 3);

const ORDINARY: readonly RuleEvent[] = [
	...DAYS_AGO.flatMap((hours) => [
		login(hours, "ana@example.com", "DE"),
		login(hours, "bob@example.com", "US"),
		failed(hours, "bob@example.com", "198.51.100.1"),
		change(hours, "changedApexClass"),
		// Thirty in each quarter of a day: many, but no more than ever.
		...times(4, (quarter) =>
			times(30, () => exception(hours + quarter * 6, "System.DmlException")),
		).flat(),
	]),
	// Long past.
	event(30, "LoginAs", { "user.id": "0055j00000AT6I1AAL" }),
	change(30, "PermSetAssign"),
	// A new user is new everywhere.
	login(2, "new@example.com", "FR"),
];

export interface LokiRuleCase {
	readonly name: string;
	readonly events: readonly RuleEvent[];
	readonly fires: readonly string[];
}

export const LOKI_RULE_CASES: readonly LokiRuleCase[] = [
	{ name: "ordinary weeks", events: [], fires: [] },
	{
		name: "a user's password is guessed from many addresses",
		events: times(25, (index) =>
			failed(4, "ana@example.com", `192.0.2.${index}`),
		),
		fires: ["SalesforceFailedLogins"],
	},
	{
		name: "one address tries many users",
		events: times(25, (index) => failed(4, `user${index}`, "192.0.2.66")),
		fires: ["SalesforceFailedLoginsFromAddress"],
	},
	{
		name: "a known user logs in from elsewhere",
		events: [login(4, "ana@example.com", "BR")],
		fires: ["SalesforceLoginFromNewCountry"],
	},
	{
		name: "an administrator acts as a user",
		events: [
			event(5, "LoginAs", {
				"salesforce.delegated_user.name": "admin@example.com",
				"user.id": "0055j00000AT6I1AAL",
			}),
		],
		fires: ["SalesforceLoginAs"],
	},
	...["PermSetAssign", "changedSessionSettings"].map((action) => ({
		name: action,
		events: [change(1, action)],
		fires: ["SalesforcePermissionOrAuditChange"],
	})),
	{
		name: "an exception that is known surges",
		events: times(100, () => exception(2, "System.DmlException")),
		fires: ["SalesforceExceptionSurge"],
	},
	{
		name: "an exception that is new surges",
		events: times(20, () => exception(2, "System.MathException")),
		fires: ["SalesforceExceptionSurge"],
	},
	{
		name: "an exception that is new occurs a few times",
		events: times(5, () => exception(2, "System.MathException")),
		fires: [],
	},
].map((one) => ({ ...one, events: [...ORDINARY, ...one.events] }));

const keyed = (attributes: Readonly<Record<string, string>>) =>
	Object.entries(attributes).map(([key, stringValue]) => ({
		key,
		value: { stringValue },
	}));

/** They come in one request, with the resource that the receiver's records have. */
export function requestOf(events: readonly RuleEvent[]): LokiRequest {
	const logRecords = events.map(({ at, attributes }) => ({
		timeUnixNano: `${at}000000`,
		attributes: keyed(attributes),
	}));
	const resource = {
		attributes: keyed({
			"service.name": "salesforce",
			"salesforce.organization.id": "00D5j00000DgAYGEA3",
		}),
	};
	return {
		headers: { "content-type": "application/json" },
		body: Buffer.from(
			JSON.stringify({
				resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
			}),
		),
	};
}
