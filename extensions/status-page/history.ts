// The last hour of what streams have read and exporters have sent, by the minute, and
// since when a counter that should stand still has moved. Bounded by the series that
// the metrics have.

import type { Measurements } from "../../pipeline/measurements.ts";
import type { CounterName } from "../../pipeline/telemetry.ts";

export const MINUTES = 60;
const MINUTE_MS = 60_000;

/** Counters of what is lost, or was not delivered as it should be. */
export const LOSSES = [
	"salesforce_receiver_files_lost",
	"salesforce_receiver_gaps",
	"salesforce_receiver_rows_set_aside",
	"salesforce_exporter_rejected_log_records",
	"otelcol_exporter_enqueue_failed_log_records",
] as const satisfies readonly CounterName[];

export interface History {
	/** Looks at the counters; called a few times a minute. */
	look(now: number): void;
	/** Rows of a stream in each of the last 60 minutes, the current one last. */
	rows(receiver: string, stream: string, now: number): number[];
	/** Records that an exporter has sent in each. */
	sent(exporter: string, now: number): number[];
	/** When that counter of that component moved first, ms; undefined while it is zero. */
	movedAt(counter: CounterName, component: string): number | undefined;
}

interface Track {
	/** The counter's value when it was looked at last. */
	value: number;
	/** By minute since the epoch. */
	readonly minutes: Map<number, number>;
}

export function createHistory(measurements: Measurements): History {
	const tracks = new Map<string, Track>();
	const moved = new Map<string, number>();

	function track(key: string, value: number, minute: number): void {
		let found = tracks.get(key);
		if (found === undefined) {
			found = { value: 0, minutes: new Map() };
			tracks.set(key, found);
		}
		const more = value - found.value;
		found.value = value;
		if (more > 0) {
			found.minutes.set(minute, (found.minutes.get(minute) ?? 0) + more);
		}
		for (const old of found.minutes.keys()) {
			if (old <= minute - MINUTES) found.minutes.delete(old);
		}
	}

	function byMinute(key: string, now: number): number[] {
		const last = Math.floor(now / MINUTE_MS);
		const minutes = tracks.get(key)?.minutes;
		return Array.from(
			{ length: MINUTES },
			(_, index) => minutes?.get(last - MINUTES + 1 + index) ?? 0,
		);
	}

	return {
		look(now) {
			const minute = Math.floor(now / MINUTE_MS);
			const sums = new Map<string, number>();
			const add = (key: string, value: number) =>
				sums.set(key, (sums.get(key) ?? 0) + value);
			for (const { attributes, value } of measurements.series(
				"salesforce_receiver_rows_read",
			)) {
				add(rowsKey(attributes.receiver, attributes.stream), value);
			}
			for (const { attributes, value } of measurements.series(
				"otelcol_exporter_sent_log_records",
			)) {
				add(sentKey(attributes.exporter), value);
			}
			for (const [key, value] of sums) track(key, value, minute);
			for (const counter of LOSSES) {
				for (const { attributes, value } of measurements.series(counter)) {
					const component = attributes.receiver ?? attributes.exporter;
					const key = `${counter} ${component}`;
					if (value > 0 && !moved.has(key)) moved.set(key, now);
				}
			}
		},
		rows: (receiver, stream, now) => byMinute(rowsKey(receiver, stream), now),
		sent: (exporter, now) => byMinute(sentKey(exporter), now),
		movedAt: (counter, component) => moved.get(`${counter} ${component}`),
	};
}

const rowsKey = (receiver = "", stream = "") => `rows ${receiver} ${stream}`;
const sentKey = (exporter = "") => `sent ${exporter}`;
