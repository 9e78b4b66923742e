// SetupAuditTrail, an object. `user.*` is the actor; the user that a change was
// about stands in Display only, where it is in English.

import type { BodyPart, EventTable } from "../table.ts";

const BODY: readonly BodyPart[] = [
	{
		before: "",
		attributes: ["salesforce.setup.display", "salesforce.setup.action"],
		otherwise: "Setup changed",
	},
];

export const SETUP_AUDIT_TRAIL: EventTable = {
	eventType: "SetupAuditTrail",
	eventName: "salesforce.setup_audit_trail",
	brief: "The org's setup was changed",
	objects: ["SetupAuditTrail"],
	body: { success: BODY, failure: BODY, neutral: BODY },
	rules: [
		{ fields: ["Id"], as: "id18", attribute: "salesforce.event.id" },
		// The record's time, and what the database makes of it.
		{ fields: ["CreatedDate"], as: "skip" },
		{ fields: ["SystemModstamp"], as: "skip" },
		{ fields: ["CreatedById"], as: "id18", attribute: "user.id" },
		{ fields: ["CreatedBy.Username"], as: "string", attribute: "user.name" },
		{ fields: ["CreatedBy.Name"], as: "string", attribute: "user.full_name" },
		{
			fields: ["CreatedBy.UserType"],
			as: "string",
			attribute: "salesforce.user.type",
		},
		{
			fields: ["CreatedBy.Profile.Name"],
			as: "string",
			attribute: "salesforce.user.profile",
		},
		{ fields: ["Action"], as: "string", attribute: "salesforce.setup.action" },
		{
			fields: ["Section"],
			as: "string",
			attribute: "salesforce.setup.section",
		},
		{
			fields: ["Display"],
			as: "string",
			attribute: "salesforce.setup.display",
		},
		{
			fields: ["Display"],
			as: "match",
			pattern: /^For user (.+?), /,
			attribute: "salesforce.setup.target_user",
		},
		{
			// Who was logged in as the actor.
			fields: ["DelegateUser"],
			as: "string",
			attribute: "salesforce.setup.delegate_user",
		},
		{
			fields: ["CreatedByContext"],
			as: "string",
			attribute: "salesforce.setup.created_by_context",
		},
		{
			fields: ["CreatedByIssuer"],
			as: "string",
			attribute: "salesforce.setup.created_by_issuer",
		},
		{
			fields: ["ResponsibleNamespacePrefix"],
			as: "string",
			attribute: "salesforce.setup.namespace_prefix",
		},
	],
};
