// Attributes that many event types share.

import type { AttributeDescriptions } from "./attribute.ts";

export const RECORD: AttributeDescriptions = {
	"salesforce.event.type": {
		brief: "Salesforce's name of the event type; always present",
		example: "Login",
	},
	"salesforce.event.source": {
		brief: "Where the event was read",
		example: "event_log_file",
		values: ["event_log_file", "object", "stream"],
	},
	"salesforce.event.outcome": {
		brief: "How it ended; absent where the event doesn't tell",
		example: "failure",
		values: ["success", "failure"],
	},
	"salesforce.event.id": {
		brief: "Salesforce's identifier of the event",
		example: "0a4779b0-0da1-4619-a373-0a36991dff90",
	},
	"salesforce.event.related_id": {
		brief: "The event that this one belongs to",
		example: "7f1c3b52-7c3e-4bd0-9d6d-1e6b2a1d9f10",
	},
	"salesforce.record.id": {
		brief: "Id of the row, where the object has one",
		example: "0Ya5j00000AT6I1GAL",
	},
	"salesforce.record.created_date": {
		brief: "When Salesforce stored the row",
		example: "2024-06-05T05:41:20.000+0000",
	},
	"salesforce.duration_ms": {
		brief:
			"How long it took: of the columns for that, the one that the event type fills",
		example: 1219,
	},
	"salesforce.request.id": {
		brief:
			"The transaction; the record's trace id too where it has the form of one",
		example: "4u6LyuMrDvb_G-l1cJIQk-",
	},
	"salesforce.request.status": {
		brief: "How Salesforce answered the request",
		example: "success",
		values: [
			"success",
			"failure",
			"undefined",
			"authorization_error",
			"redirect",
			"not_found",
		],
	},
	"salesforce.run_time_ms": {
		brief: "Duration of the whole request",
		example: 1219,
	},
	"salesforce.cpu_time_ms": {
		brief: "CPU time of the application server",
		example: 127,
	},
	"salesforce.db.total_time_ms": {
		brief:
			"Time of the database round trips, as milliseconds whatever the unit of the column",
		example: 1051,
	},
	"salesforce.db.cpu_time_ms": {
		brief: "CPU time of the database",
		example: 40,
	},
	"salesforce.db.blocks": { brief: "Activity of the database", example: 1523 },
	"salesforce.db.rows_processed": {
		brief: "Rows that the request processed",
		example: 150,
	},
	"salesforce.db.fields": {
		brief: "Fields that the request named",
		example: 12,
	},
	"salesforce.user.type": {
		brief: "Category of the user's license",
		example: "Standard",
	},
	"salesforce.user.profile": {
		brief: "Profile of the user",
		example: "System Administrator",
	},
	"salesforce.session.level": {
		brief: "Security level of the session",
		example: "standard",
		values: ["standard", "high_assurance", "low"],
	},
	"salesforce.session.type": { brief: "Kind of the session", example: "UI" },
	"salesforce.login.key": {
		brief: "Ties together the events from a login to its logout",
		example: "bY5Wfv8t/Ith7WVE",
	},
	"salesforce.client.label": {
		brief: "What Salesforce says in place of an address",
		example: "Salesforce.com IP",
	},
	"salesforce.client.other_address": {
		brief: "A second address that the row tells",
		example: "198.51.100.1",
	},
	"salesforce.client.version": {
		brief: "Version of the client application",
		example: "52.0",
	},
	"salesforce.browser.code": {
		brief: "Salesforce's numeric code of the client",
		example: "13050000",
	},
	"salesforce.uri.original": {
		brief: "A URI that is no path",
		example: "CALLOUT-LOG",
	},
	"salesforce.uri.id": {
		brief: "The record that the URI is about",
		example: "0015j00000AT6I1AAL",
	},
	"salesforce.api.type": { brief: "Kind of the API", example: "SOAP Partner" },
	"salesforce.api.version": { brief: "Version of the API", example: "67.0" },
	"salesforce.api.client_name": {
		brief: "What the client calls itself",
		example: "dataloader",
	},
	"salesforce.api.client_id": {
		brief: "Id of the API client",
		example: "3MVG9lKcPoNINVB",
	},
	"salesforce.api.client_category": {
		brief: "Category of the client",
		example: "EXTERNAL_APPLICATION",
	},
	"salesforce.api.family": {
		brief: "REST, SOAP, Bulk or ApexREST",
		example: "REST",
	},
	"salesforce.api.resource": {
		brief: "Method or resource that was called",
		example: "/v67.0/sobjects/Account",
	},
	"salesforce.api.method_name": {
		brief: "Operation of the SOAP API",
		example: "query",
	},
	"salesforce.api.counts_against_limit": {
		brief: "Whether the request counted against the org's limit",
		example: true,
	},
	"salesforce.connected_app.id": {
		brief: "Connected app that made the request",
		example: "0H45j00000AT6I1CAL",
	},
	"salesforce.connected_app.name": {
		brief: "Its name",
		example: "Data Loader",
	},
	"salesforce.entity.name": {
		brief: "Object that was accessed",
		example: "Account",
	},
	"salesforce.entity.names": {
		brief: "Objects that were accessed, where there are several",
		example: ["Account", "Contact"],
	},
	"salesforce.agent.bot_id": { brief: "The bot", example: "0Xx5j00000AT6I1" },
	"salesforce.agent.bot_session_id": {
		brief: "The bot's session",
		example: "5f1f6f0e-8d1c-4f0b-9a52-0c9f3f1f2a77",
	},
	"salesforce.agent.planner_id": {
		brief: "The agent's planner",
		example: "16j5j00000AT6I1",
	},
	"salesforce.transaction_security.policy_id": {
		brief: "Policy that was evaluated",
		example: "0NI5j00000AT6I1GAL",
	},
	"salesforce.transaction_security.policy_outcome": {
		brief: "What the policy did",
		example: "Block",
	},
	"salesforce.transaction_security.evaluation_time_ms": {
		brief: "How long the policy took",
		example: 2,
	},
	"salesforce.transaction_security.result": {
		brief: "Whether the policy applied",
		example: "TRIGGERED",
	},
	"salesforce.transaction_security.event_time": {
		brief: "When the event arose that the policy looked at",
		example: "2024-06-05T05:41:17.937Z",
	},
};
