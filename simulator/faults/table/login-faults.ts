// What the token endpoint does to who wants to log in.

import { z } from "zod";
import { oauthError } from "../../http/answer.ts";
import {
	OAUTH_ERRORS,
	type OAuthErrorDescription,
} from "../../oauth/oauth-errors.ts";
import { fault } from "../fault.ts";
import type { Trust } from "../trust.ts";

const DESCRIPTIONS = OAUTH_ERRORS.map(
	({ error_description }) => error_description,
);

/** How far each refusal can be trusted; the JSON of some is not known. */
export const REFUSAL_TRUST: Readonly<Record<OAuthErrorDescription, Trust>> = {
	"user hasn't approved this consumer": "seen",
	"audience is invalid": "seen",
	"Audience validation failed": "doc",
	"invalid assertion": "seen",
	"expired access/refresh token": "doc",
	"authentication failure": "seen",
	"request not supported on this domain": "seen",
	"no client credentials user enabled": "seen",
	"inactive user": "unverified",
	"ip restricted": "unverified",
	"inactive organization": "unverified",
	"expired authorization code": "unverified",
	"login rate exceeded": "unverified",
	"user is not admin approved to access this app": "seen",
	"client identifier invalid": "seen",
	"invalid client credentials": "seen",
	"grant type not supported": "unverified",
	"must supply assertion": "unverified",
	"retry your request": "seen",
	"External client app is not installed in this org": "seen",
	"this app is blocked by admin": "unverified",
};

export const LOGIN_FAULTS = [
	fault({
		name: "login_refused",
		behaviour: "login_refused",
		does: "Refuses a login with one of the known refusals.",
		fact: "Salesforce folds many causes into a few error codes; the description tells them apart, and some refusals (`retry your request`) go away by themselves. Each refusal has a tag of its own, below.",
		trust: ["seen", "doc", "unverified"],
		parameters: z.strictObject({
			with: z
				.enum(["any", ...DESCRIPTIONS])
				.default("any")
				.describe("The `error_description`; any of them by default."),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.05 },
		act: {
			at: "request",
			on: { endpoint: "token" },
			effect(chosen, _asked, random) {
				const wanted =
					chosen.with === "any" ? random.pick(DESCRIPTIONS) : chosen.with;
				const body = OAUTH_ERRORS.find(
					({ error_description }) => error_description === wanted,
				) as (typeof OAUTH_ERRORS)[number];
				return {
					kind: "answer",
					answer: oauthError(body.error, body.error_description),
				};
			},
		},
	}),
	fault({
		name: "login_page",
		behaviour: "login_refused",
		does: "Answers a login with a web page, or with nothing at all.",
		fact: "In maintenance, and for an unknown My Domain, the token endpoint answers HTML or an empty body.",
		trust: ["code"],
		parameters: z.strictObject({
			body: z.enum(["html", "empty"]).default("html"),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.05 },
		act: {
			at: "request",
			on: { endpoint: "token" },
			effect: ({ body }) => ({
				kind: "answer",
				answer: {
					status: 503,
					headers: { "Content-Type": "text/html;charset=UTF-8" },
					body:
						body === "empty"
							? ""
							: "<html><head><title>Service Not Available</title></head><body></body></html>",
				},
			}),
		},
	}),
	fault({
		name: "login_rate_exceeded",
		behaviour: "login_rate",
		does: "Refuses every login for an hour, as after 3,600 logins of the user within an hour.",
		fact: "A user may log in 3,600 times an hour and is blocked for about an hour then. The limit is documented; which `error` the refusal carries is not, so both can be chosen.",
		trust: ["doc", "unverified"],
		parameters: z.strictObject({
			error: z
				.enum(["invalid_grant", "rate_limit_exceeded"])
				.default("invalid_grant"),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: { endpoint: "token" },
			effect: ({ error }) => ({
				kind: "deed",
				deed: { what: "block_logins", error },
			}),
		},
	}),
] as const;
