// One page of a SOQL answer. Pure. Invariant: a page that is not the last one
// says where the next is, or it is an error, never an end.

import type { RowPage, SoqlRow } from "./client.ts";
import { foreignAnswer } from "./error-answer.ts";
import { SalesforceError } from "./salesforce-error.ts";

export interface SoqlPage extends RowPage {
	/** `nextRecordsUrl`, to be followed as it is; undefined after the last page. Asked for last: rows that were parsed know it better. */
	readonly next: string | undefined;
}

/** All that stands before the rows. */
const HEAD =
	/^\{(?:"totalSize":(-?\d+),)?"done":(true|false),(?:"totalSize":(-?\d+),)?(?:"nextRecordsUrl":"([^"\\]+)",)?"records":\[/;
const TAIL = "]}";
const LONGEST_HEAD = 1024;

/**
 * `body` of an answer with status 200. What is not written as Salesforce does is parsed
 * at once, and may throw a `SalesforceError`.
 */
export function readSoqlPage(
	body: Buffer,
	contentType: string | undefined,
	where: string,
): SoqlPage {
	const [head = "", before, done, behind, link] =
		HEAD.exec(body.toString("latin1", 0, LONGEST_HEAD)) ?? [];
	const end = body.length - TAIL.length;
	const usual =
		head !== "" &&
		head.length <= end &&
		(done === "false") === (link !== undefined) &&
		body.toString("latin1", end) === TAIL;
	let parsed: ParsedPage | undefined;
	const parse = () => {
		parsed ??= parseSoqlPage(body.toString("utf8"), contentType, where);
		return parsed;
	};
	if (!usual) parse();
	return {
		total: usual ? Number(before ?? behind ?? 0) : 0,
		list: usual ? body.subarray(head.length, end) : undefined,
		rows: () => parse().rows,
		get next() {
			return parsed === undefined ? link : parsed.next;
		},
	};
}

interface ParsedPage {
	readonly rows: readonly SoqlRow[];
	readonly next: string | undefined;
}

/** Throws a `SalesforceError`. */
function parseSoqlPage(
	body: string,
	contentType: string | undefined,
	where: string,
): ParsedPage {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		throw foreignAnswer(200, contentType, body, where);
	}
	const unexpected = (found: string) =>
		new SalesforceError("unexpected_answer", { where, found, status: 200 });

	if (!isObject(json)) throw unexpected("not an object");
	const { records, done, nextRecordsUrl } = json;
	if (!Array.isArray(records) || !records.every(isObject)) {
		throw unexpected("`records` is not a list of objects");
	}
	if (done === true) return { rows: records, next: undefined };
	if (done !== false) throw unexpected("`done` is neither true nor false");
	if (typeof nextRecordsUrl !== "string" || nextRecordsUrl === "") {
		throw unexpected("`done` is false and there is no `nextRecordsUrl`");
	}
	return { rows: records, next: nextRecordsUrl };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
