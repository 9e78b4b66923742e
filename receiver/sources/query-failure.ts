// What a query's failure means to the one who asks by time: the answer is too much for
// the org, or the rest of it is gone. Pure.

import { SalesforceError } from "../api/salesforce-error.ts";

/** How often in one poll a query begins again because Salesforce has dropped the rest of an answer. */
export const LOST_ANSWERS = 3;

/** The second is our own time-out for the first byte, and says the same. */
const TOO_SLOW = new Set(["query_timeout", "response_timeout"]);

/** A shorter time may be answered. */
export function isTooSlow(error: unknown): error is SalesforceError {
	return error instanceof SalesforceError && TOO_SLOW.has(error.code);
}

/** The same query, asked anew, is answered. */
export function isLostAnswer(error: unknown): boolean {
	return (
		error instanceof SalesforceError && error.code === "query_locator_invalid"
	);
}
