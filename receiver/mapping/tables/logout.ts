// Logout: event log files and LogoutEvent. Files know of sessions that ran out
// too; LogoutEvent of those that a user ended.

import { APP_TYPES } from "../codes/app-type.ts";
import { PLATFORM_TYPES } from "../codes/platform-type.ts";
import { SESSION_TYPES } from "../codes/session-type.ts";
import type { BodyPart, EventTable } from "../table.ts";
import { FROM_CLIENT } from "./common.ts";

const BODY: readonly BodyPart[] = [
	// A revocation of many tokens at once names no user.
	{ before: "", attributes: ["user.name", "user.id"], otherwise: "A user" },
	{
		attribute: "salesforce.logout.user_initiated",
		is: false,
		text: " was logged out",
		otherwise: " logged out",
	},
	FROM_CLIENT,
];

export const LOGOUT: EventTable = {
	eventType: "Logout",
	eventName: "salesforce.logout",
	brief: "A session ended",
	objects: ["LogoutEvent", "LogoutEventStream"],
	body: { success: BODY, failure: BODY, neutral: BODY },
	rules: [
		{
			columns: ["USER_INITIATED_LOGOUT"],
			as: "boolean",
			attribute: "salesforce.logout.user_initiated",
		},
		{
			columns: ["SESSION_TYPE"],
			as: "code",
			codes: SESSION_TYPES,
			attribute: "salesforce.session.type",
		},
		{
			columns: ["APP_TYPE"],
			as: "code",
			codes: APP_TYPES,
			attribute: "salesforce.logout.app_type",
		},
		{
			columns: ["PLATFORM_TYPE"],
			as: "code",
			codes: PLATFORM_TYPES,
			attribute: "salesforce.logout.platform_type",
		},
		{
			columns: ["RESOLUTION_TYPE"],
			as: "string",
			attribute: "salesforce.logout.resolution_type",
			drop: ["9999"],
		},
		{
			columns: ["CLIENT_VERSION"],
			as: "string",
			attribute: "salesforce.client.version",
			drop: ["9998"],
		},
	],
};
