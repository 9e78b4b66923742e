// RestApi, API (SOAP), ApiTotalUsage and BulkApi2.

import { REST_COLUMNS, restCells } from "./apex-types.ts";
import { bareType, type EventType, ordinaryType } from "./event-type.ts";

const CLIENTS = [
	"",
	"ErpConnector/4.2",
	"Data Loader Bulk/67.0.0",
	"sfdx toolbelt",
];
const APPS = [
	["0H45j0000004CaRCAU", "ERP Connector"],
	["8885j0000008bKq", "Warehouse Sync"],
	["", ""],
] as const;

export const API_TYPES: readonly EventType[] = [
	ordinaryType(
		"RestApi",
		`${REST_COLUMNS} CLIENT_NAME CONNECTED_APP_ID`,
		(source) => ({
			...restCells(source),
			CLIENT_NAME: source.random.pick(CLIENTS),
			CONNECTED_APP_ID: source.random.pick(APPS)[0],
		}),
		{
			since2023: "CONNECTED_APP_ID",
			since2026: "EXCEPTION_MESSAGE",
			agent: true,
		},
	),
	ordinaryType(
		"API",
		`API_TYPE API_VERSION CLIENT_NAME METHOD_NAME QUERY ENTITY_NAME ROWS_PROCESSED
		REQUEST_SIZE RESPONSE_SIZE REQUEST_STATUS DB_BLOCKS DB_CPU_TIME DB_TOTAL_TIME
		USER_TYPE EXCEPTION_MESSAGE`,
		({ random, transaction }) => {
			const failed = random.chance(0.04);
			return {
				API_TYPE: random.pick(["E", "P", "P", "M", "T", "p"]),
				API_VERSION: random.pick(["58.0", "60.0", "67.0"]),
				CLIENT_NAME: random.pick(CLIENTS),
				METHOD_NAME: random.pick(["query", "queryMore", "upsert", "update"]),
				QUERY: random.chance(0.5)
					? "SELECT Id, Email FROM Contact WHERE SystemModstamp > 2026-11-01T00:00:00Z"
					: "",
				ENTITY_NAME: transaction.entry.entity,
				ROWS_PROCESSED: String(random.below(2000)),
				REQUEST_SIZE: String(random.below(9000)),
				RESPONSE_SIZE: String(random.below(90_000)),
				REQUEST_STATUS: failed ? "F" : "S",
				DB_BLOCKS: String(random.below(9000)),
				DB_CPU_TIME: String(random.below(400)),
				DB_TOTAL_TIME: String(1_000_000 + random.below(900_000_000)),
				EXCEPTION_MESSAGE: failed
					? "QUERY_TIMEOUT: Your query request was running for too long."
					: "",
			};
		},
		{ since2026: "EXCEPTION_MESSAGE" },
	),
	bareType(
		"ApiTotalUsage",
		`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID API_FAMILY API_VERSION
		API_RESOURCE CLIENT_NAME HTTP_METHOD CLIENT_IP COUNTS_AGAINST_API_LIMIT
		CONNECTED_APP_ID CONNECTED_APP_NAME ENTITY_NAME STATUS_CODE USER_NAME
		TIMESTAMP_DERIVED`,
		({ random, transaction }) => {
			const [family, version] = random.pick([
				["REST", "67.0"],
				["REST", "58.0"],
				["SOAP", "31.0"],
				["Bulk", "67.0"],
			] as const);
			const [appId, appName] = random.pick(APPS);
			return {
				API_FAMILY: family,
				API_VERSION: version,
				API_RESOURCE: family === "SOAP" ? "query" : transaction.entry.uri,
				CLIENT_NAME: random.pick(CLIENTS),
				HTTP_METHOD: family === "SOAP" ? "" : transaction.entry.method,
				COUNTS_AGAINST_API_LIMIT: random.chance(0.9) ? "true" : "false",
				CONNECTED_APP_ID: appId,
				CONNECTED_APP_NAME: appName,
				ENTITY_NAME: transaction.entry.entity,
				STATUS_CODE: random.pick([
					"200",
					"200",
					"200",
					"201",
					"400",
					"404",
					"500",
				]),
			};
		},
		{ since2023: "CONNECTED_APP_ID CONNECTED_APP_NAME" },
	),
	ordinaryType(
		"BulkApi2",
		"JOB_ID JOB_STATUS OBJECT_TYPE OPERATION_TYPE RECORDS_PROCESSED RECORDS_FAILED RESULT_SIZE_MB ERROR_MESSAGE",
		({ random, transaction }) => {
			const failed = random.chance(0.1);
			return {
				JOB_ID: `7505j00000${String(transaction.number).padStart(5, "0")}`,
				JOB_STATUS: failed ? "Failed" : "JobComplete",
				OBJECT_TYPE: transaction.entry.entity,
				OPERATION_TYPE: random.pick(["insert", "update", "upsert", "query"]),
				RECORDS_PROCESSED: String(random.below(200_000)),
				RECORDS_FAILED: failed ? String(random.below(900)) : "0",
				RESULT_SIZE_MB: String(random.below(150)),
				ERROR_MESSAGE: failed
					? "InvalidBatch : Field name not found : Colour__c"
					: "",
			};
		},
	),
];
