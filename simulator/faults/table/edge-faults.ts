// What stands before the REST API answers, and how it fails as a whole.

import { z } from "zod";
import {
	type Answer,
	type Asked,
	apiError,
	htmlPage,
	redirectTo,
} from "../../http/answer.ts";
import { headBytes, MAX_HEAD_BYTES } from "../../rest/head-bytes.ts";
import { fault } from "../fault.ts";
import { REST } from "./rest.ts";

const answer = (given: Answer) => ({ kind: "answer", answer: given }) as const;

const limit = z
	.int()
	.positive()
	.default(MAX_HEAD_BYTES)
	.describe("Bytes; a smaller one finds out whether long requests are split.");

const path = ({ url }: Asked) => url.pathname + url.search;

export const EDGE_FAULTS = [
	fault({
		name: "unavailable",
		behaviour: "edge",
		does: "Answers 502 or 503 with a web page, or 503 with SERVER_UNAVAILABLE.",
		fact: "502: the edge can't reach the instance; 503: it is down or overloaded. Bodies are HTML or JSON. There is no Retry-After.",
		trust: ["doc", "code", "seen"],
		parameters: z.strictObject({
			answer: z
				.enum(["any", "html_502", "html_503", "json_503"])
				.default("any"),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.02 },
		act: {
			at: "request",
			on: REST,
			effect(chosen, _asked, random) {
				const answers = {
					html_502: htmlPage(502, "Bad Gateway"),
					html_503: htmlPage(503, "Service Not Available"),
					json_503: apiError(503, "SERVER_UNAVAILABLE", "The server is down"),
				};
				const names = Object.keys(answers) as (keyof typeof answers)[];
				return answer(
					answers[chosen.answer === "any" ? random.pick(names) : chosen.answer],
				);
			},
		},
	}),
	fault({
		name: "server_error",
		behaviour: "edge",
		does: "Answers 500 UNKNOWN_EXCEPTION.",
		fact: "A failure of Salesforce's own, with an ErrorId for its support.",
		trust: ["unverified"],
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: REST,
			effect: () =>
				answer(
					apiError(
						500,
						"UNKNOWN_EXCEPTION",
						"An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)",
					),
				),
		},
	}),
	fault({
		name: "maintenance_page",
		behaviour: "edge",
		does: "Answers 200 with a web page.",
		fact: "Maintenance pages and pages of proxies come with any status, 200 among them.",
		trust: ["code"],
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: REST,
			effect: () => answer(htmlPage(200, "Down for Maintenance")),
		},
	}),
	fault({
		name: "no_route",
		behaviour: "edge",
		does: "Answers 420 with a web page.",
		fact: "The edge has no route to this host: the org or sandbox was deleted, has expired, or moves.",
		trust: ["doc"],
		usually: { count: 1 },
		inChaos: { probability: 0.003 },
		act: {
			at: "request",
			on: REST,
			effect: () => answer(htmlPage(420, "No Route")),
		},
	}),
	fault({
		name: "too_many_requests",
		behaviour: "edge",
		does: "Answers 429.",
		fact: "Clients retry it, though no documentation of the REST API has it.",
		trust: ["code"],
		usually: { count: 1 },
		inChaos: { probability: 0.003 },
		act: {
			at: "request",
			on: REST,
			effect: () => answer(htmlPage(429, "Too Many Requests")),
		},
	}),
	fault({
		name: "uri_too_long",
		behaviour: "edge",
		does: "Answers 414 to a URL of more than `limit` bytes.",
		fact: "URLs of more than 16,384 bytes are refused. The simulator always does; this moves the limit.",
		trust: ["doc"],
		parameters: z.strictObject({ limit }),
		usually: {},
		act: {
			at: "request",
			on: REST,
			effect: (chosen, asked) =>
				headBytes(asked).url > chosen.limit
					? answer(htmlPage(414, "URI Too Long"))
					: undefined,
		},
	}),
	fault({
		name: "head_too_long",
		behaviour: "edge",
		does: "Answers 431 to a URL and headers of more than `limit` bytes together.",
		fact: "URL and headers of more than 16,384 bytes together are refused. The simulator always does; this moves the limit.",
		trust: ["doc"],
		parameters: z.strictObject({ limit }),
		usually: {},
		act: {
			at: "request",
			on: REST,
			effect: (chosen, asked) =>
				headBytes(asked).all > chosen.limit
					? answer(htmlPage(431, "Request Header Fields Too Large"))
					: undefined,
		},
	}),
	fault({
		name: "version_retired",
		behaviour: "edge",
		does: "Answers 410, as for a version of the API that is gone.",
		fact: "Versions 21 to 30 are retired; the REST API answers 410 GONE.",
		trust: ["secondary"],
		usually: { count: 1 },
		inChaos: { probability: 0.002 },
		act: {
			at: "request",
			on: REST,
			effect: () =>
				answer(
					apiError(
						410,
						"UNSUPPORTED_API_VERSION",
						"The requested API version is retired",
					),
				),
		},
	}),
	fault({
		name: "redirect",
		behaviour: "edge",
		does: "Redirects to the same path on the same host.",
		fact: "Clients follow 301, 302, 303, 307 and 308; orgs are redirected when they move.",
		trust: ["code"],
		parameters: z.strictObject({
			status: z
				.union([301, 302, 303, 307, 308].map((status) => z.literal(status)))
				.default(302),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0.005 },
		act: {
			at: "request",
			on: REST,
			effect: ({ status }, asked) => answer(redirectTo(path(asked), status)),
		},
	}),
	fault({
		name: "redirect_elsewhere",
		behaviour: "edge",
		does: "Redirects to another host, where the token must not go.",
		fact: "My Domain names survive a move of the org, instance names (`na9`) don't. That the Authorization header is to be left behind is our conclusion.",
		trust: ["unverified", "inferred"],
		usually: { count: 1 },
		inChaos: { probability: 0.002 },
		act: {
			at: "request",
			on: REST,
			effect: (_chosen, asked) =>
				answer(redirectTo(`https://na9.salesforce.example${path(asked)}`)),
		},
	}),
	fault({
		name: "connection_reset",
		behaviour: "edge",
		does: "Breaks the connection in the place of an answer.",
		fact: "Clients retry ECONNRESET, EPIPE and the like.",
		trust: ["code"],
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: { at: "request", on: REST, effect: () => ({ kind: "reset" }) },
	}),
] as const;
