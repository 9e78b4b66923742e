// Which generated files there are, and when: a function of the seed, the options
// and the clock alone. Invariant: the file of an hour has the same Id,
// CreatedDate and rows whenever the simulator was started.

import type { Release } from "../generate/login-columns.ts";
import { hourSlice, loginContent } from "../generate/login-content.ts";
import { createRandom } from "../generate/random.ts";
import { activity } from "../generate/rhythm.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Organization } from "../organization.ts";
import { logFileId, type Publication } from "./log-file-store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Files of an hour are made at some moment of this span after the latency. */
const SPREAD_MS = 20 * 60_000;
/** Daily files are made at night. */
const DAILY_AFTER_MS = 3 * HOUR_MS;

export interface Schedule {
	/** The newest `hours` hours' files that are there at `now`, oldest first, and the later ones from then on. */
	start(now: number): Publication[];
	/** Files that came into being after the last call and until `now`. */
	due(now: number): Publication[];
	/** When the next one will. */
	nextAt(): number;
}

/** A series of files of one interval: one for each step of time. */
interface Series {
	readonly step: number;
	publication(logDate: number): Publication | undefined;
	createdDate(logDate: number): number;
}

export function createSchedule(
	organization: Organization,
	options: ResolvedOptions,
): Schedule {
	const { seed, releases, latency, interval } = options;

	const release = (hour: number) =>
		releases[Math.floor(hour / HOUR_MS) % releases.length] as Release;
	const rowsOf = (hour: number) =>
		Math.round(options.rows_per_hour * (options.rhythm ? activity(hour) : 1));
	const spread = (name: string, time: number) =>
		Math.floor((createRandom(seed, name, time).float() * SPREAD_MS) / 1000) *
		1000;

	const hourly: Series = {
		step: HOUR_MS,
		createdDate: (hour) => hour + HOUR_MS + latency + spread("hourly", hour),
		publication: (hour) =>
			rowsOf(hour) === 0
				? undefined
				: {
						id: logFileId(Math.floor(hour / HOUR_MS) * 64 + 1),
						eventType: "Login",
						interval: "Hourly",
						sequence: 1,
						logDate: hour,
						createdDate: hourly.createdDate(hour),
						content: loginContent(organization.population, release(hour), [
							hourSlice(hour, rowsOf(hour)),
						]),
					},
	};

	const daily: Series = {
		step: DAY_MS,
		createdDate: (day) =>
			day + DAY_MS + Math.max(DAILY_AFTER_MS, latency) + spread("daily", day),
		publication: (day) => {
			const hours = Array.from({ length: 24 }, (_, i) => day + i * HOUR_MS);
			if (hours.every((hour) => rowsOf(hour) === 0)) return undefined;
			return {
				id: logFileId((Math.floor(day / HOUR_MS) + 24) * 64 + 2),
				eventType: "Login",
				interval: "Daily",
				sequence: 0,
				logDate: day,
				createdDate: daily.createdDate(day),
				content: loginContent(
					organization.population,
					release(day),
					hours.map((hour) => hourSlice(hour, rowsOf(hour))),
				),
			};
		},
	};

	const series: { of: Series; next: number; history: number }[] = [];
	if (interval !== "daily") {
		series.push({ of: hourly, next: 0, history: options.hours });
	}
	if (interval !== "hourly") {
		series.push({ of: daily, next: 0, history: Math.ceil(options.hours / 24) });
	}

	function due(now: number): Publication[] {
		const publications: Publication[] = [];
		for (const entry of series) {
			// Spread is less than a step, so CreatedDate ascends with LogDate.
			while (entry.of.createdDate(entry.next) <= now) {
				const publication = entry.of.publication(entry.next);
				if (publication) publications.push(publication);
				entry.next += entry.of.step;
			}
		}
		return publications.sort((a, b) => a.createdDate - b.createdDate);
	}

	return {
		start(now) {
			for (const entry of series) {
				const { step } = entry.of;
				let newest = Math.floor(now / step) * step;
				while (entry.of.createdDate(newest) > now) newest -= step;
				entry.next = newest - (entry.history - 1) * step;
			}
			return due(now);
		},
		due,
		nextAt: () =>
			Math.min(...series.map(({ of, next }) => of.createdDate(next))),
	};
}
