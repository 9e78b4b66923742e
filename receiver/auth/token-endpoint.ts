// One request to an OAuth token endpoint, the same for every login flow.
// Invariants: credentials travel in the form body to the configured address and
// nowhere else (a redirect is an error); nothing of a token reaches a message.

import { type Dispatcher, request } from "undici";
import type { Clock } from "../../pipeline/clock.ts";
import { Secret } from "../../pipeline/secret.ts";
import {
	type Answer,
	bodyStart,
	discardBody,
	headerText,
} from "../api/answer-body.ts";
import { oauthError } from "../api/error-answer.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import {
	CLOCK_TOLERANCE_MS,
	clockOffset,
	describeOffset,
	type ServerClock,
} from "../api/server-clock.ts";
import { transportError } from "../api/transport-error.ts";
import { userAgent } from "../api/user-agent.ts";
import { to18 } from "../salesforce-id.ts";
import type { AccessToken } from "./token-source.ts";

const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;

export interface LoginHttp {
	/** Undici's own when absent. */
	readonly dispatcher?: Dispatcher | undefined;
	readonly clock: Clock;
	/** Gets the Date of an answer that brought a token. */
	readonly serverClock?: ServerClock | undefined;
	/** Of this program, for the User-Agent. */
	readonly version?: string | undefined;
	/** For the whole exchange; 30 s. */
	readonly timeoutMs?: number | undefined;
}

/** Rejects with a `SalesforceError`, or with the reason of `signal`. */
export async function requestToken(
	tokenUrl: string,
	form: Readonly<Record<string, string>>,
	http: LoginHttp,
	signal: AbortSignal,
): Promise<AccessToken> {
	const url = new URL(tokenUrl);
	const where = `POST ${url.origin}${url.pathname}`;
	const timeout = AbortSignal.timeout(http.timeoutMs ?? TIMEOUT_MS);
	const either = AbortSignal.any([signal, timeout]);
	try {
		const answer = await post(url, form, http, either, where);
		if (answer.status >= 300 && answer.status < 400) {
			discardBody(answer);
			throw new SalesforceError("token_url_redirected", {
				where,
				found: redirectTarget(answer, url),
				status: answer.status,
			});
		}
		const body = await bodyStart(answer, MAX_ANSWER_BYTES, either);
		const contentType = headerText(answer, "content-type");
		if (answer.status !== 200) {
			const note = clockNote(answer, http.clock);
			throw oauthError(answer.status, contentType, body, where, note);
		}
		const token = accessToken(body, contentType, url, where);
		http.serverClock?.observe(headerText(answer, "date"));
		return token;
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

async function post(
	url: URL,
	form: Readonly<Record<string, string>>,
	http: LoginHttp,
	signal: AbortSignal,
	where: string,
): Promise<Answer> {
	const response = await request(url, {
		dispatcher: http.dispatcher,
		method: "POST",
		signal,
		headers: {
			accept: "application/json",
			"content-type": "application/x-www-form-urlencoded",
			"user-agent": userAgent(http.version),
		},
		body: new URLSearchParams(form).toString(),
	});
	return {
		where,
		status: response.statusCode,
		headers: response.headers,
		body: response.body,
	};
}

function accessToken(
	body: string,
	contentType: string | undefined,
	tokenUrl: URL,
	where: string,
): AccessToken {
	const unexpected = (found: string) =>
		new SalesforceError("unexpected_answer", { where, found, status: 200 });
	let json: Record<string, unknown>;
	try {
		// A parser's message would quote the body, and with it the token.
		json = Object(JSON.parse(body));
	} catch {
		throw oauthError(200, contentType, body, where);
	}
	const { access_token: value, id, instance_url: instanceUrl } = json;
	if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) {
		throw unexpected("no access_token");
	}
	// https://login.salesforce.com/id/<organization>/<user>
	const organizationId =
		typeof id === "string"
			? URL.parse(id)?.pathname.split("/").at(-2)
			: undefined;
	if (!/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(organizationId ?? "")) {
		throw unexpected("no organization id in `id`");
	}
	const instance =
		typeof instanceUrl === "string" ? URL.parse(instanceUrl) : null;
	return {
		value: new Secret(value),
		organizationId: to18(organizationId ?? ""),
		instanceUrl: (instance ?? tokenUrl).origin,
	};
}

function redirectTarget(answer: Answer, base: URL): string {
	const location = headerText(answer, "location");
	const target = location === undefined ? null : URL.parse(location, base.href);
	// Without its query: nobody knows what is in there.
	return target === null
		? `HTTP ${answer.status}`
		: `HTTP ${answer.status} to ${target.origin}${target.pathname}`;
}

function clockNote(answer: Answer, clock: Clock): string | undefined {
	const offset = clockOffset(headerText(answer, "date"), clock.now());
	return offset === undefined || Math.abs(offset) <= CLOCK_TOLERANCE_MS
		? undefined
		: describeOffset(offset);
}
