// What the app and its user log in with besides the key. The same seed makes the
// same secrets, in the form that Salesforce gives them.

import { createHash } from "node:crypto";

export interface AppSecrets {
	/** The consumer secret. */
	readonly clientSecret: string;
	readonly password: string;
	/** Written behind the password, from an address that is not trusted. */
	readonly securityToken: string;
	/** The first one. */
	readonly refreshToken: string;
}

export function createAppSecrets(seed: number): AppSecrets {
	const digest = (what: string) =>
		createHash("sha512").update(`${seed} ${what}`);
	return {
		clientSecret: digest("secret").digest("hex").slice(0, 64).toUpperCase(),
		// A blank, and what a form must encode.
		password: `p&ss w+rd%${digest("password").digest("hex").slice(0, 8)}`,
		securityToken: digest("security token").digest("base64url").slice(0, 24),
		refreshToken: `5Aep861${digest("refresh token").digest("base64url").slice(0, 80)}`,
	};
}
