// The refresh token of the app's user. With rotation each use gives the next one, and
// the one before is dead.

import { randomBytes } from "node:crypto";

export interface RefreshTokens {
	/** Whether it is the living one; what comes in its place, where tokens rotate. */
	use(token: string): { readonly next?: string } | undefined;
	revoke(): void;
}

export function createRefreshTokens(
	first: string,
	rotate: boolean,
): RefreshTokens {
	let living: string | undefined = first;
	return {
		use(token) {
			if (token !== living) return undefined;
			if (!rotate) return {};
			living = `5Aep861${randomBytes(60).toString("base64url")}`;
			return { next: living };
		},
		revoke() {
			living = undefined;
		},
	};
}
