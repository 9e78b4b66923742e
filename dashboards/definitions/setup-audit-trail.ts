// Who changed what in Setup, for whom, and on whose behalf.

import type { EventDashboard, Events } from "./definition.ts";

const CHANGES: Events = { types: ["SetupAuditTrail"] };
const DELEGATED: Events = {
	types: ["SetupAuditTrail"],
	where: [{ attribute: "salesforce.setup.delegate_user" }],
};
const ABOUT_USERS: Events = {
	types: ["SetupAuditTrail"],
	where: [{ attribute: "salesforce.setup.target_user" }],
};

const COUNT = { as: "count", label: "Changes" } as const;

export const setupAuditTrail: EventDashboard = {
	name: "setup-audit-trail",
	title: "Salesforce: setup audit trail",
	description: "Who changed what in Setup, for whom, and on whose behalf",
	panels: [
		{
			kind: "number",
			title: "Changes",
			answers: "How much was changed?",
			width: 8,
			events: CHANGES,
			measure: COUNT,
		},
		{
			kind: "number",
			title: "By delegated users",
			answers: "How much was changed by somebody who was logged in as another?",
			width: 8,
			events: DELEGATED,
			measure: COUNT,
		},
		{
			kind: "number",
			title: "People who changed something",
			answers: "How many people changed something?",
			width: 8,
			events: CHANGES,
			measure: { as: "distinct", of: "user.name", label: "People" },
		},
		{
			kind: "trend",
			title: "Actions over time",
			answers: "What is changed, and does it surge?",
			width: 12,
			events: CHANGES,
			measures: [COUNT],
			by: "salesforce.setup.action",
		},
		{
			kind: "top",
			title: "Sections",
			answers: "Which parts of Setup are changed?",
			width: 12,
			events: CHANGES,
			by: ["salesforce.setup.section"],
			measures: [COUNT, { as: "distinct", of: "user.name", label: "People" }],
		},
		{
			kind: "top",
			title: "Who changed what for whom",
			answers: "Who changed which users, and how?",
			width: 24,
			events: ABOUT_USERS,
			by: [
				"user.name",
				"salesforce.setup.action",
				"salesforce.setup.target_user",
			],
			measures: [COUNT],
		},
		{
			kind: "top",
			title: "Who changes most",
			answers: "Who makes most changes, of how many kinds?",
			width: 12,
			events: CHANGES,
			by: ["user.name"],
			measures: [
				COUNT,
				{ as: "distinct", of: "salesforce.setup.action", label: "Actions" },
			],
		},
		{
			kind: "top",
			title: "Actions of delegated users",
			answers: "What did people do while they were logged in as somebody else?",
			width: 12,
			events: DELEGATED,
			by: [
				"salesforce.setup.delegate_user",
				"user.name",
				"salesforce.setup.action",
			],
			measures: [COUNT],
		},
		{
			kind: "list",
			title: "Newest changes",
			answers: "What was changed just now?",
			width: 24,
			events: CHANGES,
			columns: [
				"salesforce.setup.section",
				"salesforce.setup.display",
				"salesforce.setup.action",
				"user.name",
				"salesforce.setup.target_user",
				"salesforce.setup.delegate_user",
			],
		},
	],
};
