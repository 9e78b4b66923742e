// The Apex event types, as far as the columns are public.

import { plainTimestamp } from "./common-cells.ts";
import {
	bareType,
	type Cells,
	type EventType,
	ordinaryType,
	type RowSource,
} from "./event-type.ts";
import { exceptionCells } from "./exceptions.ts";

/** Most are quick, some slow, a few very slow. */
function milliseconds({ random }: RowSource, slow: number): number {
	const span = random.chance(0.03)
		? slow * 10
		: random.chance(0.15)
			? slow
			: slow / 8;
	return 1 + random.below(span);
}

const CALLOUT_TARGETS = [
	"https://api.erp.example.com/v2/orders?expand=lines",
	"https://tax.example.net/rates/lookup?country=DE&api_key=9f8e7d6c5b4a",
	"https://sync:s3cret@warehouse.example.com:8443/stock",
	"https://maps.example.org/geocode?address=1+Main+St&access_token=eyJhbGciOi",
	"callout:Payment_Gateway/charges",
	"https://hooks.example.com/services/T0000/B0000/XXXXXXXX",
];

function calloutCells(source: RowSource): Cells {
	const { random } = source;
	const chance = random.float();
	const time = chance < 0.04 ? 120_000 : milliseconds(source, 4000);
	const status =
		chance < 0.04
			? ""
			: chance < 0.08
				? random.pick(["500", "502", "503"])
				: chance < 0.14
					? random.pick(["400", "401", "404", "429"])
					: random.pick(["200", "200", "200", "201", "204"]);
	const sent = random.below(6000);
	return {
		RUN_TIME: "",
		CPU_TIME: "",
		TYPE: random.pick(["REST", "REST", "REST", "AJAX", "OData"]),
		METHOD: random.pick(["GET", "POST", "POST", "PUT", "PATCH", "DELETE"]),
		// Sent, and something came back: a 500 is a success, too.
		SUCCESS: status === "" ? "0" : "1",
		TIME: String(time),
		REQUEST_SIZE: String(sent),
		RESPONSE_SIZE: status === "" ? "-1" : String(random.below(90_000)),
		STATUS_CODE: status,
		URL: random.pick(CALLOUT_TARGETS),
		BOT_IDENTIFIER: random.chance(0.03) ? "0Xx5j000000CaRtCAK" : "",
	};
}

const TRIGGERS = [
	["Opportunity", "OpportunityTrigger", "01q5j000000GaAa"],
	["Account", "AccountTrigger", "01q5j000000GaAb"],
	["Case", "CaseTrigger", "01q5j000000GaAc"],
	["Lead", "acme_quote.LeadAssign", "01q5j000000GaAd"],
	["Invoice__c", "billing.InvoiceSync", "01q5j000000GaAe"],
] as const;
const TRIGGER_TYPES = [
	"BeforeInsert",
	"AfterInsert",
	"BeforeUpdate",
	"AfterUpdate",
	"AfterUpdate",
	"BeforeDelete",
];

const LONG_RUNNING_MS = 5000;

function executionCells(source: RowSource): Cells {
	const { random, transaction } = source;
	const { entry } = transaction;
	const callouts = transaction.writes("ApexCallout")
		? milliseconds(source, 4000)
		: 0;
	const apex =
		milliseconds(source, 1500) +
		(transaction.writes("ConcurrentLongRunningApexLimit") ? 12_000 : 0);
	return {
		RUN_TIME: String(apex),
		CPU_TIME: String(Math.floor(apex * random.float() * 0.8)),
		EXEC_TIME: String(apex + callouts),
		CALLOUT_TIME: String(callouts),
		DB_TOTAL_TIME: String(Math.floor(apex * random.float() * 0.5)),
		NUMBER_SOQL_QUERIES: String(random.below(random.chance(0.05) ? 101 : 12)),
		ENTRY_POINT: entry.point || "TriggerHandler.run",
		QUIDDITY: entry.quiddity,
		IS_LONG_RUNNING_REQUEST: apex > LONG_RUNNING_MS ? "1" : "0",
	};
}

