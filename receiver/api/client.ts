// What the sources need of the REST API. The implementation keeps the invariant
// that the bearer token goes to the instance's own origin and nowhere else.

import type { BodyBuffer } from "./body-buffer.ts";
import type { ApiUsage } from "./limit-info.ts";

/** One row of a SOQL answer; nested objects for relationship fields. */
export type SoqlRow = Readonly<Record<string, unknown>>;

/** A page of a SOQL answer. Good until the next one is asked for. */
export interface RowPage {
	/** How many rows all pages of the answer have, at least; 0 or less when nobody has told. */
	readonly total: number;
	/**
	 * The bytes between the brackets of `records`, where the answer around them is as
	 * Salesforce writes it. Nobody has looked at them yet: who reads them must find a
	 * list of rows from the first byte to the last, or ask for `rows`.
	 */
	readonly list: Uint8Array | undefined;
	/** Throws a `SalesforceError` when they are none. */
	rows(): readonly SoqlRow[];
}

/** One field of an object, as `describe` names it. */
export interface FieldDescription {
	/** As in SOQL. */
	readonly name: string;
	/** Salesforce's own: `string`, `datetime`, `double`, `reference`, `base64` and others. */
	readonly type: string;
}

export interface SalesforceClient {
	/** The 18-character organization id, as the login told it; logs in when that has not happened yet. */
	organizationId(signal: AbortSignal): Promise<string>;

	/** Runs a query and follows every page; yields a page's rows at a time (at most 2,000). */
	query(
		soql: string,
		signal: AbortSignal,
	): AsyncGenerator<readonly SoqlRow[], void, void>;

	/**
	 * The same without making objects of the rows before anybody asks. With `memory`,
	 * pages lie where those of the last answer did.
	 */
	queryPages(
		soql: string,
		signal: AbortSignal,
		memory?: BodyBuffer,
	): AsyncGenerator<RowPage, void, void>;

	/**
	 * The fields of an object that the user may see. Rejects with the code
	 * `object_not_available` when the org has no such object, or doesn't show it to
	 * this user, or can't be asked for its rows.
	 */
	describe(
		object: string,
		signal: AbortSignal,
	): Promise<readonly FieldDescription[]>;

	/**
	 * The decompressed body of an event log file, by its `LogFile` path. The
	 * stream fails when the connection breaks, stalls or ends before its framing
	 * (Content-Length, chunk terminator, gzip trailer) says so. Whether it has as many bytes as
	 * `LogFileLength` is the caller's to check.
	 */
	openLogFile(
		path: string,
		signal: AbortSignal,
	): Promise<AsyncIterable<Uint8Array>>;

	/** Milliseconds since the epoch by the org's clock (our own, corrected by the last answer's Date header). */
	serverNow(): number;

	/** Closes connections. Idempotent. */
	close(): Promise<void>;
}

/** The client as one stream uses it. */
export interface StreamClient extends SalesforceClient {
	/** Requests that fail are repeated a bounded number of times from here to the next call. */
	beginPoll(): void;
}

export interface OrgClient extends SalesforceClient {
	forStream(): StreamClient;
	/** The org's API calls as its last answer told them. */
	limits(): ApiUsage | undefined;
	/** Asks the org for its API calls; one call. Undefined when it does not tell. */
	readLimits(signal: AbortSignal): Promise<ApiUsage | undefined>;
}
