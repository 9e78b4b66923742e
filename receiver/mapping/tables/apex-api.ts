// Apex that is called from outside: ApexRestApi and ApexSoap.

import type { BodyPart, EventTable } from "../table.ts";
import { byUser, dbTotalTime, duration, requestStatus } from "./common.ts";
import {
	BY_EXCEPTION,
	BY_STATUS_CODE,
	EXCEPTION_OF_MESSAGE,
	HTTP_RULES,
	REQUEST_LINE,
	WHY,
	WITH_STATUS,
} from "./http.ts";

const REST: readonly BodyPart[] = [
	"Apex REST",
	...REQUEST_LINE,
	byUser(" by "),
];

export const APEX_REST_API: EventTable = {
	eventType: "ApexRestApi",
	eventName: "salesforce.apex.rest_api",
	brief: "A REST service written in Apex was called",
	outcome: [BY_STATUS_CODE, BY_EXCEPTION, requestStatus("WARN")],
	duration: "salesforce.run_time_ms",
	body: {
		success: [...REST, " succeeded", WITH_STATUS, duration(" in ")],
		failure: [...REST, " failed", WITH_STATUS, duration(" after "), WHY],
		neutral: [...REST, duration(" took ")],
	},
	rules: [dbTotalTime("ns"), ...HTTP_RULES, EXCEPTION_OF_MESSAGE],
};

const SOAP: readonly BodyPart[] = [
	"Apex SOAP call",
	{ before: " ", attributes: ["code.function.name"] },
	byUser(" by "),
];

export const APEX_SOAP: EventTable = {
	eventType: "ApexSoap",
	eventName: "salesforce.apex.soap",
	brief: "A SOAP service written in Apex was called",
	outcome: [BY_EXCEPTION, requestStatus("WARN")],
	duration: "salesforce.run_time_ms",
	body: {
		success: [...SOAP, " succeeded", duration(" in ")],
		failure: [...SOAP, " failed", duration(" after "), WHY],
		neutral: [...SOAP, duration(" took ")],
	},
	rules: [
		dbTotalTime("ms"),
		{
			columns: ["CLASS_NAME", "METHOD_NAME"],
			as: "joined",
			separator: ".",
			attribute: "code.function.name",
		},
		{
			columns: ["LIMIT_USAGE_PERCENT"],
			as: "number",
			attribute: "salesforce.apex.limit_usage_percent",
		},
		{ columns: ["QUERY"], as: "string", attribute: "db.query.text" },
		EXCEPTION_OF_MESSAGE,
	],
};
