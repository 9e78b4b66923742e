// The seam between the login flows and the client.

import type { Secret } from "../../pipeline/secret.ts";

export interface AccessToken {
	/** Opaque; Salesforce issues both short session ids and long JWTs. */
	readonly value: Secret;
	/** 18 characters, from the `id` URL of the token response. */
	readonly organizationId: string;
	/** The origin that the login named; the configured instance URL wins over it. */
	readonly instanceUrl: string;
	/** Set where logins give new refresh tokens. */
	readonly rotated?: RotatedToken | undefined;
}

/** A refresh token that came in the place of the configured one. */
export interface RotatedToken {
	readonly refreshToken: Secret;
	/** A hash of the configured one. */
	readonly replaces: string;
}

/** One login flow: one request to the token endpoint. Rejects with a `SalesforceError`. */
export type Login = (signal: AbortSignal) => Promise<AccessToken>;

/** The one token of a receiver, shared by all its streams. */
export interface TokenSource {
	/** The current token; logs in when there is none. Concurrent callers share one login. */
	get(signal: AbortSignal): Promise<AccessToken>;
	/**
	 * A token other than `stale`, which the org refused. When somebody renewed it
	 * meanwhile, that newer one is given and nobody logs in again.
	 */
	renew(stale: AccessToken, signal: AbortSignal): Promise<AccessToken>;
}
