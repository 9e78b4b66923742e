// The shape of one row of the error table. A row is data only: what Salesforce
// (or the network) said, what that means, and what the operator does about it.
// The troubleshooting page is made of the same rows.

/** What the token endpoint said: `{"error", "error_description"}`. */
export interface OAuthCondition {
	readonly error?: RegExp;
	readonly description?: RegExp;
	readonly status?: readonly number[];
}

/** What the REST API said: `[{"errorCode", "message"}]`. */
export interface RestCondition {
	readonly errorCode?: RegExp;
	readonly message?: RegExp;
	readonly status?: readonly number[];
}

export interface ErrorCondition {
	readonly oauth?: OAuthCondition;
	readonly rest?: RestCondition;
	/** Codes of node, OpenSSL or undici for a request that got no answer. */
	readonly transport?: readonly string[];
	/** Found by the client itself; says when. */
	readonly found?: string;
}

export interface ErrorRow<Code extends string = string> {
	/** Stable: operators search and alert on it. */
	readonly code: Code;
	/** Any of them; the first row of the table that matches wins. */
	readonly when: readonly ErrorCondition[];
	/** What Salesforce is known to answer then, as it stands: what an operator looks for. */
	readonly answers?: readonly string[];
	/** What is wrong, in words. */
	readonly cause: string;
	/** What to do, with the click path in Setup. */
	readonly cure: string;
	/** Whether the same request may well succeed when it is repeated soon. */
	readonly retryable: boolean;
}
