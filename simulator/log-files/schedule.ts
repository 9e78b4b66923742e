// Which generated files there are, and when: a function of the seed, the options
// and the clock alone. Invariant: the file of an hour has the same Id,
// CreatedDate and rows whenever the simulator was started.

import { eventContent } from "../generate/event-types/event-content.ts";
import { sessionsEndingIn } from "../generate/event-types/sessions.ts";
import type { Release } from "../generate/login-columns.ts";
import {
	hourSlice,
	loginContent,
	rowCountOf,
	type Slice,
} from "../generate/login-content.ts";
import { createRandom } from "../generate/random.ts";
import type { Volume } from "../generate/volume.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Organization } from "../organization.ts";
import type { FileRules, FileRulesOf } from "./file-rules.ts";
import { createLateRowsPlan } from "./late-rows.ts";
import { logFileId, type Publication } from "./log-file-store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Files of an hour are made at some moment of this span after the latency. */
const SPREAD_MS = 20 * 60_000;
/** Daily files are made at night. */
const DAILY_AFTER_MS = 3 * HOUR_MS;
/** Types whose files are made in the same second. */
const GROUPS = 4;

/** A generated file; `replaces` is the Id of the one whose place it takes. */
export interface ScheduledPublication extends Publication {
	readonly replaces?: string;
	readonly newId?: boolean;
}

export interface Schedule {
	/** The newest `hours` hours' files that are there at `now`, oldest first, and the later ones from then on. */
	start(now: number): ScheduledPublication[];
	/** Files that came into being after the last call and until `now`. */
	due(now: number): ScheduledPublication[];
	/** When the next one will; Infinity for never. */
	nextAt(): number;
	/** The first moment that the org's files at the start are of, ms. */
	readonly begin: number;
}

/** A series of files of one interval: one for each step of time. */
interface Series {
	readonly step: number;
	/** Steps that the org has at the start. */
	readonly history: number;
	/** Ascends with LogDate. */
	createdDate(logDate: number): number;
	publication(logDate: number): ScheduledPublication | undefined;
}

export function createSchedule(
	organization: Organization,
	volume: Volume,
	options: ResolvedOptions,
	/** `most` allows everything that some hour or day may have. */
	rules: { readonly of: FileRulesOf; readonly most: FileRules },
): Schedule {
	const { seed, releases, latency, interval, hours } = options;
	const { population } = organization;
	const { most } = rules;
	const late = createLateRowsPlan(seed, rules.of);

	const release = (hour: number) =>
		releases[Math.floor(hour / HOUR_MS) % releases.length] as Release;

	function spread(kind: string, type: number, time: number): number {
		if (rules.of(undefined, time).sameSecond) return 0;
		const group = type % GROUPS === 0 ? [] : [type % GROUPS];
		const random = createRandom(seed, kind, ...group, time);
		return Math.floor((random.float() * SPREAD_MS) / 1000) * 1000;
	}

	function content(eventType: string, at: number, slices: readonly Slice[]) {
		const type = volume.definition(eventType);
		if (type === undefined) {
			return loginContent(population, release(at), slices);
		}
		return eventContent(
			type,
			population,
			release(at),
			slices,
			volume.plan,
			(hour) =>
				sessionsEndingIn(population, hour, (of) => volume.rows("Login", of)),
		);
	}

	/** Ids ascend with time; 256 types of 16 files an hour. */
	const idOf = (time: number, type: number, kind: number) =>
		logFileId((Math.floor(time / HOUR_MS) * 256 + type) * 16 + kind);

	function hourly(eventType: string, type: number, sequence: number): Series {
		const delay = latency + (sequence - 1) * most.lateDelay;
		const createdDate = (hour: number) =>
			hour + HOUR_MS + delay + spread("hourly", type, hour);
		return {
			step: HOUR_MS,
			history: hours,
			createdDate,
			publication(hour) {
				const rows = volume.rows(eventType, hour);
				const mask = late.ofSequence(eventType, hour, rows, sequence);
				const slices = [hourSlice(hour, rows, mask)];
				if (rowCountOf(slices) === 0) return undefined;
				return {
					id: idOf(hour, type, sequence),
					eventType,
					interval: "Hourly",
					sequence,
					logDate: hour,
					createdDate: createdDate(hour),
					content: content(eventType, hour, slices),
				};
			},
		};
	}

	function daily(eventType: string, type: number, complete: boolean): Series {
		/** The second file of a chain of two. */
		const second = complete && most.replacement !== "none";
		const delay = second ? most.replacementDelay : 0;
		const createdDate = (day: number) =>
			day +
			DAY_MS +
			Math.max(DAILY_AFTER_MS, latency) +
			delay +
			spread("daily", type, day);
		return {
			step: DAY_MS,
			history: Math.ceil(hours / 24),
			createdDate,
			publication(day) {
				const { replacement } = rules.of(eventType, day);
				if (second && replacement === "none") return undefined;
				const whole = complete || replacement === "none";
				const slices = Array.from({ length: 24 }, (_, i) => {
					const hour = day + i * HOUR_MS;
					const rows = volume.rows(eventType, hour);
					return hourSlice(
						hour,
						rows,
						whole ? undefined : late.atFirst(eventType, hour, rows),
					);
				});
				if (rowCountOf(slices) === 0) return undefined;
				const id = idOf(day + DAY_MS, type, 0);
				const newId = replacement === "new_id";
				const publication = {
					id: second && newId ? idOf(day + DAY_MS, type, 15) : id,
					eventType,
					interval: "Daily" as const,
					sequence: 0,
					logDate: day,
					createdDate: createdDate(day),
					content: content(eventType, day, slices),
				};
				return second ? { ...publication, replaces: id, newId } : publication;
			},
		};
	}

	/** Files of one type and interval: the first of a step, then those that follow it. */
	const chains: Series[][] = [];
	for (const [type, eventType] of volume.eventTypes.entries()) {
		if (interval !== "daily") {
			chains.push(
				Array.from(
					{ length: most.lateShare > 0 ? most.sequences : 1 },
					(_, i) => hourly(eventType, type, i + 1),
				),
			);
		}
		if (interval !== "hourly") {
			const complete = daily(eventType, type, true);
			chains.push(
				most.replacement === "none"
					? [complete]
					: [daily(eventType, type, false), complete],
			);
		}
	}

	const series = chains.map((chain) => chain.map((of) => ({ of, next: 0 })));

	function due(now: number): ScheduledPublication[] {
		const publications: ScheduledPublication[] = [];
		for (const entry of series.flat()) {
			while (entry.of.createdDate(entry.next) <= now) {
				const publication = entry.of.publication(entry.next);
				if (publication) publications.push(publication);
				entry.next += entry.of.step;
			}
		}
		return publications.sort((a, b) => a.createdDate - b.createdDate);
	}

	let begin = 0;
	return {
		start(now) {
			begin = hours === 0 ? now : Math.floor(now / HOUR_MS - hours) * HOUR_MS;
			for (const chain of series) {
				const [{ of }] = chain as [(typeof chain)[number]];
				let newest = Math.floor(now / of.step) * of.step;
				while (of.createdDate(newest) > now) newest -= of.step;
				const oldest = newest - (of.history - 1) * of.step;
				for (const entry of chain) entry.next = oldest;
				if (hours > 0) begin = Math.min(begin, oldest);
			}
			return due(now);
		},
		due,
		nextAt: () =>
			series
				.flat()
				.reduce(
					(least, { of, next }) => Math.min(least, of.createdDate(next)),
					Infinity,
				),
		get begin() {
			return begin;
		},
	};
}
