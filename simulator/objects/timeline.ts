// The rows of an object over time, made hour by hour when somebody looks. Invariant:
// an hour's rows are a function of the seed; a row is there from its moment on.

import type { FieldValue, ObjectRow } from "../soql/object-definition.ts";
import type { TimeWindow } from "../soql/time-window.ts";

const HOUR_MS = 3_600_000;
/** Hours are kept while they have no more rows than this together. */
const MAX_KEPT_ROWS = 200_000;

export interface TimelineRow {
	/** When it happened, ms; within the hour it is made for. */
	readonly at: number;
	/** When a query sees it first, ms. */
	readonly visibleAt: number;
	readonly row: ObjectRow;
}

export interface Timeline {
	rows(window: TimeWindow): ObjectRow[];
	/** A row by hand. */
	insert(row: TimelineRow): void;
}

/** Rows begin at `begin`; `hourRows` makes those of the hour that begins at `hour`. */
export function createTimeline(options: {
	begin: () => number;
	now: () => number;
	hourRows: (hour: number) => Iterable<TimelineRow>;
}): Timeline {
	const { begin, now, hourRows } = options;
	const inserted: TimelineRow[] = [];
	const kept = new Map<number, readonly TimelineRow[]>();
	let keptRows = 0;

	function of(hour: number): readonly TimelineRow[] {
		const known = kept.get(hour);
		if (known) return known;
		const rows = [...hourRows(hour)];
		for (const [oldest, { length }] of kept) {
			if (keptRows + rows.length <= MAX_KEPT_ROWS) break;
			kept.delete(oldest);
			keptRows -= length;
		}
		kept.set(hour, rows);
		keptRows += rows.length;
		return rows;
	}

	return {
		rows({ from, to }) {
			const time = now();
			const first = Math.max(begin(), from);
			const last = Math.min(time, to);
			const found: ObjectRow[] = [];
			const take = ({ at, visibleAt, row }: TimelineRow) => {
				if (at >= from && at <= to && visibleAt <= time) found.push(row);
			};
			for (
				let hour = Math.floor(first / HOUR_MS) * HOUR_MS;
				hour <= last;
				hour += HOUR_MS
			) {
				for (const row of of(hour)) if (row.at >= first) take(row);
			}
			inserted.forEach(take);
			return found;
		},
		insert: (row) => void inserted.push(row),
	};
}

/** A row as JSON has it, with related rows' fields under dotted names. */
export function flatRow(
	row: ObjectRow,
	isDatetime: (field: string) => boolean,
): Record<string, FieldValue> {
	const flat: Record<string, FieldValue> = {};
	for (const [name, value] of Object.entries(row)) {
		if (value !== null && typeof value === "object") {
			for (const [inner, innerValue] of Object.entries(value)) {
				if (typeof innerValue !== "object" || innerValue === null) {
					flat[`${name}.${inner}`] = innerValue as FieldValue;
				}
			}
		} else {
			flat[name] =
				typeof value === "number" && isDatetime(name)
					? new Date(value).toISOString().replace("Z", "+0000")
					: value;
		}
	}
	return flat;
}
