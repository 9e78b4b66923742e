// What goes wrong during a soak, one thing after the other, for as long as it lasts.

import { apiError } from "../../simulator/http/answer.ts";
import type { Intervention } from "../../simulator/http/interventions.ts";

/** What a backend does with one request. */
export type Reaction =
	| { readonly kind: "take" }
	| {
			readonly kind: "refuse";
			readonly status: number;
			readonly retryAfter?: string;
	  }
	/** Larger requests are refused with 413. */
	| { readonly kind: "limit"; readonly bytes: number }
	| { readonly kind: "reset" }
	/** No answer until the exporter gives up. */
	| { readonly kind: "hang" }
	| { readonly kind: "slow"; readonly ms: number }
	/** Taken, but the connection breaks in the place of the answer: it comes again. */
	| { readonly kind: "take_unheard" };

const TROUBLES: readonly Reaction[] = [
	{ kind: "refuse", status: 503 },
	{ kind: "slow", ms: 50 },
	{ kind: "reset" },
	{ kind: "refuse", status: 429, retryAfter: "1" },
	{ kind: "take_unheard" },
	{ kind: "limit", bytes: 100_000 },
	{ kind: "refuse", status: 401 },
	{ kind: "hang" },
];

/** Requests in good health, and then in trouble. */
const HEALTHY = 60;
const TROUBLED = 12;

/** What backend `backend` does with its n-th request: when one is in trouble, the other is not. */
export function reactionTo(backend: number, n: number): Reaction {
	const cycle = HEALTHY + TROUBLED;
	const shifted = n + Math.floor((backend * cycle) / 2);
	if (shifted % cycle < HEALTHY) return { kind: "take" };
	const round = Math.floor(shifted / cycle);
	return TROUBLES[round % TROUBLES.length] as Reaction;
}

/** What the org does wrong in its n-th hour. */
export function orgTrouble(hour: number): Intervention {
	const on = { endpoint: "log_file" } as const;
	const troubles: readonly Intervention[] = [
		{ on, effect: { kind: "expire_session" } },
		{
			on,
			effect: { kind: "truncate", afterBytes: 3_000, ending: "disconnect" },
		},
		{
			on: { endpoint: "query" },
			effect: {
				kind: "answer",
				answer: apiError(503, "SERVER_UNAVAILABLE", "Not now"),
			},
		},
		{ on, effect: { kind: "truncate", afterBytes: 3_000, ending: "clean" } },
		{ on, effect: { kind: "stall", afterBytes: 3_000 } },
		{ on, effect: { kind: "reset" } },
		{
			on,
			effect: {
				kind: "answer",
				answer: apiError(500, "UNKNOWN_EXCEPTION", "An unexpected error"),
			},
		},
	];
	return troubles[hour % troubles.length] as Intervention;
}
