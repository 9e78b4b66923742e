// The registry of tables, and the one that any other event type gets: the common
// columns, and the rule for unknown columns.

import { snakeCase } from "../snake-case.ts";
import type { AttributeDeclaration, BodyPart, EventTable } from "../table.ts";
import { attributesOf } from "../table.ts";
import {
	INSUFFICIENT_ACCESS,
	PERMISSION_UPDATE,
	TRANSACTION_SECURITY,
} from "./access.ts";
import { APEX_REST_API, APEX_SOAP } from "./apex-api.ts";
import { APEX_CALLOUT, EXTERNAL_CUSTOM_APEX_CALLOUT } from "./apex-callouts.ts";
import {
	APEX_EXECUTION,
	APEX_TRIGGER,
	CONCURRENT_LONG_RUNNING_APEX_LIMIT,
	QUEUED_EXECUTION,
} from "./apex-code.ts";
import { APEX_UNEXPECTED_EXCEPTION } from "./apex-exception.ts";
import { API, API_TOTAL_USAGE, BULK_API_2, REST_API } from "./api.ts";
import {
	byUser,
	COMMON_RULES,
	DB_TOTAL_TIME_UNITS,
	dbTotalTime,
	FROM_CLIENT,
	RECORD_ATTRIBUTES,
	requestStatus,
} from "./common.ts";
import { LOGIN } from "./login.ts";
import { LOGIN_AS } from "./login-as.ts";
import { LOGOUT } from "./logout.ts";
import { SETUP_AUDIT_TRAIL } from "./setup-audit-trail.ts";
import {
	AURA_REQUEST,
	LIGHTNING_PAGE_VIEW,
	REPORT_EXPORT,
	URI,
} from "./user-interface.ts";

/** Every event type with a table of its own, in the order of the documentation. */
export const EVENT_TABLES: readonly EventTable[] = [
	LOGIN,
	LOGOUT,
	LOGIN_AS,
	APEX_EXECUTION,
	APEX_CALLOUT,
	APEX_TRIGGER,
	APEX_REST_API,
	APEX_SOAP,
	APEX_UNEXPECTED_EXCEPTION,
	EXTERNAL_CUSTOM_APEX_CALLOUT,
	CONCURRENT_LONG_RUNNING_APEX_LIMIT,
	QUEUED_EXECUTION,
	SETUP_AUDIT_TRAIL,
	REST_API,
	API,
	API_TOTAL_USAGE,
	BULK_API_2,
	URI,
	AURA_REQUEST,
	LIGHTNING_PAGE_VIEW,
	REPORT_EXPORT,
	PERMISSION_UPDATE,
	INSUFFICIENT_ACCESS,
	TRANSACTION_SECURITY,
];

const byEventType = new Map(
	EVENT_TABLES.map((table) => [table.eventType, table]),
);

const eventTypeByObject = new Map(
	EVENT_TABLES.flatMap((table) =>
		(table.objects ?? []).map((object) => [object, table.eventType]),
	),
);

/** The table of an event type, whatever it is. */
export function eventTable(eventType: string): EventTable {
	return byEventType.get(eventType) ?? genericTable(eventType);
}

/** What the rows of an object are: `LoginEvent` and `LoginHistory` are `Login`; an object without a table is its own event type. */
export function eventTypeOfObject(objectName: string): string {
	return eventTypeByObject.get(objectName) ?? objectName;
}

/** The table of an event type that nobody has described here. */
export function genericTable(eventType: string): EventTable {
	const unit = DB_TOTAL_TIME_UNITS.get(eventType);
	const said: readonly BodyPart[] = [byUser(" by "), FROM_CLIENT];
	return {
		eventType,
		eventName: `salesforce.${snakeCase(eventType)}`,
		brief: `An event of the type ${eventType}`,
		outcome: [requestStatus("WARN")],
		duration: "salesforce.run_time_ms",
		rules: unit === undefined ? [] : [dbTotalTime(unit)],
		body: {
			success: [eventType, ...said],
			failure: [
				eventType,
				" failed",
				...said,
				{ before: ": ", attributes: ["exception.message"], reason: true },
			],
			neutral: [eventType, ...said],
		},
	};
}

/** Every attribute that some table can fill, as often as one does. */
export function allAttributes(): readonly AttributeDeclaration[] {
	return [
		...RECORD_ATTRIBUTES,
		...COMMON_RULES.flatMap(attributesOf),
		...attributesOf(dbTotalTime("ms")),
		...EVENT_TABLES.flatMap((table) => table.rules.flatMap(attributesOf)),
	];
}
