// The faults that are switched on, and when each happens. Invariant: what happens is
// decided by the seed and by what is asked of the org, in the order of asking; a file
// or an hour is met or spared once and for all.

import { createRandom } from "../generate/random.ts";
import type { Asked } from "../http/answer.ts";
import { type Effect, type Endpoint, matches } from "../http/interventions.ts";
import type { FileContent } from "../log-files/file-content.ts";
import type { FileRules, FileRulesOf } from "../log-files/file-rules.ts";
import type { TimelineRow } from "../objects/timeline.ts";
import type { PubSubRefusal } from "../pub-sub/refusals.ts";
import type { PubSubOccasion } from "../pub-sub/start-pub-sub.ts";
import type { Act } from "./fault.ts";
import type { FaultName } from "./fault-table.ts";
import type { SwitchedOn } from "./settings.ts";

const DAY_MS = 24 * 3_600_000;

export interface Happening {
	readonly name: FaultName;
	readonly times: number;
	/** By the org's clock, ms. */
	readonly first: number;
	readonly last: number;
}

export interface Faults {
	/** What the answer to this request is met with. */
	effect(endpoint: Endpoint, asked: Asked): Effect | undefined;
	/** A generated file as it is to be published. */
	content(file: string, content: FileContent): FileContent;
	readonly fileRules: { readonly of: FileRulesOf; readonly most: FileRules };
	/** The rows of an object in an hour as they are to be seen. */
	rows(
		object: string,
		hour: number,
		rows: Iterable<TimelineRow>,
	): Iterable<TimelineRow>;
	/** How a subscriber's request for events is refused. */
	refusal(occasion: PubSubOccasion, topic: string): PubSubRefusal | undefined;
	/** Whether a fault of the Pub/Sub API is switched on. */
	readonly needPubSub: boolean;
	/** What has happened, in the order of the first time. */
	happened(): readonly Happening[];
	/** Nothing happens any more; what was met before stays as it is. */
	end(): void;
}

type At = Act<never>["at"];

interface Timed extends SwitchedOn {
	/** By the org's clock, ms. */
	readonly from: number;
}

/** A fault that acts at one place. */
interface Entry<A extends At> extends Timed {
	readonly act: Extract<Act<never>, { at: A }>;
}

export function createFaults(options: {
	readonly switchedOn: readonly SwitchedOn[];
	readonly seed: number;
	/** When the org starts, by its clock. */
	readonly start: number;
	readonly now: () => number;
	/** The files that the org has. */
	readonly interval: "hourly" | "daily" | "both";
	/** What is true of files without faults. */
	readonly fileRules: FileRules;
	readonly onHappening?: ((name: FaultName, where: string) => void) | undefined;
}): Faults {
	const { seed, start, now, fileRules: usual } = options;
	const happenings = new Map<FaultName, Happening>();
	const occasions = new Map<FaultName, number>();
	/** By fault and file, or hour. */
	const decided = new Map<string, boolean>();
	let ended = false;

	const at = <A extends At>(place: A): Entry<A>[] =>
		options.switchedOn.flatMap((entry) => {
			const { act } = entry.fault;
			if (act.at !== place) return [];
			const from =
				typeof entry.at === "string"
					? Date.parse(entry.at)
					: start + (entry.at ?? -Infinity);
			return [{ ...entry, act, from } as unknown as Entry<A>];
		});
	const onRequests = at("request");
	const onFiles = at("file");
	const onSchedule = at("schedule").filter(
		({ act: { interval = options.interval } }) =>
			options.interval === "both" || interval === options.interval,
	);
	const onRows = at("rows");
	const onPubSub = at("pub_sub");

	function happens({ fault: { name } }: SwitchedOn, where: string): void {
		const before = happenings.get(name);
		happenings.set(name, {
			name,
			times: (before?.times ?? 0) + 1,
			first: before?.first ?? now(),
			last: now(),
		});
		options.onHappening?.(name, where);
	}

	/** Whether it is time, and its number of times is not reached. */
	function may({ fault, count, from }: Timed, time: number): boolean {
		const times = happenings.get(fault.name)?.times ?? 0;
		return !ended && times < count && time >= from;
	}

	/** Once and for all for this file or hour. */
	function meets(entry: Timed, of: string, time: number): boolean {
		const { name } = entry.fault;
		const key = `${name} ${of}`;
		let met = decided.get(key);
		if (met === undefined) {
			met =
				may(entry, time) &&
				createRandom(seed, "fault", key).chance(entry.probability);
			decided.set(key, met);
			if (met) happens(entry, of);
		}
		return met;
	}

	const most = Object.assign(
		{},
		usual,
		...onSchedule.map(({ act, chosen }) => act.rules(chosen)),
	) as FileRules;

	return {
		effect(endpoint, asked) {
			const path = asked.url.pathname + asked.url.search;
			for (const entry of onRequests) {
				const { fault, act, chosen, only, probability } = entry;
				if (!matches(act.on, endpoint, path)) continue;
				if (only && !only.test(decoded(path))) continue;
				if (!may(entry, now())) continue;
				const number = (occasions.get(fault.name) ?? 0) + 1;
				occasions.set(fault.name, number);
				const random = createRandom(seed, "fault", fault.name, number);
				if (!random.chance(probability)) continue;
				const effect = act.effect(chosen, asked, random);
				if (effect === undefined) continue;
				happens(entry, `${asked.method} ${decoded(path)}`);
				return effect;
			}
			return undefined;
		},
		content(file, content) {
			let changed = content;
			for (const entry of onFiles) {
				if (!meets(entry, file, now())) continue;
				const { act, fault, chosen } = entry;
				const random = () =>
					createRandom(seed, "fault", fault.name, file, "content");
				changed = act.content(changed, random, chosen);
			}
			return changed;
		},
		fileRules: {
			most,
			of(eventType, time) {
				let rules = usual;
				for (const entry of onSchedule) {
					const { act, chosen } = entry;
					const each = eventType === undefined ? "moment" : "type";
					if (act.each !== each) continue;
					if (act.interval === "daily" && time % DAY_MS !== 0) continue;
					if (!meets(entry, `${eventType ?? "files"} ${iso(time)}`, time))
						continue;
					rules = { ...rules, ...act.rules(chosen) };
				}
				return rules;
			},
		},
		rows(object, hour, rows) {
			let changed = rows;
			for (const entry of onRows) {
				if (entry.act.object !== object) continue;
				if (!meets(entry, `${object} ${iso(hour)}`, hour)) continue;
				const random = createRandom(
					seed,
					"fault",
					entry.fault.name,
					hour,
					"rows",
				);
				changed = entry.act.rows([...changed], random);
			}
			return changed;
		},
		refusal(occasion, topic) {
			for (const entry of onPubSub) {
				const { fault, act, probability } = entry;
				if (act.on !== occasion || !may(entry, now())) continue;
				const number = (occasions.get(fault.name) ?? 0) + 1;
				occasions.set(fault.name, number);
				const random = createRandom(seed, "fault", fault.name, number);
				if (!random.chance(probability)) continue;
				happens(entry, topic);
				return act.refusal;
			}
			return undefined;
		},
		needPubSub: onPubSub.length > 0,
		happened: () => [...happenings.values()].sort((a, b) => a.first - b.first),
		end() {
			ended = true;
		},
	};
}

const iso = (time: number) => new Date(time).toISOString();

/** For people; a path that is no text stays as it is. */
function decoded(path: string): string {
	try {
		return decodeURIComponent(path.replaceAll("+", " "));
	} catch {
		return path;
	}
}
