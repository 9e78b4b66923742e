// Access tokens of the org. A session lives as long as it is used often enough.

import { randomBytes } from "node:crypto";
import type { User } from "../generate/people.ts";

export interface Sessions {
	/** A new token, or that of the user's living session. */
	open(user: User): string;
	/** The user of a living session; its life begins anew. */
	use(token: string): User | undefined;
	expire(token: string): void;
	expireAll(): void;
}

export function createSessions(options: {
	/** 15 characters. */
	organizationId: string;
	lifetime: number;
	reuse: boolean;
	now: () => number;
}): Sessions {
	const { organizationId, lifetime, reuse, now } = options;
	const living = new Map<string, { user: User; usedAt: number }>();

	function use(token: string): User | undefined {
		const session = living.get(token);
		if (session === undefined) return undefined;
		if (now() - session.usedAt >= lifetime) {
			living.delete(token);
			return undefined;
		}
		session.usedAt = now();
		return session.user;
	}

	return {
		open(user) {
			if (reuse) {
				for (const [token, session] of living) {
					if (session.user === user && use(token)) return token;
				}
			}
			const token = `${organizationId}!AR8A${randomBytes(69).toString("base64url")}`;
			living.set(token, { user, usedAt: now() });
			return token;
		},
		use,
		expire: (token) => void living.delete(token),
		expireAll: () => living.clear(),
	};
}
