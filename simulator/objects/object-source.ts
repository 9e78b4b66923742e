// An object whose rows are generated, and what a catalog needs to show it.

import type { Faults } from "../faults/create-faults.ts";
import type { ResolvedOptions } from "../options.ts";
import type {
	FieldDefinition,
	ObjectDefinition,
} from "../soql/object-definition.ts";
import { createTimeline, type Timeline, type TimelineRow } from "./timeline.ts";

export interface EventObject {
	readonly name: string;
	readonly label: string;
	readonly keyPrefix: string;
	readonly big?: boolean;
	/** Platform events are only described. */
	readonly queryable?: false;
	/** The datetime of `TimelineRow.at`. */
	readonly timeField: string;
	readonly fields: readonly FieldDefinition[];
	hourRows(hour: number): Iterable<TimelineRow>;
}

export interface ObjectSource {
	readonly definition: ObjectDefinition;
	readonly timeline: Timeline;
}

export function createObjectSource(
	object: EventObject,
	clock: { begin: () => number; now: () => number },
	options: ResolvedOptions,
	faults: Pick<Faults, "rows">,
): ObjectSource {
	const { big, hourRows, ...definition } = object;
	const timeline = createTimeline({
		...clock,
		hourRows: (hour) => faults.rows(object.name, hour, hourRows(hour)),
	});
	const { max_rows, max_span, timeout_status } = options.big_objects;
	return {
		timeline,
		definition: {
			...definition,
			...(big
				? {
						bigObject: {
							maxRows: max_rows,
							maxSpan: max_span,
							timeoutStatus: timeout_status,
						},
					}
				: {}),
			rows: timeline.rows,
		},
	};
}
