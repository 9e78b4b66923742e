// What the org's limits do.

import { z } from "zod";
import { duration } from "../../duration-option.ts";
import { apiError } from "../../http/answer.ts";
import { fault } from "../fault.ts";
import { REST } from "./rest.ts";

export const LIMIT_FAULTS = [
	fault({
		name: "daily_limit_reached",
		behaviour: "daily_limit",
		does: "Other clients use up the day's API calls: 403 REQUEST_LIMIT_EXCEEDED until they are 24 hours old.",
		fact: "The limit is of the org, over a rolling 24 hours, and everybody's calls count; `Sforce-Limit-Info` tells how many are used.",
		trust: ["seen", "code"],
		usually: { count: 1 },
		inChaos: { probability: 0.0005 },
		act: {
			at: "request",
			on: REST,
			effect: () => ({ kind: "deed", deed: { what: "spend_api_calls" } }),
		},
	}),
	fault({
		name: "long_running_cap",
		behaviour: "long_running",
		does: "Other clients' long requests take every place for a while: 403 REQUEST_LIMIT_EXCEEDED, `ConcurrentPerOrgLongTxn Limit exceeded.`",
		fact: "An org runs 25 requests of 20 seconds and more at a time (5 in Developer and trial orgs) and refuses any further request meanwhile. The limit is documented, the words are known by hearsay.",
		trust: ["doc", "unverified"],
		parameters: z.strictObject({
			for: duration("90s").describe("How long the places are taken."),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.003 },
		act: {
			at: "request",
			on: REST,
			effect: (chosen) => ({
				kind: "deed",
				deed: { what: "occupy_long_running", for: chosen.for },
			}),
		},
	}),
	fault({
		name: "concurrent_requests",
		behaviour: "long_running",
		does: "Answers 403 REQUEST_LIMIT_EXCEEDED, `ConcurrentRequests (Concurrent API Requests) Limit exceeded.`",
		fact: "The same refusal in the words of another limit.",
		trust: ["seen"],
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: REST,
			effect: () => ({
				kind: "answer",
				answer: apiError(
					403,
					"REQUEST_LIMIT_EXCEEDED",
					"ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
				),
			}),
		},
	}),
] as const;
