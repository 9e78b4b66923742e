// What each rule on events should fire on, and two ordinary weeks on which none does.

export interface RuleEvent {
	/** ms since 1970. */
	readonly at: number;
	readonly attributes: Readonly<Record<string, string>>;
}

export const NOW = Date.UTC(2026, 10, 23, 12);
/** Of all events. */
export const ORGANIZATION = "00D5j00000DgAYGEA3";

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

export interface EventRuleCase {
	readonly name: string;
	readonly events: readonly RuleEvent[];
	/** Those of Loki by their name, those of Elasticsearch by their file. */
	readonly loki: readonly string[];
	readonly elasticsearch: readonly string[];
	/** Among what Loki's alerts say then. */
	readonly told?: readonly string[];
}

const NONE = { loki: [], elasticsearch: [] };
const FAILED_LOGINS = {
	loki: ["SalesforceFailedLogins"],
	elasticsearch: ["failed-logins"],
};
const CHANGE = {
	loki: ["SalesforcePermissionOrAuditChange"],
	elasticsearch: ["permission-or-audit-change"],
};
const SURGE = {
	loki: ["SalesforceExceptionSurge"],
	elasticsearch: ["exception-surge"],
};

export const EVENT_RULE_CASES: readonly EventRuleCase[] = [
	{ name: "ordinary weeks", events: [], ...NONE },
	{
		name: "a user's password is guessed from many addresses",
		events: times(20, (index) =>
			failed(4, "ana@example.com", `192.0.2.${index}`),
		),
		...FAILED_LOGINS,
		told: ["20 logins of ana@example.com were refused within six hours"],
	},
	{
		name: "a user forgot the password",
		events: times(19, (index) =>
			failed(4, "ana@example.com", `192.0.2.${index}`),
		),
		...NONE,
	},
	{
		name: "refused logins of a user, spread over hours",
		events: times(20, (index) =>
			failed(1 + index / 5, "ana@example.com", `192.0.2.${index}`),
		),
		...FAILED_LOGINS,
		// Its windows are of ten minutes.
		elasticsearch: [],
	},
	{
		name: "one address tries many users",
		events: times(20, (index) => failed(4, `user${index}`, "192.0.2.66")),
		loki: ["SalesforceFailedLoginsFromAddress"],
		elasticsearch: ["failed-logins-from-address"],
		told: ["20 logins from 192.0.2.66 were refused within six hours"],
	},
	{
		name: "a known user logs in from elsewhere",
		events: [login(4, "ana@example.com", "BR")],
		loki: ["SalesforceLoginFromNewCountry"],
		elasticsearch: ["login-from-new-country"],
		told: ["ana@example.com logged in from BR for the first time in two weeks"],
	},
	{
		name: "a known user logs in from where another does",
		events: [login(4, "ana@example.com", "US")],
		loki: ["SalesforceLoginFromNewCountry"],
		elasticsearch: ["login-from-new-country"],
	},
	{
		name: "an administrator acts as a user",
		events: [
			event(5, "LoginAs", {
				"salesforce.delegated_user.name": "admin@example.com",
				"user.id": "0055j00000AT6I1AAL",
			}),
		],
		loki: ["SalesforceLoginAs"],
		elasticsearch: ["login-as"],
		told: ["admin@example.com acted as 0055j00000AT6I1AAL"],
	},
	...["PermSetAssign", "changedSessionSettings"].map((action) => ({
		name: action,
		events: [change(1, action)],
		...CHANGE,
		told: [
			`admin@example.com changed permissions or security settings: ${action}`,
		],
	})),
	{
		name: "an exception that is known surges",
		events: times(100, () => exception(2, "System.DmlException")),
		...SURGE,
	},
	{
		name: "an exception that is known occurs more often",
		events: times(55, () => exception(2, "System.DmlException")),
		...NONE,
	},
	{
		name: "an exception that is new surges",
		events: times(20, () => exception(2, "System.MathException")),
		...SURGE,
		told: ["20 times System.MathException within six hours"],
	},
	{
		name: "an exception that is new occurs a few times",
		events: times(19, () => exception(2, "System.MathException")),
		...NONE,
	},
].map((one: EventRuleCase) => ({
	...one,
	events: [...ORDINARY, ...one.events],
}));