const requestSizes = (source: RowSource): Cells => ({
	REQUEST_SIZE: String(source.random.below(9000)),
	RESPONSE_SIZE: String(source.random.below(60_000)),
});

/** What REST resources of Apex and of the platform have in common; DB_TOTAL_TIME is ns here. */
export function restCells(source: RowSource): Cells {
	const { random, transaction } = source;
	const { entry } = transaction;
	const chance = random.float();
	const status =
		chance < 0.02
			? "500"
			: chance < 0.08
				? random.pick(["400", "401", "403", "404"])
				: entry.method === "POST"
					? "201"
					: "200";
	return {
		...requestSizes(source),
		RUN_TIME: String(milliseconds(source, 2500)),
		METHOD: entry.method,
		MEDIA_TYPE: "application/json",
		STATUS_CODE: status,
		REQUEST_STATUS: status >= "500" ? "F" : status >= "400" ? "F" : "S",
		USER_AGENT: random.pick(["9999", "20142000", "13142000", "11145000"]),
		NUMBER_FIELDS: String(random.below(80)),
		ROWS_PROCESSED: String(random.chance(0.02) ? 50_000 : random.below(200)),
		DB_BLOCKS: String(random.below(9000)),
		DB_CPU_TIME: String(random.below(400)),
		DB_TOTAL_TIME: String(1_000_000 + random.below(900_000_000)),
		ENTITY_NAME: entry.entity,
		EXCEPTION_MESSAGE:
			status >= "400"
				? "System.DmlException: Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Required fields are missing: [LastName]: [LastName]"
				: "",
	};
}

const REST_COLUMNS =
	"MEDIA_TYPE METHOD STATUS_CODE USER_AGENT NUMBER_FIELDS ROWS_PROCESSED REQUEST_SIZE RESPONSE_SIZE REQUEST_STATUS DB_BLOCKS DB_CPU_TIME DB_TOTAL_TIME ENTITY_NAME USER_TYPE EXCEPTION_MESSAGE";

