// Whether a JWT bearer assertion may log in: signature and claims, really
// verified.

import type { KeyObject } from "node:crypto";
import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { OAuthErrorDescription } from "./oauth-errors.ts";

export interface AssertionRules {
	/** What the app's certificate holds. */
	readonly publicKey: KeyObject;
	readonly clientId: string;
	readonly audiences: readonly string[];
	/** Users that an administrator has approved for the app. */
	readonly approved: ReadonlySet<string>;
	/** Everybody in the org. */
	readonly known: ReadonlySet<string>;
	/** ms; 0 for any. */
	readonly maxLifetime: number;
}

export type Verdict =
	| { readonly username: string }
	| { readonly refused: OAuthErrorDescription; readonly username?: string };

/** `now` is real time: assertions are signed by clients that know no other. */
export async function verifyAssertion(
	assertion: string,
	rules: AssertionRules,
	now: number,
): Promise<Verdict> {
	let claims: JWTPayload;
	try {
		claims = decodeJwt(assertion);
	} catch {
		return { refused: "invalid assertion" };
	}
	if (claims.iss !== rules.clientId) {
		return { refused: "client identifier invalid" };
	}
	try {
		await jwtVerify(assertion, rules.publicKey, {
			algorithms: ["RS256"],
			audience: [...rules.audiences],
			requiredClaims: ["iss", "sub", "aud", "exp"],
			currentDate: new Date(now),
		});
	} catch (error) {
		return { refused: refusalOf(error), ...named(claims) };
	}
	if (
		rules.maxLifetime > 0 &&
		(claims.exp as number) * 1000 > now + rules.maxLifetime
	) {
		return { refused: "invalid assertion", ...named(claims) };
	}
	const username = String(claims.sub);
	if (rules.approved.has(username)) return { username };
	return {
		username,
		refused: rules.known.has(username)
			? "user is not admin approved to access this app"
			: "user hasn't approved this consumer",
	};
}

function named({ sub }: JWTPayload): { username?: string } {
	return typeof sub === "string" ? { username: sub } : {};
}

function refusalOf(error: unknown): OAuthErrorDescription {
	// Salesforce says the same of a late assertion as of a late code.
	if (error instanceof errors.JWTExpired) return "expired authorization code";
	if (
		error instanceof errors.JWTClaimValidationFailed &&
		error.claim === "aud" &&
		error.reason === "check_failed"
	) {
		return "audience is invalid";
	}
	return "invalid assertion";
}
