// LoginAs: somebody acts as another user. `user.*` is the user whose account is
// used, `salesforce.delegated_user.*` the one who acts: the same in event log
// files, which have a row for each request, and in LoginAsEvent, which has one for
// each login.

import { LOGIN_TYPES } from "../codes/login-type.ts";
import type { BodyPart, EventTable } from "../table.ts";
import { FROM_CLIENT } from "./common.ts";

const BODY: readonly BodyPart[] = [
	{
		before: "",
		attributes: [
			"salesforce.delegated_user.name",
			"salesforce.delegated_user.id",
		],
		otherwise: "Somebody",
	},
	{
		before: " acted as ",
		attributes: ["user.name", "user.id"],
		otherwise: " acted as another user",
	},
	FROM_CLIENT,
	{ before: " on ", attributes: ["url.path"] },
];

export const LOGIN_AS: EventTable = {
	eventType: "LoginAs",
	eventName: "salesforce.login_as",
	brief: "Somebody acted as another user",
	objects: ["LoginAsEvent", "LoginAsEventStream"],
	duration: "salesforce.run_time_ms",
	body: { success: BODY, failure: BODY, neutral: BODY },
	rules: [
		{
			columns: ["DELEGATED_USER_ID_DERIVED", "DELEGATED_USER_ID"],
			as: "id18",
			attribute: "salesforce.delegated_user.id",
		},
		{
			columns: ["DELEGATED_USER_NAME"],
			fields: ["DelegatedUsername"],
			as: "string",
			attribute: "salesforce.delegated_user.name",
		},
		{
			fields: ["DelegatedOrganizationId"],
			as: "id18",
			attribute: "salesforce.delegated_user.organization_id",
		},
		{
			fields: ["LoginAsCategory"],
			as: "string",
			attribute: "salesforce.login_as.category",
		},
		{
			fields: ["TargetUrl"],
			as: "url",
			attribute: "salesforce.login_as.target_url",
		},
		{
			fields: ["LoginType"],
			as: "code",
			codes: LOGIN_TYPES,
			attribute: "salesforce.login.type",
		},
		{
			fields: ["Application"],
			as: "string",
			attribute: "salesforce.login.application",
			drop: ["N/A", "Unknown"],
		},
	],
};
