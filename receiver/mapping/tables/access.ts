// Who may do what: PermissionUpdate, InsufficientAccess, TransactionSecurity.

import type { BodyPart, EventTable } from "../table.ts";
import { byUser, duration } from "./common.ts";

const PERMISSION: readonly BodyPart[] = [
	"Permissions changed",
	byUser(" by "),
	{
		before: ": ",
		attributes: [
			"salesforce.permission.description",
			"salesforce.permission.type",
		],
	},
];

export const PERMISSION_UPDATE: EventTable = {
	eventType: "PermissionUpdate",
	eventName: "salesforce.permission_update",
	brief: "A permission changed in a profile or permission set",
	body: { success: PERMISSION, failure: PERMISSION, neutral: PERMISSION },
	rules: [
		{
			columns: ["PERMISSION_TYPE"],
			as: "string",
			attribute: "salesforce.permission.type",
		},
		{
			columns: ["UPDATE_TYPE"],
			as: "string",
			attribute: "salesforce.permission.update_type",
		},
		{
			columns: ["DESCRIPTION"],
			as: "string",
			attribute: "salesforce.permission.description",
		},
		{
			columns: ["FEATURE_ID"],
			as: "id18",
			attribute: "salesforce.permission.feature_id",
		},
		{
			columns: ["CONTEXT"],
			as: "string",
			attribute: "salesforce.permission.context",
		},
	],
};

const REFUSED: readonly BodyPart[] = [
	{
		before: "",
		attributes: ["salesforce.access.requested_level"],
		after: " access",
		otherwise: "Access",
	},
	{ before: " to ", attributes: ["salesforce.entity.name"] },
	{ before: " ", attributes: ["salesforce.access.record_id"] },
	" refused",
	byUser(" for "),
	{
		before: ": ",
		attributes: ["salesforce.access.error_description"],
		reason: true,
	},
];

export const INSUFFICIENT_ACCESS: EventTable = {
	eventType: "InsufficientAccess",
	eventName: "salesforce.insufficient_access",
	brief: "Somebody lacked the access to a record",
	outcome: [
		{
			// As an HTTP 403 would be.
			by: "always",
			columns: ["ACCESS_ERROR"],
			severity: "WARN",
			otherwise: "_OTHER",
		},
	],
	body: { success: REFUSED, failure: REFUSED, neutral: REFUSED },
	rules: [
		{
			columns: ["ACCESS_ERROR"],
			as: "string",
			attribute: "salesforce.access.error",
		},
		{
			columns: ["REQUESTED_ACCESS_LEVEL"],
			as: "string",
			attribute: "salesforce.access.requested_level",
		},
		{
			columns: ["ENTITY_TYPE"],
			as: "names",
			one: "salesforce.entity.name",
			many: "salesforce.entity.names",
		},
		{
			columns: ["RECORD_ID"],
			as: "id18",
			attribute: "salesforce.access.record_id",
		},
		{
			columns: ["ERROR_DESCRIPTION"],
			as: "string",
			attribute: "salesforce.access.error_description",
		},
		{
			columns: ["ERROR_TIMESTAMP"],
			as: "string",
			attribute: "salesforce.access.error_time",
		},
		{
			// Who tried; `user.id` is who lacked the access.
			columns: ["ACTUAL_LOGGED_IN_USER_ID"],
			as: "id18",
			attribute: "salesforce.access.initiator_id",
		},
	],
};

const POLICY: readonly BodyPart[] = [
	"Transaction security policy",
	{ before: " ", attributes: ["salesforce.transaction_security.policy_id"] },
	" evaluated",
	byUser(" for "),
	duration(" in "),
	{
		before: ": ",
		attributes: [
			"salesforce.transaction_security.result",
			"salesforce.transaction_security.policy_outcome",
		],
	},
];

export const TRANSACTION_SECURITY: EventTable = {
	eventType: "TransactionSecurity",
	eventName: "salesforce.transaction_security",
	brief: "A transaction security policy was evaluated",
	duration: "salesforce.run_time_ms",
	body: { success: POLICY, failure: POLICY, neutral: POLICY },
	rules: [
		{
			columns: ["RESULT"],
			as: "string",
			attribute: "salesforce.transaction_security.result",
		},
		{
			columns: ["EVENT_TIMESTAMP"],
			as: "string",
			attribute: "salesforce.transaction_security.event_time",
		},
	],
};
