// One authorized GET on the instance. Invariants: requests go to the instance's
// own origin only, also after a redirect; a refused session is renewed once for a
// request, never when a login would not cure it.

import { randomBytes } from "node:crypto";
import type { Dispatcher } from "undici";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import type { AccessToken, TokenSource } from "../auth/token-source.ts";
import {
	type Answer,
	bodyStart,
	discardBody,
	headerText,
} from "./answer-body.ts";
import { restError } from "./error-answer.ts";
import { outcomeOf } from "./outcome.ts";
import { SalesforceError } from "./salesforce-error.ts";
import { transportError } from "./transport-error.ts";
import { resolveWithinInstance } from "./within-instance.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_ERROR_BYTES = 64 * 1024;
/** The 401s after which a login gives the same kind of session again. */
const INCURABLE = new Set(["session_not_for_rest", "app_not_attached"]);

export type RequestKind =
	| "versions"
	| "limits"
	| "query"
	| "describe"
	| "log_file";

export interface InstanceHttpOptions {
	readonly origin: string;
	readonly dispatcher: Dispatcher;
	readonly tokens: TokenSource;
	readonly telemetry: Telemetry;
	readonly userAgent: string;
	/** Sees the headers of every answer. */
	readonly observe: (answer: Answer) => void;
}

/** Gives the answer when its status is 200, its body unread; otherwise rejects with a `SalesforceError`. */
export type InstanceGet = (
	kind: RequestKind,
	link: string,
	signal: AbortSignal,
) => Promise<Answer>;

export function createInstanceGet(options: InstanceHttpOptions): InstanceGet {
	const { tokens, telemetry } = options;

	return async (kind, link, signal) => {
		const path = resolveWithinInstance(options.origin, link);
		const token = await tokens.get(signal);
		let answer = await follow(options, kind, path, token, signal);
		if (answer.status === 401) {
			const refused = await errorOf(answer, signal);
			if (INCURABLE.has(refused.code)) throw refused;
			telemetry.logger.info("The session has ended, a new one is needed", {
				code: refused.code,
			});
			const renewed = await tokens.renew(token, signal);
			answer = await follow(options, kind, path, renewed, signal);
			if (answer.status === 401) {
				const again = await errorOf(answer, signal);
				if (INCURABLE.has(again.code)) throw again;
				throw new SalesforceError("session_refused", {
					where: answer.where,
					found: `HTTP 401: ${again.salesforceCode ?? again.code}`,
					status: 401,
					salesforceCode: again.salesforceCode,
				});
			}
		}
		if (answer.status !== 200) throw await errorOf(answer, signal);
		return answer;
	};
}

async function follow(
	options: InstanceHttpOptions,
	kind: RequestKind,
	start: string,
	token: AccessToken,
	signal: AbortSignal,
): Promise<Answer> {
	let path = start;
	for (let redirects = 0; ; redirects++) {
		const answer = await send(options, kind, path, token, signal);
		const location = headerText(answer, "location");
		if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
		discardBody(answer);
		if (redirects === MAX_REDIRECTS) {
			throw new SalesforceError("too_many_redirects", {
				where: answer.where,
				status: answer.status,
			});
		}
		path = resolveWithinInstance(options.origin, location, path);
	}
}

async function send(
	options: InstanceHttpOptions,
	kind: RequestKind,
	path: string,
	token: AccessToken,
	signal: AbortSignal,
): Promise<Answer> {
	const where = `GET ${options.origin}${path.replace(/\?.*$/s, "")}`;
	// In the form of an OTel trace id: Salesforce makes it the REQUEST_ID of what it
	// logs of the request.
	const requestId = randomBytes(16).toString("hex");
	const count = (status?: number) =>
		options.telemetry.count("salesforce_client_requests", 1, {
			kind,
			outcome: outcomeOf(status),
		});
	try {
		const response = await options.dispatcher.request({
			origin: options.origin,
			path,
			method: "GET",
			signal,
			headers: {
				authorization: `Bearer ${token.value.reveal()}`,
				accept:
					kind === "log_file"
						? "application/json, */*;q=0.5"
						: "application/json",
				"accept-encoding": "gzip",
				"user-agent": options.userAgent,
				// Shows up as CLIENT_NAME in the org's own API logs.
				"sforce-call-options": "client=salesforce-otlp",
				"x-sfdc-request-id": requestId,
			},
		});
		count(response.statusCode);
		const answer: Answer = {
			where,
			requestId,
			status: response.statusCode,
			headers: response.headers,
			body: response.body,
		};
		options.observe(answer);
		return answer;
	} catch (error) {
		signal.throwIfAborted();
		count();
		throw transportError(error, where);
	}
}

async function errorOf(
	answer: Answer,
	signal: AbortSignal,
): Promise<SalesforceError> {
	const body = await bodyStart(answer, MAX_ERROR_BYTES, signal);
	return restError(
		answer.status,
		headerText(answer, "content-type"),
		body,
		answer.where,
		answer.requestId,
	);
}
