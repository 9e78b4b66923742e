// Who logs in, from where, with what; and who is refused, and why.

import type { EventDashboard, Events } from "./definition.ts";

const LOGINS: Events = { types: ["Login"] };
const FAILED: Events = {
	types: ["Login"],
	where: [{ attribute: "salesforce.event.outcome", is: ["failure"] }],
};
const LOGINS_AS: Events = { types: ["LoginAs"] };

const COUNT = { as: "count", label: "Logins" } as const;
const FAILURES = { as: "count", label: "Failures" } as const;
const USERS = { as: "distinct", of: "user.id", label: "Users" } as const;

export const login: EventDashboard = {
	name: "login",
	title: "Salesforce: logins",
	description: "Who logs in, from where and with what; who is refused, and why",
	panels: [
		{
			kind: "number",
			title: "Logins",
			answers: "How many attempts to log in were there?",
			width: 6,
			events: LOGINS,
			measure: COUNT,
		},
		{
			kind: "number",
			title: "Failed logins",
			answers: "How many of them were refused?",
			width: 6,
			events: FAILED,
			measure: FAILURES,
		},
		{
			kind: "number",
			title: "Users",
			answers: "How many users tried to log in?",
			width: 6,
			events: LOGINS,
			measure: USERS,
		},
		{
			kind: "number",
			title: "Addresses",
			answers: "From how many addresses?",
			width: 6,
			events: LOGINS,
			measure: { as: "distinct", of: "client.address", label: "Addresses" },
		},
		{
			kind: "trend",
			title: "Logins by outcome",
			answers: "When do people log in, and when are they refused?",
			width: 12,
			events: LOGINS,
			measures: [COUNT],
			by: "salesforce.event.outcome",
		},
		{
			kind: "trend",
			title: "Failed logins by reason",
			answers: "Why are logins refused, and does a reason surge?",
			width: 12,
			events: FAILED,
			measures: [FAILURES],
			by: "error.type",
		},
		{
			kind: "top",
			title: "Failed logins by user",
			answers: "Whose logins fail, and from how many addresses?",
			width: 12,
			events: FAILED,
			by: ["user.name"],
			measures: [
				FAILURES,
				{ as: "distinct", of: "client.address", label: "Addresses" },
			],
		},
		{
			kind: "top",
			title: "Failed logins by reason and country",
			answers: "From which countries are logins refused, and why?",
			width: 12,
			events: FAILED,
			by: ["error.type", "geo.country.iso_code"],
			measures: [FAILURES, USERS],
		},
		{
			kind: "first_seen",
			title: "Addresses seen for the first time",
			answers:
				"From which addresses did nobody log in before? The longer the time before that is kept, the better the answer.",
			width: 12,
			events: LOGINS,
			of: "client.address",
			with: ["user.name", "geo.country.iso_code"],
		},
		{
			kind: "top",
			title: "Countries",
			answers: "From where do people log in?",
			width: 12,
			events: LOGINS,
			by: ["geo.country.iso_code"],
			measures: [COUNT, USERS],
		},
		{
			kind: "top",
			title: "Postal codes",
			answers:
				"Where are most users? Only objects tell the place, files do not.",
			width: 8,
			events: LOGINS,
			by: ["geo.postal_code"],
			measures: [USERS, COUNT],
		},
		{
			kind: "top",
			title: "Applications and ways to log in",
			answers: "Which applications do people log in with, and how?",
			width: 8,
			events: LOGINS,
			by: ["salesforce.login.application", "salesforce.login.type"],
			measures: [USERS, COUNT],
		},
		{
			kind: "top",
			title: "Browsers",
			answers: "Which browsers and clients are used?",
			width: 8,
			events: LOGINS,
			by: ["user_agent.name"],
			measures: [COUNT, USERS],
		},
		{
			kind: "top",
			title: "TLS versions",
			answers: "Who still uses an old TLS version?",
			width: 12,
			events: LOGINS,
			by: ["tls.protocol.version", "salesforce.login.sub_type"],
			measures: [COUNT, USERS],
		},
		{
			kind: "top",
			title: "Acting as somebody else",
			answers:
				"Which administrator acted as which user? Log files have an event for each request, and no user's name.",
			width: 12,
			events: LOGINS_AS,
			by: ["salesforce.delegated_user.name", "user.id"],
			measures: [{ as: "count", label: "Events" }],
		},
		{
			kind: "list",
			title: "Newest logins",
			answers: "Who logged in, or tried to, just now?",
			width: 24,
			events: LOGINS,
			columns: [
				"user.name",
				"salesforce.event.outcome",
				"error.type",
				"client.address",
				"geo.country.iso_code",
				"salesforce.login.type",
				"salesforce.login.application",
				"user_agent.name",
			],
		},
	],
};
