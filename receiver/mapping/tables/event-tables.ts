// The registry of tables, and the one that any other event type gets: the common
// columns, and the rule for unknown columns.

import { snakeCase } from "../snake-case.ts";
import type { AttributeDeclaration, EventTable } from "../table.ts";
import { attributesOf } from "../table.ts";
import {
	byUser,
	COMMON_RULES,
	DB_TOTAL_TIME_UNITS,
	dbTotalTime,
	FROM_CLIENT,
	RECORD_ATTRIBUTES,
} from "./common.ts";
import { LOGIN } from "./login.ts";

/** Every event type with a table of its own. */
export const EVENT_TABLES: readonly EventTable[] = [LOGIN];

/** Event names that are not just the event type in snake case. */
export const EVENT_NAMES: ReadonlyMap<string, string> = new Map([
	["ApexExecution", "salesforce.apex.execution"],
	["ApexCallout", "salesforce.apex.callout"],
	["ApexTrigger", "salesforce.apex.trigger"],
	["ApexRestApi", "salesforce.apex.rest_api"],
	["ApexSoap", "salesforce.apex.soap"],
	["ApexUnexpectedException", "salesforce.apex.unexpected_exception"],
	["ExternalCustomApexCallout", "salesforce.apex.external_callout"],
	[
		"ConcurrentLongRunningApexLimit",
		"salesforce.apex.concurrent_long_running_limit",
	],
	["QueuedExecution", "salesforce.apex.queued_execution"],
]);

const byEventType = new Map(
	EVENT_TABLES.map((table) => [table.eventType, table]),
);

/** The table of an event type, whatever it is. */
export function eventTable(eventType: string): EventTable {
	return byEventType.get(eventType) ?? genericTable(eventType);
}

function genericTable(eventType: string): EventTable {
	const unit = DB_TOTAL_TIME_UNITS.get(eventType);
	const body = [eventType, byUser(" by "), FROM_CLIENT];
	return {
		eventType,
		eventName:
			EVENT_NAMES.get(eventType) ?? `salesforce.${snakeCase(eventType)}`,
		rules: unit === undefined ? [] : [dbTotalTime(unit)],
		body: { success: body, failure: body, neutral: body },
	};
}

/** Every attribute that some table can fill. */
export function allAttributes(): readonly AttributeDeclaration[] {
	return [
		...RECORD_ATTRIBUTES,
		...COMMON_RULES.flatMap(attributesOf),
		...attributesOf(dbTotalTime("ms")),
		...EVENT_TABLES.flatMap((table) => table.rules.flatMap(attributesOf)),
	];
}
