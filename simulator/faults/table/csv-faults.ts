// What a file contains.

import type { Random } from "../../generate/random.ts";
import type { Row } from "../../log-files/file-content.ts";
import {
	type Rewriting,
	rewrittenContent,
} from "../../log-files/rewritten-content.ts";
import { type Act, fault } from "../fault.ts";

/** Of the rows of a file that a fault meets. */
const SHARE = 0.3;

/** Only cells of columns that the row has are changed. */
function cells(change: (row: Row, random: Random) => Row): Act<unknown> {
	return {
		at: "file",
		content: (content, begin) =>
			rewrittenContent(content, {
				*rows(rows) {
					const random = begin();
					for (const row of rows) {
						yield random.chance(SHARE)
							? { ...row, ...present(row, change(row, random)) }
							: row;
					}
				},
			}),
	};
}

const present = (row: Row, changes: Row): Row =>
	Object.fromEntries(Object.entries(changes).filter(([name]) => name in row));

function whole(rewriting: (random: Random) => Rewriting): Act<unknown> {
	return {
		at: "file",
		content: (content, begin) => rewrittenContent(content, rewriting(begin())),
	};
}

/** Columns of free text, the first that a row has. */
const TEXTS = [
	"STACK_TRACE",
	"EXCEPTION_MESSAGE",
	"MESSAGE",
	"BROWSER_TYPE",
	"ENTRY_POINT",
	"TRIGGER_NAME",
	"URL",
	"URI",
];

/** Columns that no row can be read without. */
const NEEDED = new Set([
	"EVENT_TYPE",
	"TIMESTAMP",
	"TIMESTAMP_DERIVED",
	"REQUEST_ID",
	"ORGANIZATION_ID",
]);

const two = (number: number) => String(number).padStart(2, "0");

/** The forms of TIMESTAMP that were seen. */
function timestamps(at: Date): string[] {
	const plain = `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}`;
	return [
		plain,
		`${plain}.${two(Math.floor(at.getUTCMilliseconds() / 10))}`,
		at.toISOString().replace("Z", "+0000"),
	];
}

export const CSV_FAULTS = [
	fault({
		name: "csv_quotes_and_newlines",
		behaviour: "csv",
		does: "Puts quotes, commas and line breaks into a text, so that its cell begins with three quotes.",
		fact: "Quoted text gets two more quotes, and text of many lines (stack traces, messages) is in one cell.",
		trust: ["doc", "seen"],
		usually: {},
		inChaos: { probability: 0.2 },
		act: cells((row) => {
			const column = TEXTS.find((name) => name in row);
			return column === undefined
				? {}
				: { [column]: `"${row[column]}", it said,\nand "left"\r\n` };
		}),
	}),
	fault({
		name: "csv_unknown_column",
		behaviour: "csv",
		does: "Has a column that nobody knows.",
		fact: "The columns of a type can change with each release.",
		trust: ["doc"],
		usually: {},
		inChaos: { probability: 0.2 },
		act: whole(() => ({
			columns: (columns) => [...columns, "COLUMN_OF_TOMORROW"],
			*rows(rows) {
				let number = 0;
				for (const row of rows) {
					yield { ...row, COLUMN_OF_TOMORROW: `value ${number++ % 7}` };
				}
			},
		})),
	}),
	fault({
		name: "csv_reordered_columns",
		behaviour: "csv",
		does: "Has its columns in another order.",
		fact: "The order of columns differs between releases.",
		trust: ["seen"],
		usually: {},
		inChaos: { probability: 0.2 },
		act: whole((random) => ({
			columns(columns) {
				const shuffled = [...columns];
				for (let i = shuffled.length - 1; i > 0; i--) {
					const j = random.below(i + 1);
					[shuffled[i], shuffled[j]] = [
						shuffled[j] as string,
						shuffled[i] as string,
					];
				}
				return shuffled;
			},
		})),
	}),
	fault({
		name: "csv_missing_columns",
		behaviour: "csv",
		does: "Lacks a third of the columns that a row can do without.",
		fact: "Older files lack columns that newer ones have.",
		trust: ["seen"],
		usually: {},
		inChaos: { probability: 0.1 },
		act: whole((random) => ({
			columns: (columns) =>
				columns.filter((name) => NEEDED.has(name) || !random.chance(1 / 3)),
		})),
	}),
	fault({
		name: "csv_odd_timestamps",
		behaviour: "csv",
		does: "Writes TIMESTAMP without a fraction, with two digits of it, or in ISO form, and leaves TIMESTAMP_DERIVED empty.",
		fact: "All these forms of TIMESTAMP were seen or are documented; TIMESTAMP_DERIVED is the reliable one. That it can be empty is our own caution.",
		trust: ["seen", "doc", "inferred"],
		usually: {},
		inChaos: { probability: 0.1 },
		act: cells((row, random): Row => {
			const { TIMESTAMP_DERIVED = "" } = row;
			const at = new Date(TIMESTAMP_DERIVED);
			if (Number.isNaN(at.getTime())) return {};
			return {
				TIMESTAMP: random.pick(timestamps(at)),
				TIMESTAMP_DERIVED: random.chance(0.5) ? "" : TIMESTAMP_DERIVED,
			};
		}),
	}),
	fault({
		name: "csv_sentinels",
		behaviour: "csv",
		does: "Writes numbers and texts that stand for nothing: API_VERSION 9998.0, CLIENT_VERSION 9998, RESOLUTION_TYPE 9999, URI CALLOUT-LOG, codes that no table has.",
		fact: "Real rows have them.",
		trust: ["seen"],
		usually: {},
		inChaos: { probability: 0.1 },
		act: cells(() => ({
			API_VERSION: "9998.0",
			CLIENT_VERSION: "9998",
			RESOLUTION_TYPE: "9999",
			URI: "CALLOUT-LOG",
			API_TYPE: "fo",
			REQUEST_STATUS: "",
			QUIDDITY: "ZZ",
		})),
	}),
	fault({
		name: "csv_salesforce_ip",
		behaviour: "csv",
		does: "Writes `Salesforce.com IP` or nothing as CLIENT_IP.",
		fact: "CLIENT_IP is an address, `Salesforce.com IP` or blank; the true address of a login is then in SOURCE_IP.",
		trust: ["seen"],
		usually: {},
		inChaos: { probability: 0.1 },
		act: cells((_row, random) => ({
			CLIENT_IP: random.chance(0.7) ? "Salesforce.com IP" : "",
		})),
	}),
	fault({
		name: "csv_no_user",
		behaviour: "csv",
		does: "Leaves the user out.",
		fact: "The batch revocation of tokens is one Logout event without USER_ID; some types have no USER_ID_DERIVED.",
		trust: ["doc"],
		usually: {},
		inChaos: { probability: 0.1 },
		act: cells(() => ({ USER_ID: "", USER_ID_DERIVED: "" })),
	}),
	fault({
		name: "csv_bom_and_crlf",
		behaviour: "csv",
		does: "Begins with a byte order mark and ends lines with CR LF.",
		fact: "Seen are LF and no mark; neither is documented.",
		trust: ["unverified"],
		usually: {},
		inChaos: { probability: 0.1 },
		act: whole(() => ({ prefix: "\ufeff", lineEnd: "\r\n" })),
	}),
] as const;
