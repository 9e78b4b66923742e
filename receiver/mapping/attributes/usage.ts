// Attributes of what people and programs did: bulk jobs, pages, reports.

import type { AttributeDescriptions } from "./attribute.ts";

export const USAGE: AttributeDescriptions = {
	"salesforce.bulk.job_id": { brief: "The job", example: "7505j00000AT6I1AAL" },
	"salesforce.bulk.job_status": {
		brief: "State of the job",
		example: "JobComplete",
	},
	"salesforce.bulk.operation": {
		brief: "What the job does",
		example: "insert",
	},
	"salesforce.bulk.records_processed": {
		brief: "Records processed",
		example: 980,
	},
	"salesforce.bulk.records_failed": {
		brief: "Records that failed",
		example: 20,
	},
	"salesforce.bulk.result_size_mb": {
		brief: "Size of a query's result",
		example: 670.5,
		unit: "MBy",
	},
	"salesforce.bulk.error_message": {
		brief: "Why the job failed",
		example: "InvalidBatch : Field name not found",
	},
	"salesforce.aura.actions": {
		brief: "Actions of the request and their milliseconds",
		example: ["34$apex://OrderController/ACTION$load=35"],
	},
	"salesforce.aura.action_message_length": {
		brief: "Length of the actions' text",
		example: 41,
	},
	"salesforce.aura.suite": {
		brief: "Small-business suite of the org",
		example: "Starter",
	},
	"salesforce.page.duration_ms": {
		brief: "From the page's start until it was loaded or left",
		example: 1850,
	},
	"salesforce.page.effective_time_ms": {
		brief: "Until the user could work with the page",
		example: 1420,
	},
	"salesforce.page.effective_time_deviation": {
		brief: "Whether that time deviates",
		example: false,
	},
	"salesforce.page.effective_time_deviation_reason": {
		brief: "Why it deviates",
		example: "PageNotLoaded",
	},
	"salesforce.page.effective_time_deviation_error_type": {
		brief: "Where the error lay",
		example: "SYSTEM",
	},
	"salesforce.page.start_time_unix_ms": {
		brief: "When the page began to load, in milliseconds since 1970",
		example: 1471564788642,
	},
	"salesforce.page.app_name": {
		brief: "App that the page belongs to",
		example: "LightningSales",
	},
	"salesforce.page.context": {
		brief: "Component that shows the page",
		example: "clients:cardsContainer",
	},
	"salesforce.page.entity_id": {
		brief: "Record on the page",
		example: "0013000000I3zJAAAZ",
	},
	"salesforce.page.entity_type": {
		brief: "Object of that record",
		example: "Task",
	},
	"salesforce.page.flexi_page": {
		brief: "Lightning page, by name or id",
		example: "runtime_sales_seller_home__SellerHome_L",
	},
	"salesforce.page.flexi_page_type": {
		brief: "Type of the Lightning page",
		example: "HomePage",
	},
	"salesforce.page.previous.url": {
		brief: "Page before this one, without secrets",
		example: "/sObject/0064100000JXITSAA5/view",
	},
	"salesforce.page.previous.app_name": {
		brief: "App of the page before",
		example: "LightningSales",
	},
	"salesforce.page.previous.context": {
		brief: "Component of the page before",
		example: "clients:cardsContainer",
	},
	"salesforce.page.previous.entity_id": {
		brief: "Record on the page before",
		example: "0013000000I3zJAAAZ",
	},
	"salesforce.page.previous.entity_type": {
		brief: "Object of that record",
		example: "Task",
	},
	"salesforce.app.name": { brief: "Application", example: "one:one" },
	"salesforce.device.connection_type": {
		brief: "Connection of the device",
		example: "WIFI",
	},
	"salesforce.device.platform": {
		brief: "Kind of the application",
		example: "SFX:BROWSER:DESKTOP",
	},
	"salesforce.device.session_id": {
		brief: "Session since the page was last loaded",
		example: "321a1ddfaf924803a075f1e69fc87bc06f53ccd0",
	},
	"salesforce.mobile_sdk.app_type": {
		brief: "Type of the mobile app",
		example: "HYBRID",
	},
	"salesforce.mobile_sdk.app_version": {
		brief: "Version of the mobile app",
		example: "5.0",
	},
	"salesforce.mobile_sdk.version": {
		brief: "Version of the mobile SDK",
		example: "2.1.0",
	},
	"salesforce.ui.grandparent_element": {
		brief: "Element around the parent",
		example: "one-app-nav-bar",
	},
	"salesforce.ui.parent_element": {
		brief: "Element around the target",
		example: "tabset",
	},
	"salesforce.ui.target_element": {
		brief: "Element that was used",
		example: "tabitem-link",
	},
	"salesforce.ui.event_id": {
		brief: "Kind of the Lightning event",
		example: "ltng:pageView",
	},
	"salesforce.ui.event_source": {
		brief: "Where the Lightning event arose",
		example: "native",
	},
	"salesforce.ui.event_sequence": {
		brief: "Number of the event in its session",
		example: 14,
	},
	"salesforce.ui.event_time_unix_ms": {
		brief: "When it happened, in milliseconds since 1970",
		example: 1479769912796,
	},
	"salesforce.report.client_info": {
		brief: "The client that exported the report",
		example: "Mozilla/5.0 (Macintosh) Chrome/120.0",
	},
	"salesforce.report.description": {
		brief: "The report",
		example: "Open opportunities by owner",
	},
};
