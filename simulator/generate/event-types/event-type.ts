// What an event type is: its columns as the releases had them, and how one row of
// it comes about. Another type is another definition, not more code.

import type { Release } from "../login-columns.ts";
import type { User } from "../people.ts";
import type { Random } from "../random.ts";
import type { Session } from "./sessions.ts";
import type { Transaction } from "./transaction.ts";

/** What a row is made from. */
export interface RowSource {
	readonly random: Random;
	/** When it happened, ms. */
	readonly at: number;
	readonly transaction: Transaction;
	/** For a logout: the session that ends. */
	readonly session: Session | undefined;
	readonly administrators: readonly User[];
	/** 15 characters. */
	readonly organizationId: string;
	/** The host that users log in at. */
	readonly host: string;
}

/** Cells by column; a column that is missing is one that all types share, or empty. */
export type Cells = Readonly<Record<string, string>>;

export interface EventType {
	readonly name: string;
	/** All columns, in the order of the newest release. */
	readonly columns: readonly string[];
	/** Columns that came with a release; the older ones lack them. */
	readonly since: Readonly<Partial<Record<Release, readonly string[]>>>;
	/** About how many rows one transaction writes. */
	readonly burst: number;
	/** Its rows are of sessions that logins have begun. */
	readonly endsSessions?: true;
	/** LogFileFieldTypes where the names of the columns don't tell. */
	readonly types?: Readonly<Record<string, string>>;
	cells(source: RowSource): Cells;
}

const HEAD = words(
	"EVENT_TYPE TIMESTAMP REQUEST_ID ORGANIZATION_ID USER_ID RUN_TIME CPU_TIME URI SESSION_KEY LOGIN_KEY",
);
const TAIL = words(
	"TIMESTAMP_DERIVED USER_ID_DERIVED CLIENT_IP URI_ID_DERIVED",
);
const AGENT = words("BOT_IDENTIFIER BOT_SESSION_IDENTIFIER PLANNER_IDENTIFIER");

export function words(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== "");
}

/** A type whose columns begin and end as those of most types do. */
export function ordinaryType(
	name: string,
	columns: string,
	cells: EventType["cells"],
	options: {
		burst?: number;
		since2023?: string;
		since2026?: string;
		/** Agentforce: since 2026. */
		agent?: boolean;
	} = {},
): EventType {
	const agent = options.agent ? AGENT : [];
	return {
		name,
		columns: [...HEAD, ...words(columns), ...agent, ...TAIL],
		since: {
			"2023": words(options.since2023 ?? ""),
			"2026": [...words(options.since2026 ?? ""), ...agent],
		},
		burst: options.burst ?? 1,
		cells,
	};
}

/** A type that has these columns and no others. */
export function bareType(
	name: string,
	columns: string,
	cells: EventType["cells"],
	options: { burst?: number; since2023?: string; since2026?: string } = {},
): EventType {
	return {
		name,
		columns: words(columns),
		since: {
			"2023": words(options.since2023 ?? ""),
			"2026": words(options.since2026 ?? ""),
		},
		burst: options.burst ?? 1,
		cells,
	};
}

/** A type that only its name and its columns are known of. */
export function unknownType(
	name: string,
	types: Readonly<Record<string, string>>,
): EventType {
	const own = Object.keys(types);
	return {
		...ordinaryType(name, own.join(" "), ({ random }) =>
			Object.fromEntries(
				own.map((column) => [column, cellOf(types[column] as string, random)]),
			),
		),
		types,
	};
}

function cellOf(type: string, random: Random): string {
	switch (type) {
		case "Number":
			return String(random.below(100_000));
		case "Boolean":
			return random.chance(0.5) ? "1" : "0";
		case "Id":
			return `001${String(random.below(1e9)).padStart(12, "0")}`;
		case "DateTime":
			return new Date(1.7e12 + random.below(1e9)).toISOString();
		default:
			return random.pick(["alpha", "beta", "", 'with "quotes", and a comma']);
	}
}

export function columnsOf(type: EventType, release: Release): string[] {
	const missing = new Set([
		...(release < "2023" ? (type.since["2023"] ?? []) : []),
		...(release < "2026" ? (type.since["2026"] ?? []) : []),
	]);
	return type.columns.filter((column) => !missing.has(column));
}
