// The counts of one process, kept by name and attributes.

import type {
	CounterAttributes,
	CounterName,
} from "../../pipeline/telemetry.ts";

export interface Count {
	readonly name: CounterName;
	readonly attributes: CounterAttributes;
	readonly value: number;
}

export interface Counters {
	add(name: CounterName, value: number, attributes: CounterAttributes): void;
	/** The sum over all attributes, or over those counts that carry all of `where`. */
	total(name: CounterName, where?: CounterAttributes): number;
	all(): Count[];
}

export function createCounters(): Counters {
	const counts = new Map<string, { count: Count; value: number }>();
	return {
		add(name, value, attributes) {
			const key = seriesKey(name, attributes);
			const entry = counts.get(key);
			if (entry === undefined) {
				counts.set(key, { count: { name, attributes, value }, value });
			} else {
				entry.value += value;
			}
		},
		total(name, where = {}) {
			let sum = 0;
			for (const { count, value } of counts.values()) {
				if (count.name === name && carries(count.attributes, where)) {
					sum += value;
				}
			}
			return sum;
		},
		all() {
			return [...counts.values()].map(({ count, value }) => ({
				...count,
				value,
			}));
		},
	};
}

function seriesKey(name: string, attributes: CounterAttributes): string {
	const pairs = Object.keys(attributes)
		.sort()
		.map((key) => [key, attributes[key]]);
	return JSON.stringify([name, pairs]);
}

function carries(
	attributes: CounterAttributes,
	where: CounterAttributes,
): boolean {
	return Object.entries(where).every(
		([key, value]) => attributes[key] === value,
	);
}
