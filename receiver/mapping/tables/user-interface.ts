// What people did in the user interface: URI, AuraRequest, LightningPageView,
// ReportExport.

import type { BodyPart, EventTable, Rule } from "../table.ts";
import {
	byUser,
	dbTotalTime,
	duration,
	FROM_CLIENT,
	requestStatus,
} from "./common.ts";
import { REQUEST_LINE, WHY } from "./http.ts";

const PAGE: readonly BodyPart[] = [
	"Page",
	{ before: " ", attributes: ["url.path", "salesforce.uri.original"] },
	" requested",
	byUser(" by "),
];

export const URI: EventTable = {
	eventType: "URI",
	eventName: "salesforce.uri",
	brief: "A page was requested",
	outcome: [requestStatus("WARN")],
	duration: "salesforce.run_time_ms",
	body: {
		success: [...PAGE, duration(", took ")],
		failure: [...PAGE, " failed", duration(" after "), WHY],
		neutral: [...PAGE, duration(", took ")],
	},
	rules: [dbTotalTime("ns")],
};

const REQUEST: readonly BodyPart[] = [
	"Lightning request",
	...REQUEST_LINE,
	byUser(" by "),
];

export const AURA_REQUEST: EventTable = {
	eventType: "AuraRequest",
	eventName: "salesforce.aura_request",
	brief: "A Lightning component called Apex",
	outcome: [requestStatus("WARN")],
	duration: "salesforce.run_time_ms",
	body: {
		success: [...REQUEST, " succeeded", duration(" in ")],
		failure: [...REQUEST, " failed", duration(" after "), WHY],
		neutral: [...REQUEST, duration(" took ")],
	},
	rules: [
		dbTotalTime("ns"),
		{
			columns: ["REQUEST_METHOD"],
			as: "string",
			attribute: "http.request.method",
		},
		{
			// `action1=ms;action2=ms`
			columns: ["ACTION_MESSAGE"],
			as: "list",
			separator: ";",
			attribute: "salesforce.aura.actions",
		},
		{
			columns: ["ACTION_MESSAGE_LENGTH"],
			as: "integer",
			attribute: "salesforce.aura.action_message_length",
		},
		{
			columns: ["EASY_SUITE_VALUE"],
			as: "string",
			attribute: "salesforce.aura.suite",
		},
	],
};

const VIEW: readonly BodyPart[] = [
	"Page",
	{ before: " ", attributes: ["url.path", "salesforce.page.context"] },
	" viewed",
	byUser(" by "),
	duration(", took "),
];

function text(column: string, attribute: string): Rule {
	return { columns: [column], as: "string", attribute };
}

export const LIGHTNING_PAGE_VIEW: EventTable = {
	eventType: "LightningPageView",
	eventName: "salesforce.lightning_page_view",
	brief: "A page of Lightning Experience or the mobile app was opened",
	duration: "salesforce.page.duration_ms",
	body: { success: VIEW, failure: VIEW, neutral: VIEW },
	rules: [
		{
			columns: ["PAGE_URL"],
			as: "uri",
			path: "url.path",
			query: "url.query",
			original: "salesforce.uri.original",
		},
		{
			columns: ["DURATION"],
			as: "milliseconds",
			attribute: "salesforce.page.duration_ms",
		},
		{
			columns: ["EFFECTIVE_PAGE_TIME"],
			as: "milliseconds",
			attribute: "salesforce.page.effective_time_ms",
		},
		{
			columns: ["EFFECTIVE_PAGE_TIME_DEVIATION"],
			as: "boolean",
			attribute: "salesforce.page.effective_time_deviation",
		},
		text(
			"EFFECTIVE_PAGE_TIME_DEVIATION_REASON",
			"salesforce.page.effective_time_deviation_reason",
		),
		text(
			"EFFECTIVE_PAGE_TIME_DEVIATION_ERROR_TYPE",
			"salesforce.page.effective_time_deviation_error_type",
		),
		{
			columns: ["PAGE_START_TIME"],
			as: "integer",
			attribute: "salesforce.page.start_time_unix_ms",
		},
		text("PAGE_APP_NAME", "salesforce.page.app_name"),
		text("PAGE_CONTEXT", "salesforce.page.context"),
		{
			columns: ["PAGE_ENTITY_ID"],
			as: "id18",
			attribute: "salesforce.page.entity_id",
		},
		text("PAGE_ENTITY_TYPE", "salesforce.page.entity_type"),
		text("PAGE_FLEXI_PAGE_NAME_OR_ID", "salesforce.page.flexi_page"),
		text("PAGE_FLEXI_PAGE_TYPE", "salesforce.page.flexi_page_type"),
		{
			columns: ["PREVPAGE_URL"],
			as: "url",
			attribute: "salesforce.page.previous.url",
		},
		text("PREVPAGE_APP_NAME", "salesforce.page.previous.app_name"),
		text("PREVPAGE_CONTEXT", "salesforce.page.previous.context"),
		{
			columns: ["PREVPAGE_ENTITY_ID"],
			as: "id18",
			attribute: "salesforce.page.previous.entity_id",
		},
		text("PREVPAGE_ENTITY_TYPE", "salesforce.page.previous.entity_type"),
		text("APP_NAME", "salesforce.app.name"),
		text("BROWSER_NAME", "user_agent.name"),
		text("BROWSER_VERSION", "user_agent.version"),
		text("OS_NAME", "user_agent.os.name"),
		text("OS_VERSION", "user_agent.os.version"),
		text("CLIENT_GEO", "salesforce.geo.client"),
		text("CLIENT_ID", "salesforce.api.client_id"),
		text("CONNECTION_TYPE", "salesforce.device.connection_type"),
		text("DEVICE_ID", "device.id"),
		text("DEVICE_MODEL", "device.model.name"),
		text("DEVICE_PLATFORM", "salesforce.device.platform"),
		text("DEVICE_SESSION_ID", "salesforce.device.session_id"),
		text("SDK_APP_TYPE", "salesforce.mobile_sdk.app_type"),
		text("SDK_APP_VERSION", "salesforce.mobile_sdk.app_version"),
		text("SDK_VERSION", "salesforce.mobile_sdk.version"),
		text("GRANDPARENT_UI_ELEMENT", "salesforce.ui.grandparent_element"),
		text("PARENT_UI_ELEMENT", "salesforce.ui.parent_element"),
		text("TARGET_UI_ELEMENT", "salesforce.ui.target_element"),
		text("UI_EVENT_ID", "salesforce.ui.event_id"),
		text("UI_EVENT_SOURCE", "salesforce.ui.event_source"),
		{
			columns: ["UI_EVENT_SEQUENCE_NUM"],
			as: "integer",
			attribute: "salesforce.ui.event_sequence",
		},
		{
			columns: ["UI_EVENT_TIMESTAMP"],
			as: "integer",
			attribute: "salesforce.ui.event_time_unix_ms",
		},
	],
};

const EXPORT: readonly BodyPart[] = [
	"Report exported",
	byUser(" by "),
	FROM_CLIENT,
	{ before: ": ", attributes: ["salesforce.report.description"] },
];

export const REPORT_EXPORT: EventTable = {
	eventType: "ReportExport",
	eventName: "salesforce.report_export",
	brief: "A report was exported",
	duration: "salesforce.run_time_ms",
	body: { success: EXPORT, failure: EXPORT, neutral: EXPORT },
	rules: [
		text("CLIENT_INFO", "salesforce.report.client_info"),
		text("REPORT_DESCRIPTION", "salesforce.report.description"),
	],
};
