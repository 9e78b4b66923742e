// When, from where and how sessions end.

import type { EventDashboard, Events } from "./definition.ts";

const LOGOUTS: Events = { types: ["Logout"] };
const TIMED_OUT: Events = {
	types: ["Logout"],
	where: [{ attribute: "salesforce.logout.user_initiated", is: [false] }],
};

const COUNT = { as: "count", label: "Logouts" } as const;
const USERS = { as: "distinct", of: "user.id", label: "Users" } as const;

export const logout: EventDashboard = {
	name: "logout",
	title: "Salesforce: logouts",
	description: "When, from where and how sessions end",
	panels: [
		{
			kind: "number",
			title: "Logouts",
			answers: "How many sessions ended?",
			width: 8,
			events: LOGOUTS,
			measure: COUNT,
		},
		{
			kind: "number",
			title: "Ended by time-out",
			answers:
				"How many sessions ran out or were ended by somebody else, rather than by their user?",
			width: 8,
			events: TIMED_OUT,
			measure: COUNT,
		},
		{
			kind: "number",
			title: "Users",
			answers: "How many users logged out?",
			width: 8,
			events: LOGOUTS,
			measure: USERS,
		},
		{
			kind: "trend",
			title: "Logouts over time",
			answers:
				"When do sessions end: by their users (true), or by time-out (false)?",
			width: 12,
			events: LOGOUTS,
			measures: [COUNT],
			by: "salesforce.logout.user_initiated",
		},
		{
			kind: "trend",
			title: "Kinds of sessions",
			answers: "Which kinds of sessions end?",
			width: 12,
			events: LOGOUTS,
			measures: [COUNT],
			by: "salesforce.session.type",
		},
		{
			kind: "top",
			title: "Sessions that ran out, by user",
			answers: "Who leaves sessions open until they run out?",
			width: 12,
			events: TIMED_OUT,
			by: ["user.id", "salesforce.session.type"],
			measures: [COUNT],
		},
		{
			kind: "top",
			title: "Addresses",
			answers: "From which addresses do sessions end?",
			width: 12,
			events: LOGOUTS,
			by: ["client.address"],
			measures: [COUNT, USERS],
		},
		{
			kind: "top",
			title: "Applications and platforms",
			answers: "What did the sessions belong to?",
			width: 24,
			events: LOGOUTS,
			by: ["salesforce.logout.app_type", "salesforce.logout.platform_type"],
			measures: [COUNT, USERS],
		},
		{
			kind: "list",
			title: "Newest logouts",
			answers: "Whose session ended just now?",
			width: 24,
			events: LOGOUTS,
			columns: [
				"user.id",
				"salesforce.logout.user_initiated",
				"salesforce.session.type",
				"client.address",
				"salesforce.login.key",
			],
		},
	],
};
