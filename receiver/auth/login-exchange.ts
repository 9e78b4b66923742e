// One exchange with an org's OAuth endpoints. Invariants: credentials travel to the
// configured address and nowhere else (a redirect is an error), and never in a URL;
// the exchange has one time-out; nothing that was sent reaches a message.

import type { Dispatcher } from "undici";
import type { Clock } from "../../pipeline/clock.ts";
import { REDACTED, type Secret } from "../../pipeline/secret.ts";
import { Agent } from "../../pipeline/undici-parts.ts";
import {
	type Answer,
	bodyStart,
	discardBody,
	headerText,
} from "../api/answer-body.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import {
	CLOCK_TOLERANCE_MS,
	clockOffset,
	describeOffset,
	type ServerClock,
} from "../api/server-clock.ts";
import { transportError } from "../api/transport-error.ts";
import { userAgent } from "../api/user-agent.ts";

const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;
const MIN_ECHO = 8;

const plain = new Agent();

export interface LoginHttp {
	/** One without a proxy or TLS files when absent. */
	readonly dispatcher?: Dispatcher | undefined;
	readonly clock: Clock;
	/** Gets the Date of an answer that brought a token. */
	readonly serverClock?: ServerClock | undefined;
	/** Of this program, for the User-Agent. */
	readonly version?: string | undefined;
	/** For the whole exchange; 30 s. */
	readonly timeoutMs?: number | undefined;
}

export interface LoginRequest {
	readonly url: URL;
	/** Posted as a form; a GET without it. */
	readonly form?: URLSearchParams;
	readonly bearer?: Secret;
	/** What must not come back in a message, should a server echo it. */
	readonly secrets: readonly Secret[];
}

export interface LoginAnswer {
	/** What was asked, for messages. */
	readonly where: string;
	readonly status: number;
	readonly contentType: string | undefined;
	/** Its beginning; of a refusal, without what was sent. */
	readonly body: string;
	readonly date: string | undefined;
	/** Told when this machine's clock is far from the server's. */
	readonly clockNote: string | undefined;
}

/** Rejects with a `SalesforceError`, or with the reason of `signal`. */
export async function exchange(
	asked: LoginRequest,
	http: LoginHttp,
	signal: AbortSignal,
): Promise<LoginAnswer> {
	const { url, form } = asked;
	const where = `${form === undefined ? "GET" : "POST"} ${url.origin}${url.pathname}`;
	const timeout = AbortSignal.timeout(http.timeoutMs ?? TIMEOUT_MS);
	const either = AbortSignal.any([signal, timeout]);
	try {
		const answer = await send(asked, http, either, where);
		if (answer.status >= 300 && answer.status < 400) {
			discardBody(answer);
			throw new SalesforceError("token_url_redirected", {
				where,
				found: redirectTarget(answer, url),
				status: answer.status,
			});
		}
		const body = await bodyStart(answer, MAX_ANSWER_BYTES, either);
		const date = headerText(answer, "date");
		return {
			where,
			status: answer.status,
			contentType: headerText(answer, "content-type"),
			body: answer.status === 200 ? body : asked.secrets.reduce(without, body),
			date,
			clockNote: clockNote(date, http.clock),
		};
	} catch (error) {
		signal.throwIfAborted();
		if (timeout.aborted && !(error instanceof SalesforceError)) {
			throw new SalesforceError("response_timeout", {
				where,
				found: `${http.timeoutMs ?? TIMEOUT_MS} ms`,
			});
		}
		throw transportError(error, where);
	}
}

async function send(
	{ url, form, bearer }: LoginRequest,
	http: LoginHttp,
	signal: AbortSignal,
	where: string,
): Promise<Answer> {
	const response = await (http.dispatcher ?? plain).request({
		origin: url.origin,
		path: url.pathname + url.search,
		signal,
		...(form === undefined
			? { method: "GET" }
			: { method: "POST", body: form.toString() }),
		headers: {
			accept: "application/json",
			...(form !== undefined && {
				"content-type": "application/x-www-form-urlencoded",
			}),
			...(bearer !== undefined && {
				authorization: `Bearer ${bearer.reveal()}`,
			}),
			"user-agent": userAgent(http.version),
		},
	});
	return {
		where,
		status: response.statusCode,
		headers: response.headers,
		body: response.body,
	};
}

function without(text: string, secret: Secret): string {
	const value = secret.reveal();
	// A short one is a part of words that have nothing to do with it.
	return value.length < MIN_ECHO ? text : text.replaceAll(value, REDACTED);
}

function redirectTarget(answer: Answer, base: URL): string {
	const location = headerText(answer, "location");
	const target = location === undefined ? null : URL.parse(location, base.href);
	// Without its query: nobody knows what is in there.
	return target === null
		? `HTTP ${answer.status}`
		: `HTTP ${answer.status} to ${target.origin}${target.pathname}`;
}

function clockNote(date: string | undefined, clock: Clock): string | undefined {
	const offset = clockOffset(date, clock.now());
	return offset === undefined || Math.abs(offset) <= CLOCK_TOLERANCE_MS
		? undefined
		: describeOffset(offset);
}
