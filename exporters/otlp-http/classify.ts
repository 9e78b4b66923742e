// What an HTTP answer means for the request: the OTLP rules (429, 502, 503 and 504
// may be tried again, nothing else), widened where real backends differ, always to
// the side that loses nothing.

import type { SendResult } from "../../pipeline/exporter.ts";
import { CREDENTIALS_RETRY_MS } from "../otlp/credentials-retry.ts";
import { saysPartlyDelivered, saysTooLarge } from "../otlp/refusal-texts.ts";
import { readErrorMessage, readPartialSuccess } from "../otlp/response-body.ts";
import type { HttpAnswer } from "../otlp/transport.ts";
import { retryAfterMs } from "./retry-after.ts";

const RETRYABLE = new Set([429, 502, 503, 504]);

export function classifyAnswer(answer: HttpAnswer, now: number): SendResult {
	const { status, body } = answer;
	const contentType = header(answer, "content-type") ?? "";

	// Any 2xx is success, whatever its body: Loki answers 204, VictoriaLogs 200 with
	// neither body nor type. What was taken is never sent again.
	if (status >= 200 && status < 300) {
		const partial = readPartialSuccess(contentType, body);
		return partial === undefined
			? { kind: "accepted" }
			: { kind: "partial", ...partial };
	}

	const detail = readErrorMessage(contentType, body);
	const said = detail === "" ? `HTTP ${status}` : `HTTP ${status}: ${detail}`;

	if (status === 413 || saysTooLarge(detail)) {
		return { kind: "too_large", status, message: said };
	}
	if (RETRYABLE.has(status)) {
		return {
			kind: "retry",
			status,
			message: said,
			retryAfterMs: retryAfterMs(
				header(answer, "retry-after"),
				header(answer, "date"),
				now,
			),
		};
	}
	if (status === 407) {
		return {
			kind: "retry",
			status,
			message: `${said}: the proxy refuses the credentials. Check the user and password of proxy_url, or of the proxy in the environment`,
			retryAfterMs: CREDENTIALS_RETRY_MS,
		};
	}
	if (status === 401 || status === 403) {
		return {
			kind: "retry",
			status,
			message: `${said}: the backend refuses the credentials. Check the exporter's headers; a Collector may also be passing on the answer of its own next hop`,
			retryAfterMs: CREDENTIALS_RETRY_MS,
		};
	}
	if (status >= 300 && status < 400) {
		return {
			kind: "permanent",
			status,
			message: `HTTP ${status}: redirected to ${redirectTarget(header(answer, "location"))}. Redirects are not followed, so that credentials go nowhere else: set the endpoint to where the backend is`,
		};
	}
	return status === 400 && saysPartlyDelivered(detail)
		? { kind: "permanent", status, message: said, partlyDelivered: true }
		: { kind: "permanent", status, message: said };
}

function header(answer: HttpAnswer, name: string): string | undefined {
	const value = answer.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/** Without the query, which may hold a token. */
function redirectTarget(location: string | undefined): string {
	if (location === undefined) return "nowhere";
	const [target = ""] = location.split(/[?#]/, 1);
	return target.replace(/\/\/[^/@]*@/, "//").slice(0, 200);
}
