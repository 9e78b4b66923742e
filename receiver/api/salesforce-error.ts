// The one family of errors of everything that talks to Salesforce. Invariant: no
// message, cause or field holds a token, an assertion or a secret.

import { errorRow, type SalesforceErrorCode } from "./error-table.ts";

export interface SalesforceErrorDetails {
	/** Which request it was, e.g. `query` or a path without its parameters. */
	where?: string | undefined;
	/** What was found, in few words. */
	found?: string | undefined;
	/** The HTTP status, when there was an answer. */
	status?: number | undefined;
	/** `error` of the token endpoint, `errorCode` of the REST API, or the code of node, OpenSSL or undici. */
	salesforceCode?: string | undefined;
	/** In the place of the error table's cure, where more is known. */
	cure?: string | undefined;
	/** The X-SFDC-REQUEST-ID of the request: what Salesforce finds it by. */
	requestId?: string | undefined;
	cause?: unknown;
}

/**
 * `message` is one line: where, what is wrong, what was found. `cure` is what the
 * operator does about it: log it beside the message.
 */
export class SalesforceError extends Error {
	override readonly name = "SalesforceError";
	readonly code: SalesforceErrorCode;
	readonly status?: number;
	/** Whether the same request may well succeed when it is repeated soon. */
	readonly retryable: boolean;
	readonly cure?: string;
	readonly salesforceCode?: string;
	readonly requestId?: string;

	constructor(code: SalesforceErrorCode, details: SalesforceErrorDetails = {}) {
		const row = errorRow(code);
		const { where, found, status, salesforceCode, requestId, cause } = details;
		super(
			(where === undefined ? "" : `${where}: `) +
				row.cause +
				(found === undefined ? "" : ` (${found})`),
			cause === undefined ? undefined : { cause },
		);
		this.code = code;
		this.retryable = row.retryable;
		this.cure = details.cure ?? row.cure;
		if (status !== undefined) this.status = status;
		if (salesforceCode !== undefined) this.salesforceCode = salesforceCode;
		if (requestId !== undefined) this.requestId = requestId;
	}
}
