// Salesforce's own APIs: RestApi, API (SOAP), ApiTotalUsage, BulkApi2.

import type { BodyPart, EventTable } from "../table.ts";
import { byUser, dbTotalTime, duration, requestStatus } from "./common.ts";
import {
	BY_EXCEPTION,
	BY_STATUS_CODE,
	EXCEPTION_OF_MESSAGE,
	HTTP_RULES,
	REQUEST_LINE,
	STATUS_CODE,
	WHY,
	WITH_STATUS,
} from "./http.ts";

const ON_ENTITY: BodyPart = {
	before: " on ",
	attributes: ["salesforce.entity.name", "salesforce.entity.names"],
};

const REST: readonly BodyPart[] = ["REST", ...REQUEST_LINE, byUser(" by ")];

export const REST_API: EventTable = {
	eventType: "RestApi",
	eventName: "salesforce.rest_api",
	brief: "The REST API was called",
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
	"SOAP",
	{
		before: " ",
		attributes: ["salesforce.api.method_name"],
		otherwise: " call",
	},
	ON_ENTITY,
	byUser(" by "),
];

export const API: EventTable = {
	eventType: "API",
	eventName: "salesforce.api",
	brief: "The SOAP API was called",
	outcome: [BY_EXCEPTION, requestStatus("WARN")],
	duration: "salesforce.run_time_ms",
	body: {
		success: [...SOAP, " succeeded", duration(" in ")],
		failure: [...SOAP, " failed", duration(" after "), WHY],
		neutral: [...SOAP, duration(" took ")],
	},
	rules: [
		dbTotalTime("ns"),
		...HTTP_RULES,
		{
			columns: ["METHOD_NAME"],
			as: "string",
			attribute: "salesforce.api.method_name",
		},
		{ columns: ["QUERY"], as: "string", attribute: "db.query.text" },
		EXCEPTION_OF_MESSAGE,
	],
};

const USAGE: readonly BodyPart[] = [
	{ before: "", attributes: ["salesforce.api.family"], otherwise: "API" },
	...REQUEST_LINE,
	byUser(" by "),
];

export const API_TOTAL_USAGE: EventTable = {
	eventType: "ApiTotalUsage",
	eventName: "salesforce.api_total_usage",
	brief: "A REST, SOAP or Bulk request that may count against the org's limit",
	outcome: [BY_STATUS_CODE],
	body: {
		success: [...USAGE, " succeeded", WITH_STATUS],
		failure: [...USAGE, " failed", WITH_STATUS],
		neutral: USAGE,
	},
	rules: [
		{
			columns: ["API_FAMILY"],
			as: "string",
			attribute: "salesforce.api.family",
		},
		{
			columns: ["API_RESOURCE"],
			as: "url",
			attribute: "salesforce.api.resource",
		},
		{
			columns: ["API_CLIENT_CATEGORY"],
			as: "string",
			attribute: "salesforce.api.client_category",
		},
		{
			columns: ["COUNTS_AGAINST_API_LIMIT"],
			as: "boolean",
			attribute: "salesforce.api.counts_against_limit",
		},
		{
			columns: ["HTTP_METHOD"],
			as: "string",
			attribute: "http.request.method",
		},
		STATUS_CODE,
	],
};

const BULK: readonly BodyPart[] = [
	"Bulk API 2.0",
	{ before: " ", attributes: ["salesforce.bulk.operation"] },
	{
		before: " job ",
		attributes: ["salesforce.bulk.job_id"],
		otherwise: " job",
	},
	ON_ENTITY,
	byUser(" by "),
	{ before: ": ", attributes: ["salesforce.bulk.job_status"] },
	{
		before: ", ",
		attributes: ["salesforce.bulk.records_processed"],
		after: " records processed",
	},
	{
		before: ", ",
		attributes: ["salesforce.bulk.records_failed"],
		after: " failed",
	},
];

export const BULK_API_2: EventTable = {
	eventType: "BulkApi2",
	eventName: "salesforce.bulk_api2",
	brief: "A Bulk API 2.0 job changed its state",
	outcome: [
		{
			by: "value",
			columns: ["JOB_STATUS"],
			success: ["JobComplete", "Complete", "complete"],
			// The other states are those of a job in progress, or one that a user ended.
			failure: ["Failed", "failed"],
			severity: "ERROR",
			errorType: "bulk_job_failed",
		},
	],
	duration: "salesforce.run_time_ms",
	body: {
		success: BULK,
		failure: [
			...BULK,
			{ before: ": ", attributes: ["salesforce.bulk.error_message"] },
		],
		neutral: BULK,
	},
	rules: [
		{
			columns: ["ENTITY_TYPE", "OBJECT_TYPE"],
			as: "names",
			one: "salesforce.entity.name",
			many: "salesforce.entity.names",
		},
		{ columns: ["JOB_ID"], as: "id18", attribute: "salesforce.bulk.job_id" },
		{
			columns: ["JOB_STATUS"],
			as: "string",
			attribute: "salesforce.bulk.job_status",
		},
		{
			columns: ["OPERATION_TYPE"],
			as: "string",
			attribute: "salesforce.bulk.operation",
		},
		{
			columns: ["RECORDS_PROCESSED"],
			as: "integer",
			attribute: "salesforce.bulk.records_processed",
		},
		{
			columns: ["RECORDS_FAILED"],
			as: "integer",
			attribute: "salesforce.bulk.records_failed",
		},
		{
			// Which of the two megabytes Salesforce means is not documented.
			columns: ["RESULT_SIZE_MB"],
			as: "number",
			attribute: "salesforce.bulk.result_size_mb",
		},
		{
			columns: ["ERROR_MESSAGE", "ERROR MESSAGE", "MESSAGE"],
			as: "string",
			attribute: "salesforce.bulk.error_message",
		},
	],
};
