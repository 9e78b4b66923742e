// Every way in which reading an org can fail, as data: how it shows, what it
// means, what the operator does. Invariant: codes are unique and stable.

import { CONNECTION_ERRORS } from "./connection-errors.ts";
import type { ErrorRow } from "./error-row.ts";
import { KEY_ERRORS } from "./key-errors.ts";
import { OAUTH_ERRORS } from "./oauth-errors.ts";
import { REST_ERRORS } from "./rest-errors.ts";

/** By what has failed. */
export const ERROR_GROUPS = {
	login: OAUTH_ERRORS,
	request: REST_ERRORS,
	connection: CONNECTION_ERRORS,
	key: KEY_ERRORS,
} as const;

const ROWS = [
	...OAUTH_ERRORS,
	...REST_ERRORS,
	...CONNECTION_ERRORS,
	...KEY_ERRORS,
] as const;

export type SalesforceErrorCode = (typeof ROWS)[number]["code"];

/** In the order in which they are matched. */
export const ERROR_TABLE: readonly ErrorRow<SalesforceErrorCode>[] = ROWS;

const BY_CODE = new Map(ERROR_TABLE.map((row) => [row.code, row]));

export function errorRow(
	code: SalesforceErrorCode,
): ErrorRow<SalesforceErrorCode> {
	const row = BY_CODE.get(code);
	if (row === undefined) throw new TypeError(`no error row "${code}"`);
	return row;
}
