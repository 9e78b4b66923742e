// What people do in a browser, and what administrators and policies do about it.

import { bareType, type EventType, ordinaryType } from "./event-type.ts";

const BROWSERS = ["13142000", "20142000", "11145000", "15018000", "9999"];
const RECORDS = [
	"0015j00000Xk3Q2AAJ",
	"0065j00000aBcDeAAK",
	"5005j00000fGhIjAAL",
];

export const UI_TYPES: readonly EventType[] = [
	ordinaryType(
		"AuraRequest",
		"ACTION_MESSAGE REQUEST_METHOD REQUEST_STATUS DB_TOTAL_TIME USER_AGENT USER_TYPE",
		({ random }) => ({
			URI: "/aura",
			ACTION_MESSAGE: random.pick([
				"aura://RecordUiController/ACTION$getRecordWithFields",
				"apex://OpportunityPipelineController/ACTION$getStages",
				'{"actions":[{"id":"12;a","descriptor":"serviceComponent://ui.force","params":{}}]}',
			]),
			REQUEST_METHOD: random.pick(["POST", "POST", "GET"]),
			DB_TOTAL_TIME: String(random.below(300)),
			USER_AGENT: random.pick(BROWSERS),
		}),
	),
	ordinaryType(
		"ReportExport",
		"CLIENT_INFO REPORT_DESCRIPTION",
		({ random }) => ({
			URI: "/00O5j000008ZxYv",
			URI_ID_DERIVED: "00O5j000008ZxYvEAK",
			CLIENT_INFO: random.pick([
				"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0",
				"",
			]),
			REPORT_DESCRIPTION: random.pick([
				"Pipeline by region, all open",
				'All contacts with e-mail ("full list")',
				"",
			]),
		}),
	),
	ordinaryType(
		"URI",
		"REFERRER_URI REQUEST_STATUS DB_BLOCKS DB_CPU_TIME DB_TOTAL_TIME USER_TYPE",
		({ random, host }) => {
			const record = random.pick(RECORDS);
			return {
				URI: random.pick([
					`/${record}`,
					"/home/home.jsp",
					"/_ui/search/ui/UnifiedSearchResults?str=acme&sen=001",
				]),
				URI_ID_DERIVED: record,
				REFERRER_URI: random.chance(0.7) ? `https://${host}/home/home.jsp` : "",
				DB_BLOCKS: String(random.below(3000)),
				DB_CPU_TIME: String(random.below(200)),
				DB_TOTAL_TIME: String(1_000_000 + random.below(90_000_000)),
			};
		},
		{ since2023: "REFERRER_URI" },
	),
	bareType(
		"LightningPageView",
		`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID CLIENT_ID SESSION_KEY LOGIN_KEY
		APP_NAME DEVICE_MODEL DEVICE_PLATFORM DEVICE_SESSION_ID OS_NAME OS_VERSION BROWSER_NAME
		BROWSER_VERSION CLIENT_GEO CONNECTION_TYPE SDK_APP_TYPE PAGE_ENTITY_ID PAGE_ENTITY_TYPE
		PAGE_CONTEXT PAGE_URL PREVPAGE_ENTITY_TYPE DURATION EFFECTIVE_PAGE_TIME UI_EVENT_TYPE
		USER_TYPE TIMESTAMP_DERIVED USER_ID_DERIVED CLIENT_IP`,
		({ random, transaction }) => {
			const record = random.pick(RECORDS);
			const duration = 300 + random.below(9000);
			return {
				APP_NAME: "one:one",
				DEVICE_PLATFORM: "SFX:BROWSER:DESKTOP",
				DEVICE_SESSION_ID: transaction.loginKey.toLowerCase(),
				OS_NAME: random.pick(["WINDOWS", "OSX"]),
				BROWSER_NAME: random.pick(["CHROME", "SAFARI", "FIREFOX"]),
				BROWSER_VERSION: random.pick(["142", "18.1", "145"]),
				PAGE_ENTITY_ID: record,
				PAGE_ENTITY_TYPE: transaction.entry.entity.split(",")[0] as string,
				PAGE_CONTEXT: "force:recordHome",
				PAGE_URL: `/lightning/r/${record}/view`,
				PREVPAGE_ENTITY_TYPE: "Task",
				DURATION: String(duration),
				EFFECTIVE_PAGE_TIME: random.chance(0.1) ? "" : String(duration >> 1),
				UI_EVENT_TYPE: "ltng:pageView",
			};
		},
		{ burst: 2 },
	),
	ordinaryType(
		"PermissionUpdate",
		"CONTEXT DESCRIPTION FEATURE_ID PERMISSION_TYPE UPDATE_TYPE",
		({ random }) => {
			const [description, type, update] = random.pick([
				["UserPerm: ConvertLeads disabled", "UserPermission", "Update"],
				["UserPerm: ModifyAllData enabled", "UserPermission", "Update"],
				["ObjectPerm: Invoice__c Delete enabled", "ObjectPermission", "Update"],
				["FieldPerm: Contact.Email Edit enabled", "FieldPermission", "Update"],
				[
					"SetupEntityAccess: ApexClass OrderRestService enabled",
					"SetupEntityAccess",
					"Insert",
				],
			] as const);
			return {
				DESCRIPTION: description,
				FEATURE_ID: "0PS5j000000QwEr",
				PERMISSION_TYPE: type,
				UPDATE_TYPE: update,
			};
		},
		{ burst: 2 },
	),
	bareType(
		"InsufficientAccess",
		`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID ACCESS_ERROR ENTITY_NAME
		ACTION_TYPE URI LOGIN_KEY SESSION_KEY TIMESTAMP_DERIVED USER_ID_DERIVED CLIENT_IP`,
		({ random, transaction }) => ({
			ACCESS_ERROR: random.pick([
				"You don't have access to this record",
				"Insufficient privileges",
			]),
			ENTITY_NAME: transaction.entry.entity.split(",")[0] as string,
			ACTION_TYPE: random.pick(["View", "Edit", "Delete"]),
		}),
	),
	ordinaryType(
		"TransactionSecurity",
		"POLICY_ID EVENT_TIME EVALUATION_TIME RESOURCE_NAME ACTION_TYPE",
		({ random, at }) => ({
			POLICY_ID: "0NI5j000000TyUi",
			EVENT_TIME: new Date(at).toISOString(),
			EVALUATION_TIME: String(random.below(40)),
			RESOURCE_NAME: random.pick(["ReportEvent", "LoginEvent", "ApiEvent"]),
			ACTION_TYPE: random.pick([
				"Block",
				"TwoFactorAuthentication",
				"NoAction",
			]),
		}),
	),
];
