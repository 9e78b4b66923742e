// One-shot behaviours: what a test makes the org do instead of, or to, its next
// answers. They are taken in the order they were asked for, each as many times as
// it says, and then they are gone. Faults (faults/) have the same effects.

import type { CatalogLens } from "../soql/object-definition.ts";
import type { Answer, Asked } from "./answer.ts";

export type Endpoint =
	| "token"
	| "userinfo"
	| "versions"
	| "query"
	| "query_more"
	| "log_file"
	| "describe"
	| "limits"
	| "other";

export type Effect =
	/** This instead of the real answer. */
	| { readonly kind: "answer"; readonly answer: Answer }
	/** The session of the request is dead from now on. */
	| { readonly kind: "expire_session" }
	/** The body ends after so many bytes on the wire: as if it were whole, or with the connection. */
	| {
			readonly kind: "truncate";
			readonly afterBytes: number;
			readonly ending: "clean" | "disconnect";
	  }
	/** Nothing more comes after so many bytes on the wire, and the connection stays open. */
	| { readonly kind: "stall"; readonly afterBytes: number }
	/** Another body, for this time. */
	| { readonly kind: "content"; readonly content: Buffer | string }
	/** The connection is broken in the place of an answer. */
	| { readonly kind: "reset" }
	/** Not compressed, whatever the client accepts. */
	| { readonly kind: "identity" }
	/** The real answer with other headers. */
	| {
			readonly kind: "headers";
			readonly headers: Readonly<Record<string, string>>;
	  }
	/** A page of at most so many rows. */
	| { readonly kind: "short_page"; readonly rows: number }
	/** The org's objects are seen as this makes of them. */
	| { readonly kind: "lens"; readonly lens: CatalogLens }
	/** Something happens in the org; then the request is answered as the org now is. */
	| { readonly kind: "deed"; readonly deed: Deed };

/** What can happen in an org at any moment. */
export type Deed =
	/** Other clients use up what is left of the day's API calls. */
	| { readonly what: "spend_api_calls" }
	/** Other requests of 20 seconds and more take every place for so long (ms). */
	| { readonly what: "occupy_long_running"; readonly for: number }
	/** Nobody may log in for an hour. */
	| { readonly what: "block_logins"; readonly error: string }
	/** What is left of every query's answer is gone. */
	| { readonly what: "forget_cursors" }
	/** The log file that is asked for is deleted. */
	| { readonly what: "withdraw_file" }
	/** Log files whose CreatedDate is so long ago (ms) are deleted. */
	| { readonly what: "end_retention"; readonly after: number };

export interface Matcher {
	readonly endpoint?: Endpoint | undefined;
	/** Tried on the path with its query. */
	readonly path?: RegExp | undefined;
}

export interface Intervention {
	readonly on?: Matcher;
	readonly effect: Effect;
	/** How many requests it meets; 1. */
	readonly times?: number;
	/** How many matching requests go by before; 0. */
	readonly after?: number;
}

export function matches(
	matcher: Matcher | undefined,
	endpoint: Endpoint,
	path: string,
): boolean {
	if (matcher?.endpoint !== undefined && matcher.endpoint !== endpoint) {
		return false;
	}
	return matcher?.path === undefined || matcher.path.test(path);
}

export interface Interventions {
	add(...interventions: readonly Intervention[]): void;
	/** The effect for this request, which is used up by it. */
	take(endpoint: Endpoint, asked: Asked): Effect | undefined;
	/** How many uses are left of all of them. */
	pending(): number;
	clear(): void;
}

export function createInterventions(): Interventions {
	let waiting: { of: Intervention; skip: number; left: number }[] = [];
	return {
		add(...interventions) {
			for (const of of interventions) {
				waiting.push({ of, skip: of.after ?? 0, left: of.times ?? 1 });
			}
		},
		take(endpoint, { url }) {
			const path = url.pathname + url.search;
			for (const entry of waiting) {
				if (!matches(entry.of.on, endpoint, path)) continue;
				if (entry.skip > 0) {
					entry.skip--;
					continue;
				}
				entry.left--;
				waiting = waiting.filter(({ left }) => left > 0);
				return entry.of.effect;
			}
			return undefined;
		},
		pending: () => waiting.reduce((sum, { left }) => sum + left, 0),
		clear() {
			waiting = [];
		},
	};
}
