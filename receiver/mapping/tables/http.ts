// What event types about an HTTP request or answer share.

import type { BodyPart, OutcomeSignal, Rule } from "../table.ts";

/** Salesforce writes -1 and 0 where there was no answer. */
const NONE: readonly string[] = ["-1", "0"];

export const STATUS_CODE: Rule = {
	columns: ["STATUS_CODE"],
	as: "integer",
	attribute: "http.response.status_code",
	drop: NONE,
};

export const BY_STATUS_CODE: OutcomeSignal = {
	by: "http_status",
	columns: ["STATUS_CODE"],
	drop: NONE,
};

export const HTTP_RULES: readonly Rule[] = [
	{ columns: ["METHOD"], as: "string", attribute: "http.request.method" },
	STATUS_CODE,
	{
		columns: ["REQUEST_SIZE"],
		as: "integer",
		attribute: "http.request.size",
		drop: ["-1"],
	},
	{
		columns: ["RESPONSE_SIZE"],
		as: "integer",
		attribute: "http.response.size",
		drop: ["-1"],
	},
	{
		columns: ["MEDIA_TYPE"],
		as: "header",
		attribute: "http.response.header.content-type",
	},
];

/** An exception that a message begins with, or a code like INVALID_FIELD. */
export const EXCEPTION_TYPE =
	/^\s*((?:[A-Za-z_$][\w$]*\.)+[A-Za-z_$][\w$]*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*(?::|$)/;

/** `exception.type` of event types that tell no more than a message. */
export const EXCEPTION_OF_MESSAGE: Rule = {
	columns: ["EXCEPTION_MESSAGE"],
	as: "match",
	pattern: EXCEPTION_TYPE,
	attribute: "exception.type",
};

export const BY_EXCEPTION: OutcomeSignal = {
	by: "presence",
	columns: ["EXCEPTION_MESSAGE"],
	severity: "ERROR",
	errorType: EXCEPTION_TYPE,
	// The fallback of the semantic conventions.
	otherwise: "_OTHER",
};

/** `GET /path`, in the body of a record. */
export const REQUEST_LINE: readonly BodyPart[] = [
	{ before: " ", attributes: ["http.request.method"] },
	{
		before: " ",
		attributes: [
			"url.path",
			"salesforce.api.resource",
			"salesforce.uri.original",
		],
	},
];

export const WITH_STATUS: BodyPart = {
	before: " with status ",
	attributes: ["http.response.status_code"],
};

/** Why, in the body of a failure. */
export const WHY: BodyPart = {
	before: ": ",
	attributes: ["exception.message"],
	reason: true,
};
