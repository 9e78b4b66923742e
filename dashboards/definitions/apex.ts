// Is Apex failing or slow, where, and what runs into a limit.

import type {
	Condition,
	EventDashboard,
	Events,
	TopPanel,
} from "./definition.ts";

const FAILURE: Condition = {
	attribute: "salesforce.event.outcome",
	is: ["failure"],
};
const CODE = [
	"ApexExecution",
	"ApexTrigger",
	"ApexRestApi",
	"ApexSoap",
	"QueuedExecution",
];
const CALLOUTS = ["ApexCallout", "ExternalCustomApexCallout"];
const EXCEPTIONS: Events = { types: ["ApexUnexpectedException"] };
const EXECUTIONS: Events = { types: ["ApexExecution"] };
const TRIGGERS: Events = { types: ["ApexTrigger"] };
const LONG_RUNNING_LIMIT: Events = {
	types: ["ConcurrentLongRunningApexLimit"],
};

const COUNT = { as: "count", label: "Runs" } as const;
const FAILURES = { as: "count", label: "Failures" } as const;
const REFUSED = { as: "count", label: "Refused requests" } as const;
const P95 = {
	as: "p95",
	of: "salesforce.duration_ms",
	label: "p95",
	unit: "ms",
} as const;
const AVERAGE = { ...P95, as: "average", label: "Average" } as const;
const SOQL = {
	as: "sum",
	of: "salesforce.apex.soql_queries",
	label: "SOQL queries",
} as const;
const MAX = { ...P95, as: "max", label: "Longest" } as const;

/** ApexExecution tells no outcome: what failed is found by what was called. */
function failing(what: string, eventType: string, by: string): TopPanel {
	return {
		kind: "top",
		title: `Failing ${what}`,
		answers: `Which ${what} fail, how often, and how?`,
		width: 12,
		events: { types: [eventType], where: [FAILURE] },
		by: [by, "error.type"],
		measures: [FAILURES],
	};
}

export const apex: EventDashboard = {
	name: "apex",
	title: "Salesforce: Apex",
	description:
		"Which Apex code is slow or fails, its exceptions, callouts, triggers and limits",
	panels: [
		{
			kind: "number",
			title: "Executions",
			answers: "How often did Apex run?",
			width: 6,
			events: EXECUTIONS,
			measure: COUNT,
		},
		{
			kind: "number",
			title: "Uncaught exceptions",
			answers: "How many exceptions did nothing catch?",
			width: 6,
			events: EXCEPTIONS,
			measure: { as: "count", label: "Exceptions" },
		},
		{
			kind: "number",
			title: "Failed callouts",
			answers: "How many calls to external services failed?",
			width: 6,
			events: { types: CALLOUTS, where: [FAILURE] },
			measure: FAILURES,
		},
		{
			kind: "number",
			title: "Refused by the limit",
			answers:
				"How many requests were refused because too many long ones ran at once?",
			width: 6,
			events: LONG_RUNNING_LIMIT,
			measure: REFUSED,
		},
		{
			kind: "trend",
			title: "Duration of executions",
			answers: "Does Apex get slower?",
			width: 12,
			events: EXECUTIONS,
			measures: [P95, AVERAGE],
		},
		{
			kind: "trend",
			title: "Runs by kind",
			answers: "How much Apex runs, and what kind of it?",
			width: 12,
			events: { types: [...CODE, ...CALLOUTS] },
			measures: [COUNT],
			by: "salesforce.event.type",
		},
		{
			kind: "top",
			title: "Slow entry points",
			answers:
				"Which code is slow, how often does it run, how much does it query?",
			width: 24,
			events: EXECUTIONS,
			by: ["salesforce.apex.entry_point", "salesforce.apex.quiddity"],
			measures: [P95, MAX, COUNT, SOQL],
		},
		{
			kind: "top",
			title: "Busiest entry points",
			answers: "Which code runs most, and how long does it take?",
			width: 12,
			events: EXECUTIONS,
			by: ["salesforce.apex.entry_point"],
			measures: [COUNT, AVERAGE, MAX],
		},
		{
			kind: "top",
			title: "SOQL queries by entry point",
			answers: "Which code queries most, in all and in one run?",
			width: 12,
			events: EXECUTIONS,
			by: ["salesforce.apex.entry_point"],
			measures: [SOQL, { ...SOQL, as: "max", label: "Most in one run" }, COUNT],
		},
		failing("REST services", "ApexRestApi", "url.path"),
		failing("SOAP services", "ApexSoap", "code.function.name"),
		failing("jobs", "QueuedExecution", "salesforce.apex.entry_point"),
		failing("triggers", "ApexTrigger", "salesforce.apex.trigger.name"),
		{
			kind: "trend",
			title: "Outcomes",
			answers:
				"Which share of Apex fails? Where an event tells no outcome, it is not counted.",
			width: 12,
			events: {
				types: [...CODE, ...CALLOUTS],
				where: [{ attribute: "salesforce.event.outcome" }],
			},
			measures: [COUNT],
			by: "salesforce.event.outcome",
		},
		{
			kind: "trend",
			title: "Exceptions by type",
			answers: "Which exceptions surge?",
			width: 12,
			events: EXCEPTIONS,
			measures: [{ as: "count", label: "Exceptions" }],
			by: "exception.type",
		},
		{
			kind: "top",
			title: "Exceptions by type and class",
			answers: "Where do exceptions come from?",
			width: 12,
			events: EXCEPTIONS,
			by: ["exception.type", "code.function.name", "exception.message"],
			measures: [{ as: "count", label: "Exceptions" }],
		},
		{
			kind: "top",
			title: "Exceptions by category: limits hit",
			answers: "Which governor limits does code run into?",
			width: 12,
			events: EXCEPTIONS,
			by: ["salesforce.apex.exception.category", "exception.type"],
			measures: [{ as: "count", label: "Exceptions" }],
		},
		{
			kind: "top",
			title: "Requests that the limit of long-running ones refused",
			answers: "Which requests suffered, and how many ran at once?",
			width: 12,
			events: LONG_RUNNING_LIMIT,
			by: ["url.path", "user.id"],
			measures: [
				REFUSED,
				{
					as: "max",
					of: "salesforce.apex.limit.requests",
					label: "Most at once",
				},
			],
		},
		{
			kind: "top",
			title: "Callouts",
			answers: "Which external services are slow or much used?",
			width: 12,
			events: { types: ["ApexCallout"] },
			by: ["server.address"],
			measures: [COUNT, P95, MAX],
		},
		{
			kind: "top",
			title: "Failed callouts",
			answers: "Which external services fail, and how?",
			width: 12,
			events: { types: ["ApexCallout"], where: [FAILURE] },
			by: ["server.address", "error.type"],
			measures: [FAILURES],
		},
		{
			kind: "trend",
			title: "Triggers over time",
			answers: "Which triggers run most?",
			width: 12,
			events: TRIGGERS,
			measures: [COUNT],
			by: "salesforce.apex.trigger.name",
		},
		{
			kind: "top",
			title: "Triggers by entity",
			answers: "Which triggers are slow, on which objects?",
			width: 12,
			events: TRIGGERS,
			by: [
				"salesforce.apex.trigger.name",
				"salesforce.apex.trigger.type",
				"salesforce.entity.name",
			],
			measures: [COUNT, AVERAGE, P95],
		},
		{
			kind: "list",
			title: "Newest exceptions",
			answers: "What went wrong just now?",
			width: 24,
			events: EXCEPTIONS,
			columns: [
				"exception.type",
				"exception.message",
				"code.function.name",
				"exception.stacktrace",
				"user.id",
			],
		},
	],
};
