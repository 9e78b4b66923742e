// Which attributes the records of an event type can have, by the mapping tables.

import {
	type AttributeType,
	attributesOf,
} from "../../../receiver/mapping/table.ts";
import {
	COMMON_RULES,
	RECORD_ATTRIBUTES,
} from "../../../receiver/mapping/tables/common.ts";
import { EVENT_TABLES } from "../../../receiver/mapping/tables/event-tables.ts";

const EVERYWHERE = [
	...RECORD_ATTRIBUTES,
	...COMMON_RULES.flatMap(attributesOf),
];

/** By name; undefined for an event type without a table. */
export function attributesOfType(
	eventType: string,
): ReadonlyMap<string, AttributeType> | undefined {
	const table = EVENT_TABLES.find((one) => one.eventType === eventType);
	if (table === undefined) return undefined;
	return new Map(
		[...EVERYWHERE, ...table.rules.flatMap(attributesOf)].map(
			({ name, type }) => [name, type],
		),
	);
}
