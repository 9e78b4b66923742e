// What a published row of the further event log files has to look like when it
// arrives: sessions, APIs, pages, and a type that nobody has described.

import {
	byException,
	byRequestStatus,
	byStatusCode,
	DB_NANOSECONDS,
	EXCEPTION_OF_MESSAGE,
	type FileOracle,
	firstFailure,
	HTTP,
} from "./expected-columns.ts";
import { bool, code, double, id, list, text } from "./expected-rule.ts";

export const FURTHER_ORACLES: Readonly<Record<string, FileOracle>> = {
	Logout: {
		eventName: "salesforce.logout",
		columns: {
			USER_INITIATED_LOGOUT: bool("salesforce.logout.user_initiated"),
			SESSION_TYPE: code("salesforce.session.type", {
				C: "Content",
				O: "Oauth2",
				U: "UI",
				V: "Visualforce",
			}),
			APP_TYPE: code("salesforce.logout.app_type", {
				"1000": "Application",
				"1007": "SFDC Application",
				"2514": "OAuth",
			}),
			PLATFORM_TYPE: code("salesforce.logout.platform_type", {
				"1015": "Windows 10",
				"2003": "Mac OSX",
				"4000": "Linux",
				"5006": "iPhone",
				"5200": "Android 10",
			}),
			RESOLUTION_TYPE: text("salesforce.logout.resolution_type", "9999"),
			CLIENT_VERSION: text("salesforce.client.version", "9998"),
		},
	},
	LoginAs: {
		eventName: "salesforce.login_as",
		duration: "RUN_TIME",
		columns: {
			DELEGATED_USER_ID: id("salesforce.delegated_user.id"),
			DELEGATED_USER_ID_DERIVED: id("salesforce.delegated_user.id"),
			DELEGATED_USER_NAME: text("salesforce.delegated_user.name"),
		},
	},
	RestApi: {
		eventName: "salesforce.rest_api",
		duration: "RUN_TIME",
		outcome: (cell) =>
			firstFailure(
				byStatusCode(cell),
				byException(cell),
				byRequestStatus("WARN")(cell),
			),
		columns: {
			...HTTP,
			DB_TOTAL_TIME: DB_NANOSECONDS,
			EXCEPTION_MESSAGE: EXCEPTION_OF_MESSAGE,
			CONNECTED_APP_ID: id("salesforce.connected_app.id"),
		},
	},
	URI: {
		eventName: "salesforce.uri",
		duration: "RUN_TIME",
		outcome: byRequestStatus("WARN"),
		columns: {
			DB_TOTAL_TIME: DB_NANOSECONDS,
			REFERRER_URI: list("http.request.header.referer"),
		},
	},
	/** Its columns' types are told by LogFileFieldTypes alone. */
	FutureThing: {
		eventName: "salesforce.future_thing",
		duration: "RUN_TIME",
		columns: {
			CITY: text("salesforce.future_thing.city"),
			COUNT: double("salesforce.future_thing.count"),
			FLAG: bool("salesforce.future_thing.flag"),
		},
	},
};