export const APEX_TYPES: readonly EventType[] = [
	ordinaryType(
		"ApexCallout",
		"TYPE METHOD SUCCESS TIME REQUEST_SIZE RESPONSE_SIZE URL STATUS_CODE",
		calloutCells,
		{ burst: 2, since2026: "STATUS_CODE", agent: true },
	),
	ordinaryType(
		"ApexExecution",
		"EXEC_TIME DB_TOTAL_TIME CALLOUT_TIME NUMBER_SOQL_QUERIES ENTRY_POINT QUIDDITY IS_LONG_RUNNING_REQUEST",
		executionCells,
		{ agent: true },
	),
	ordinaryType("ApexRestApi", REST_COLUMNS, restCells, {
		since2026: "EXCEPTION_MESSAGE",
	}),
	ordinaryType(
		"ApexSoap",
		"CLASS_NAME METHOD_NAME CLIENT_NAME QUERY LIMIT_USAGE_PERCENT REQUEST_STATUS DB_TOTAL_TIME USER_TYPE",
		(source) => {
			const { random, transaction } = source;
			const [className = "", method = ""] = transaction.entry.point.split(".");
			return {
				RUN_TIME: String(milliseconds(source, 2000)),
				CLASS_NAME: className,
				METHOD_NAME: method,
				CLIENT_NAME: random.pick(["", "ErpConnector/4.2"]),
				QUERY: random.chance(0.4)
					? "SELECT Id, Name FROM Account WHERE ExternalId__c = 'A-100'"
					: "",
				LIMIT_USAGE_PERCENT: String(random.below(60)),
				DB_TOTAL_TIME: String(random.below(800)),
			};
		},
	),
	ordinaryType(
		"ApexTrigger",
		"TRIGGER_ID TRIGGER_NAME TRIGGER_TYPE ENTITY_NAME EXEC_TIME DB_TOTAL_TIME REQUEST_STATUS USER_TYPE",
		(source) => {
			const { random } = source;
			const [entity, name, id] = random.pick(TRIGGERS);
			return {
				RUN_TIME: "",
				TRIGGER_ID: id,
				TRIGGER_NAME: name,
				TRIGGER_TYPE: random.pick(TRIGGER_TYPES),
				ENTITY_NAME: entity,
				EXEC_TIME: String(milliseconds(source, 600)),
				DB_TOTAL_TIME: String(random.below(200)),
			};
		},
		{ burst: 3, agent: true },
	),
	bareType(
		"ExternalCustomApexCallout",
		`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID ACTION ENTITY SELECT FILTER
		ORDERBY LIMIT OFFSET SUBQUERIES STATUS MESSAGE EXECUTE_MS FETCH_MS TOTAL_MS ROWS
		ROWS_FETCHED THROUGHPUT TIMESTAMP_DERIVED`,
		(source) => {
			const { random } = source;
			const status = random.pick(["1", "1", "1", "1", "1", "1", "0", ""]);
			const execute = milliseconds(source, 3000);
			const fetch = random.below(300);
			const rows = random.below(500);
			return {
				ACTION: random.pick(["query", "query", "query", "upsert", "delete"]),
				ENTITY: "Warehouse_Stock__x",
				SELECT: "ExternalId, Quantity__c, Bin__c",
				FILTER: random.chance(0.5)
					? "(Quantity__c < 10) AND (Bin__c LIKE 'A%')\nOR (Blocked__c = true)"
					: "",
				ORDERBY: "Bin__c ASC",
				LIMIT: "200",
				OFFSET: "0",
				SUBQUERIES: "0",
				STATUS: status,
				MESSAGE:
					status === "1" ? "" : "The external system refused the connection",
				EXECUTE_MS: String(execute),
				FETCH_MS: String(fetch),
				TOTAL_MS: String(execute + fetch),
				ROWS: random.chance(0.3) ? "-1" : String(rows),
				ROWS_FETCHED: status === "1" ? String(rows) : "0",
				THROUGHPUT: String(Math.floor((rows * 1000) / (execute + fetch))),
			};
		},
	),
	bareType(
		"ApexUnexpectedException",
		`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID EXCEPTION_TYPE
		EXCEPTION_MESSAGE STACK_TRACE EXCEPTION_CATEGORY TIMESTAMP_DERIVED USER_ID_DERIVED`,
		(source) => ({
			...exceptionCells(source),
			// Unlike everywhere else.
			TIMESTAMP: new Date(source.at).toISOString(),
		}),
		{ since2023: "EXCEPTION_CATEGORY" },
	),
	bareType(
		"ConcurrentLongRunningApexLimit",
		`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID REQUEST_URI NUMBER_REQUESTS
		REQUESTS_LIMIT TIMESTAMP_DERIVED`,
		({ random, transaction, at }) => ({
			TIMESTAMP: plainTimestamp(at),
			REQUEST_URI: transaction.entry.uri || "/aura",
			NUMBER_REQUESTS: String(10 + random.below(3)),
			REQUESTS_LIMIT: "10",
		}),
	),
	ordinaryType(
		"QueuedExecution",
		"ENTRY_POINT JOB_ID DB_TOTAL_TIME REQUEST_STATUS USER_TYPE",
		(source) => ({
			RUN_TIME: String(milliseconds(source, 20_000)),
			ENTRY_POINT: source.transaction.entry.point,
			JOB_ID: `7075j00000${String(source.transaction.number).padStart(5, "0")}`,
			DB_TOTAL_TIME: String(source.random.below(5000)),
		}),
	),
];

export { REST_COLUMNS };
