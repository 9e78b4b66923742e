// Requests that Apex made to the world outside: ApexCallout, and
// ExternalCustomApexCallout, which serves external objects.

import type { BodyPart, EventTable, Rule } from "../table.ts";
import { byUser, duration } from "./common.ts";
import { BY_STATUS_CODE, HTTP_RULES, WITH_STATUS } from "./http.ts";

/** Low in cardinality, and more than a fallback: no answer came. */
const CALLOUT_FAILED = "callout_failed";

const CALLOUT: readonly BodyPart[] = [
	"Apex callout",
	{ before: " ", attributes: ["http.request.method"] },
	{ before: " to ", attributes: ["url.full"] },
];

export const APEX_CALLOUT: EventTable = {
	eventType: "ApexCallout",
	eventName: "salesforce.apex.callout",
	brief: "Apex called an external service",
	outcome: [
		BY_STATUS_CODE,
		{
			// Salesforce means that the request was sent and an answer came, whatever its status.
			by: "value",
			columns: ["SUCCESS"],
			success: ["1", "true"],
			severity: "ERROR",
			errorType: CALLOUT_FAILED,
		},
	],
	// RUN_TIME is not used.
	duration: "salesforce.apex.callout.time_ms",
	body: {
		success: [...CALLOUT, " succeeded", WITH_STATUS, duration(" in ")],
		failure: [...CALLOUT, " failed", WITH_STATUS, duration(" after ")],
		neutral: [...CALLOUT, duration(" took ")],
	},
	rules: [
		...HTTP_RULES,
		{
			columns: ["URL"],
			as: "url_host",
			url: "url.full",
			host: "server.address",
		},
		{
			columns: ["TYPE"],
			as: "string",
			attribute: "salesforce.apex.callout.type",
		},
		{
			columns: ["TIME"],
			as: "milliseconds",
			attribute: "salesforce.apex.callout.time_ms",
		},
		// Told by the outcome.
		{ columns: ["SUCCESS"], as: "skip" },
	],
};

const EXTERNAL: readonly BodyPart[] = [
	"External object callout",
	{ before: " ", attributes: ["salesforce.apex.external.action"] },
	{ before: " on ", attributes: ["salesforce.entity.name"] },
	byUser(" for "),
];

function external(
	column: string,
	as: "string" | "integer" | "number" | "milliseconds",
	name: string,
): Rule {
	return {
		columns: [column],
		as,
		attribute: `salesforce.apex.external.${name}`,
	};
}

export const EXTERNAL_CUSTOM_APEX_CALLOUT: EventTable = {
	eventType: "ExternalCustomApexCallout",
	eventName: "salesforce.apex.external_callout",
	brief: "A custom adapter fetched or changed rows of an external object",
	outcome: [
		{
			by: "value",
			columns: ["STATUS"],
			success: ["1", "true"],
			severity: "ERROR",
			errorType: CALLOUT_FAILED,
			// A callout that failed without any status.
			emptyFails: true,
		},
	],
	duration: "salesforce.apex.external.total_time_ms",
	body: {
		success: [...EXTERNAL, " succeeded", duration(" in ")],
		failure: [
			...EXTERNAL,
			" failed",
			duration(" after "),
			{ before: ": ", attributes: ["salesforce.apex.external.message"] },
		],
		neutral: [...EXTERNAL, duration(" took ")],
	},
	rules: [
		{ columns: ["STATUS"], as: "skip" },
		external("ACTION", "string", "action"),
		{
			columns: ["ENTITY"],
			as: "names",
			one: "salesforce.entity.name",
			many: "salesforce.entity.names",
		},
		external("TOTAL_MS", "milliseconds", "total_time_ms"),
		external("EXECUTE_MS", "milliseconds", "execute_time_ms"),
		external("FETCH_MS", "milliseconds", "fetch_time_ms"),
		external("FILTER", "string", "filter"),
		external("LIMIT", "integer", "limit"),
		external("OFFSET", "integer", "offset"),
		external("ORDERBY", "string", "orderby"),
		external("SELECT", "string", "select"),
		external("SUBQUERIES", "string", "subqueries"),
		// -1 is "unknown".
		{ ...external("ROWS", "integer", "rows"), drop: ["-1"] },
		{ ...external("ROWS_FETCHED", "integer", "rows_fetched"), drop: ["-1"] },
		external("THROUGHPUT", "number", "throughput"),
		external("MESSAGE", "string", "message"),
	],
};
