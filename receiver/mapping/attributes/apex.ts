// Attributes of Apex events.

import type { AttributeDescriptions } from "./attribute.ts";

export const APEX: AttributeDescriptions = {
	"salesforce.apex.entry_point": {
		brief: "Where the execution began, as Salesforce writes it",
		example: "VF- /apex/CloneUser",
	},
	"salesforce.apex.quiddity": {
		brief: "How the code was started",
		example: "Queueable",
	},
	"salesforce.apex.exec_time_ms": {
		brief: "Duration of the Apex code",
		example: 845,
	},
	"salesforce.apex.callout_time_ms": {
		brief: "Time spent in callouts",
		example: 310,
	},
	"salesforce.apex.soql_queries": {
		brief: "SOQL queries, of all namespaces",
		example: 14,
	},
	"salesforce.apex.long_running": {
		brief: "Whether it counted as a concurrent long-running request",
		example: false,
	},
	"salesforce.apex.callout.type": {
		brief: "Kind of the callout",
		example: "REST",
	},
	"salesforce.apex.callout.time_ms": {
		brief: "Duration of the callout",
		example: 231,
	},
	"salesforce.apex.trigger.name": {
		brief: "Trigger, with its namespace",
		example: "OrderTrigger",
	},
	"salesforce.apex.trigger.type": {
		brief: "When the trigger fires",
		example: "AfterInsert",
	},
	"salesforce.apex.trigger.id": {
		brief: "Id of the trigger",
		example: "01q5j00000AT6I1AAL",
	},
	"salesforce.apex.limit_usage_percent": {
		brief: "Share of the org's API limit that is used",
		example: 12.5,
	},
	"salesforce.apex.exception.category": {
		brief: "Category of the exception",
		example: "LimitException: CpuTime",
	},
	"salesforce.apex.external.action": {
		brief: "What was done with the external object",
		example: "query",
	},
	"salesforce.apex.external.total_time_ms": {
		brief: "Duration of the callout",
		example: 420,
	},
	"salesforce.apex.external.execute_time_ms": {
		brief: "Time to prepare and run the query",
		example: 120,
	},
	"salesforce.apex.external.fetch_time_ms": {
		brief: "Time to fetch the rows",
		example: 300,
	},
	"salesforce.apex.external.filter": {
		brief: "Filter of the query",
		example: "Name = 'Acme'",
	},
	"salesforce.apex.external.limit": {
		brief: "Most rows that were asked for",
		example: 200,
	},
	"salesforce.apex.external.offset": {
		brief: "Rows that were skipped",
		example: 0,
	},
	"salesforce.apex.external.orderby": {
		brief: "Order of the query",
		example: "Name ASC",
	},
	"salesforce.apex.external.select": {
		brief: "Columns of the query",
		example: "Id,Name",
	},
	"salesforce.apex.external.subqueries": {
		brief: "Subqueries",
		example: "Orders__x",
	},
	"salesforce.apex.external.rows": { brief: "Rows in all", example: 1250 },
	"salesforce.apex.external.rows_fetched": {
		brief: "Rows that were fetched",
		example: 200,
	},
	"salesforce.apex.external.throughput": {
		brief: "Rows a second",
		example: 476.2,
		unit: "{row}/s",
	},
	"salesforce.apex.external.message": {
		brief: "What the external system said",
		example: "Read timed out",
	},
	"salesforce.apex.limit.requests": {
		brief: "Long-running requests in progress",
		example: 26,
	},
	"salesforce.apex.limit.max_requests": {
		brief: "Most long-running requests that the org may have in progress",
		example: 25,
	},
	"salesforce.apex.job_id": {
		brief: "The queued job",
		example: "7073000000lDquoAAC",
	},
};
