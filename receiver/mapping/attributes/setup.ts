// Attributes of changes to an org, and of access to it.

import type { AttributeDescriptions } from "./attribute.ts";

export const SETUP: AttributeDescriptions = {
	"salesforce.setup.action": {
		brief: "What was changed, in Salesforce's words",
		example: "changedUserEmailVerifiedStatusVerified",
	},
	"salesforce.setup.section": {
		brief: "Section of the setup",
		example: "Manage Users",
	},
	"salesforce.setup.display": {
		brief: "The change, as the audit trail shows it, in the org's language",
		example: "Changed session timeout from 2 hours to 4 hours",
	},
	"salesforce.setup.target_user": {
		brief: "The user that the change was about; `user.*` is who made it",
		example: "bob@example.com",
	},
	"salesforce.setup.delegate_user": {
		brief: "Who was logged in as the user that made the change",
		example: "support@example.com",
	},
	"salesforce.setup.created_by_context": {
		brief: "In which context the change was made",
		example: "Einstein",
	},
	"salesforce.setup.created_by_issuer": {
		brief: "Reserved by Salesforce",
		example: "Issuer",
	},
	"salesforce.setup.namespace_prefix": {
		brief: "Namespace of the package that made the change",
		example: "acme",
	},
	"salesforce.permission.type": {
		brief: "Kind of the permission",
		example: "EntityObject",
	},
	"salesforce.permission.update_type": {
		brief: "What was done with it",
		example: "delete",
	},
	"salesforce.permission.description": {
		brief: "The change in words",
		example: "UserPerm: ConvertLeads disabled",
	},
	"salesforce.permission.feature_id": {
		brief: "Profile, permission set or group that was changed",
		example: "0PS5j00000AT6I1GAL",
	},
	"salesforce.permission.context": {
		brief: "Reserved by Salesforce",
		example: "Context",
	},
	"salesforce.access.error": {
		brief: "Why the access was refused",
		example: "NO_ACCESS",
	},
	"salesforce.access.requested_level": {
		brief: "Access that was needed",
		example: "FULL",
	},
	"salesforce.access.record_id": {
		brief: "Record that could not be accessed",
		example: "0015j00000AT6I1AAL",
	},
	"salesforce.access.error_description": {
		brief: "The refusal in words",
		example:
			"User 0055j00000AT6I1 doesn't have full access for the record 0015j00000AT6I1.",
	},
	"salesforce.access.error_time": {
		brief: "When the access was refused, in GMT",
		example: "20240605054117.937",
	},
	"salesforce.access.initiator_id": {
		brief: "Who tried; `user.id` is who lacked the access",
		example: "0055j00000AT6I2AAL",
	},
};
