// How many events of each kind an hour has.

import type { ResolvedOptions } from "../options.ts";
import { type EventType, unknownType } from "./event-types/event-type.ts";
import { EVENT_TYPES, EVENTS_PER_LOGIN } from "./event-types/event-types.ts";
import { createHourPlan, type HourPlan } from "./event-types/transaction.ts";
import type { Population } from "./population.ts";
import { activity } from "./rhythm.ts";

export interface Volume {
	/** Event types that files are made of: Login first if there is any. */
	readonly eventTypes: readonly string[];
	/** How a type's rows are made; undefined for Login. */
	definition(eventType: string): EventType | undefined;
	/** Events of a type, or rows of an object, in the hour that begins at `hour`. */
	rows(name: string, hour: number): number;
	/** Which transaction each of the type's rows in the hour belongs to. */
	plan(hour: number, type: EventType): HourPlan;
}

/** In `event_types` a number, or the number and the columns. */
type Asked = ResolvedOptions["event_types"][string];

const rowsAsked = (asked: Asked) =>
	typeof asked === "number" ? asked : asked.rows_per_hour;

export function createVolume(
	population: Population,
	options: ResolvedOptions,
): Volume {
	const perHour = new Map<string, number>();
	for (const stream of options.streams) {
		for (const [name, share] of Object.entries(
			EVENTS_PER_LOGIN[stream] ?? {},
		)) {
			perHour.set(name, share * options.rows_per_hour);
		}
	}
	const definitions = new Map(EVENT_TYPES.map((type) => [type.name, type]));
	for (const [name, asked] of Object.entries(options.event_types)) {
		perHour.set(name, rowsAsked(asked));
		if (name === "Login" || definitions.has(name)) continue;
		const columns = typeof asked === "number" ? {} : asked.columns;
		definitions.set(name, unknownType(name, columns));
	}
	const eventTypes = [...perHour.keys()].filter(
		(name) => name === "Login" || definitions.has(name),
	);
	for (const [name, rows] of Object.entries(options.objects)) {
		perHour.set(name, rows);
	}

	const rows = (name: string, hour: number) =>
		Math.round(
			(perHour.get(name) ?? 0) * (options.rhythm ? activity(hour) : 1),
		);

	/** Logouts are requests of their own. */
	const familyOf = (type: EventType) => (type.endsSessions ? type.name : "");
	const last = new Map<string, HourPlan>();
	return {
		eventTypes,
		definition: (eventType) => definitions.get(eventType),
		rows,
		plan(hour, type) {
			const family = familyOf(type);
			const known = last.get(family);
			if (known?.hour === hour) return known;
			const volumes = new Map(
				[...definitions.values()].flatMap((one) => {
					const events = rows(one.name, hour);
					return familyOf(one) === family && events > 0
						? [[one.name, { rows: events, burst: one.burst }] as const]
						: [];
				}),
			);
			const plan = createHourPlan(population, hour, volumes, family);
			last.set(family, plan);
			return plan;
		},
	};
}
