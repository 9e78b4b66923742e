// What an hour's events have in common: transactions. One transaction writes rows of
// several types, all with its REQUEST_ID. Invariant: a transaction is a function of
// the seed, the hour and its number, and which of them a type's rows belong to a
// function of how many there are: files of different types agree without knowing of
// each other.

import type { User } from "../people.ts";
import type { Population } from "../population.ts";
import { createRandom, type Random } from "../random.ts";
import { key, requestId, traceId } from "../random-text.ts";
import { ENTRIES, type Entry, type EntryKind } from "./entries.ts";

const HOUR_MS = 3_600_000;

export interface Transaction {
	readonly number: number;
	/** When it began, ms. */
	readonly at: number;
	readonly requestId: string;
	readonly user: User;
	readonly loginKey: string;
	readonly sessionKey: string;
	/** CLIENT_IP: empty for what nobody asked for, such as jobs. */
	readonly clientIp: string;
	readonly kind: EntryKind;
	readonly entry: Entry;
	/** Whether it has rows of that type, too. */
	writes(eventType: string): boolean;
}

export interface HourPlan {
	readonly hour: number;
	/** Row `index` of an event type. */
	transactionOf(eventType: string, index: number): Transaction;
}

/** What a transaction is that has a row of that type; the first that fits. */
const KIND_BY_TYPE: readonly (readonly [string, EntryKind])[] = [
	["ApexRestApi", "apex_rest"],
	["ApexSoap", "apex_soap"],
	["QueuedExecution", "job"],
	["ExternalCustomApexCallout", "visualforce"],
	["RestApi", "rest"],
	["API", "soap"],
	["BulkApi2", "bulk"],
	["AuraRequest", "lightning"],
	["URI", "classic"],
];
const OTHER_KINDS: readonly EntryKind[] = [
	"lightning",
	"lightning",
	"lightning",
	"visualforce",
	"remote",
	"job",
	"flow",
];

export interface Volume {
	readonly rows: number;
	readonly burst: number;
}

/**
 * `volumes`: how many rows each type has in this hour, and how many a transaction.
 * Plans of different families have no transaction in common.
 */
export function createHourPlan(
	population: Population,
	hour: number,
	volumes: ReadonlyMap<string, Volume>,
	family: string,
): HourPlan {
	const { seed, people, integrations } = population;
	const touched = new Map<string, { count: number; offset: number }>();
	for (const [type, { rows, burst }] of volumes) {
		const offset = createRandom(seed, "offset", type, hour).float();
		touched.set(type, { count: Math.ceil(rows / burst), offset });
	}
	const count = Math.max(1, ...[...touched.values()].map((of) => of.count));

	/** A type's transactions are spread evenly over all of them. */
	function numberOf(type: string, nth: number): number {
		const of = touched.get(type) ?? { count, offset: 0 };
		const number = Math.floor((nth * count) / Math.max(of.count, 1));
		return (number + Math.floor(of.offset * count)) % count;
	}

	function writes(type: string, number: number): boolean {
		const of = touched.get(type);
		if (of === undefined || of.count === 0) return false;
		const shifted = (number - Math.floor(of.offset * count) + count) % count;
		const nth = Math.ceil((shifted * of.count) / count);
		return nth < of.count && numberOf(type, nth) === number;
	}

	function create(number: number): Transaction {
		const random = createRandom(seed, "transaction", family, hour, number);
		const kind =
			KIND_BY_TYPE.find(([type]) => writes(type, number))?.[1] ??
			random.pick(OTHER_KINDS);
		const automatic =
			kind === "rest" ||
			kind === "soap" ||
			kind === "bulk" ||
			kind === "apex_rest" ||
			kind === "apex_soap";
		const users = automatic && integrations.length > 0 ? integrations : people;
		const user = random.pick(users);
		const session = createRandom(seed, "session", user.id, hour);
		const place = (number + random.float()) / count;
		return {
			number,
			// What a transaction does takes some time; the hour must hold it.
			at: hour + Math.floor(place * (HOUR_MS - 1000)),
			requestId: random.chance(0.05) ? traceId(random) : requestId(random),
			user,
			loginKey: key(session),
			sessionKey: kind === "job" ? "" : key(session),
			clientIp: clientIp(kind, user, random),
			kind,
			entry: random.pick(ENTRIES[kind]),
			writes: (type) => writes(type, number),
		};
	}

	let last: Transaction | undefined;
	return {
		hour,
		transactionOf(type, index) {
			const burst = volumes.get(type)?.burst ?? 1;
			const number = numberOf(type, Math.floor(index / burst));
			if (last?.number !== number) last = create(number);
			return last;
		},
	};
}

function clientIp(kind: EntryKind, user: User, random: Random): string {
	if (kind === "job" || random.chance(0.03)) return "";
	return random.chance(0.05)
		? "Salesforce.com IP"
		: random.pick(user.addresses);
}
