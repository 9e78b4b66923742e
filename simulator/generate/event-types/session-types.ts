// Logout and LoginAs.

import { bareType, type EventType, ordinaryType } from "./event-type.ts";

const PLATFORM_TYPES: readonly (readonly [RegExp, string])[] = [
	[/iPhone/, "5006"],
	[/android/i, "5200"],
	[/Windows/, "1015"],
	[/Mac OS/, "2003"],
	[/Linux/, "4000"],
];

const LOGOUT = bareType(
	"Logout",
	`EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID USER_TYPE SESSION_TYPE
	SESSION_LEVEL BROWSER_TYPE PLATFORM_TYPE RESOLUTION_TYPE APP_TYPE CLIENT_VERSION
	API_TYPE API_VERSION USER_INITIATED_LOGOUT SESSION_KEY LOGIN_KEY TIMESTAMP_DERIVED
	USER_ID_DERIVED CLIENT_IP`,
	({ random, transaction, session }) => {
		const { user } = session ?? transaction;
		const chance = random.float();
		const key = {
			USER_ID: user.id,
			USER_ID_DERIVED: user.longId,
			LOGIN_KEY: (session ?? transaction).loginKey,
			SESSION_KEY: transaction.sessionKey,
		};
		// Many tokens at once: one event, and nobody's.
		if (chance < 0.02) {
			return {
				USER_TYPE: "A",
				SESSION_TYPE: "O",
				APP_TYPE: "2514",
				USER_INITIATED_LOGOUT: "0",
				SESSION_LEVEL: "1",
				USER_ID: "",
				USER_ID_DERIVED: "",
				LOGIN_KEY: "",
				SESSION_KEY: "",
				CLIENT_IP: "",
			};
		}
		const common = {
			...key,
			USER_TYPE: "S",
			SESSION_LEVEL: random.chance(0.2) ? "10" : "1",
			CLIENT_VERSION: "9998",
			API_VERSION: "9998.0",
			APP_TYPE: random.pick(["1000", "1007", "1007"]),
		};
		// An expiry: found by a process, without a browser to name.
		if (chance < 0.35) {
			return {
				...common,
				SESSION_TYPE: random.pick(["U", "O", "V", "C"]),
				USER_INITIATED_LOGOUT: "0",
				BROWSER_TYPE: "",
				CLIENT_IP: "",
			};
		}
		const agent = session?.agent ?? random.pick(user.agents);
		return {
			...common,
			SESSION_TYPE: "U",
			USER_INITIATED_LOGOUT: "1",
			BROWSER_TYPE: random.chance(0.1) ? "13142000" : agent,
			PLATFORM_TYPE:
				PLATFORM_TYPES.find(([pattern]) => pattern.test(agent))?.[1] ?? "",
			RESOLUTION_TYPE: "9999",
			CLIENT_IP: session?.address ?? transaction.clientIp,
		};
	},
);

const LOGIN_AS = ordinaryType(
	"LoginAs",
	"DELEGATED_USER_ID DELEGATED_USER_ID_DERIVED DELEGATED_USER_NAME",
	({ random, administrators }) => {
		const admin = random.pick(administrators);
		return {
			URI: "/servlet/servlet.su",
			DELEGATED_USER_ID: admin.id,
			DELEGATED_USER_ID_DERIVED: admin.longId,
			DELEGATED_USER_NAME: admin.username,
		};
	},
);

export const SESSION_TYPES: readonly EventType[] = [
	{ ...LOGOUT, endsSessions: true },
	LOGIN_AS,
];
