// One page of a SOQL answer. Pure. Invariant: a page that is not the last one
// says where the next is, or it is an error, never an end.

import type { SoqlRow } from "./client.ts";
import { foreignAnswer } from "./error-answer.ts";
import { SalesforceError } from "./salesforce-error.ts";

export interface SoqlPage {
	readonly rows: readonly SoqlRow[];
	/** `nextRecordsUrl`, to be followed as it is; undefined after the last page. */
	readonly next: string | undefined;
}

/** `body` of an answer with status 200. Throws a `SalesforceError`. */
export function parseSoqlPage(
	body: string,
	contentType: string | undefined,
	where: string,
): SoqlPage {
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
