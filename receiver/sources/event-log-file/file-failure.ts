// Whose fault it is when a file can't be opened: the file's, or the whole org's.
// Invariant: one file's trouble never stops the next one, and an org that is down
// does not turn into a thousand failed files.

import { SalesforceError } from "../../api/salesforce-error.ts";

export type OpeningFailure =
	/** It is gone: retention ended, or somebody deleted it. */
	| "lost"
	/** This file's, surely. */
	| "file"
	/** This file's or the org's; the next file shows which. */
	| "unsure"
	/** Nothing can be read at all. */
	| "org";

const FAILURES: Partial<Record<SalesforceError["code"], OpeningFailure>> = {
	log_file_not_found: "lost",
	foreign_origin: "file",
	corrupt_body: "file",
	truncated_body: "file",
	idle_timeout: "file",
	unsupported_encoding: "file",
	html_answer: "unsure",
	not_json: "unsure",
	connection_failed: "unsure",
	response_timeout: "unsure",
	server_error: "unsure",
	server_unavailable: "unsure",
	too_many_redirects: "unsure",
	insufficient_access: "unsure",
	forbidden: "unsure",
	not_found: "unsure",
	request_refused: "unsure",
};

export function openingFailure(error: unknown): OpeningFailure {
	if (!(error instanceof SalesforceError)) return "unsure";
	return FAILURES[error.code] ?? "org";
}

/** What a log line says of an error. */
export function errorFields(error: unknown): Record<string, unknown> {
	return error instanceof SalesforceError
		? { code: error.code, error: error.message, cure: error.cure }
		: { error: error instanceof Error ? error.message : String(error) };
}

/** A short, stable name of an error, for a count. */
export function errorReason(error: unknown): string {
	if (error instanceof Error && "code" in error) return String(error.code);
	return "unexpected";
}
