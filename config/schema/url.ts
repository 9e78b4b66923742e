// URLs. None may carry credentials: those belong into headers or keys of their
// own, because a URL ends up in logs.

import { z } from "zod";
import { Secret } from "../../pipeline/secret.ts";
import { EXPECTED, fields } from "./field.ts";

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

export function isLoopback(url: URL): boolean {
	return LOOPBACK.test(url.hostname);
}

function check(
	expected: string,
	problemOf: (url: URL, input: string) => string | undefined,
) {
	return z.string().superRefine((input, context) => {
		const url = URL.parse(input);
		if (url === null) {
			context.addIssue({ code: "custom", message: EXPECTED });
			return;
		}
		if (url.username !== "" || url.password !== "") {
			context.addIssue({
				code: "custom",
				message: "`{key}` must not hold a user name or a password",
			});
			return;
		}
		const message = problemOf(url, input);
		if (message !== undefined) {
			context.addIssue({
				code: "custom",
				message: message === expected ? EXPECTED : message,
			});
		}
	});
}

/** An address that requests are sent to. */
export function httpUrl() {
	const expected = "a URL that starts with http:// or https://";
	return check(expected, (url) =>
		url.protocol === "http:" || url.protocol === "https:"
			? undefined
			: expected,
	).register(fields, { type: "URL", expected, write: redactUrl });
}

/** An address that carries credentials: https, plain http to the own machine only. */
export function secureUrl() {
	const expected = "a URL that starts with https://";
	return check(expected, (url) => {
		if (url.protocol === "https:") return undefined;
		if (url.protocol !== "http:") return expected;
		return isLoopback(url)
			? undefined
			: "`{key}` must use https:// (http:// is for a loopback host only)";
	}).register(fields, { type: "URL", expected, write: redactUrl });
}

/** As `secureUrl`, without a path; given as an origin. */
export function secureOrigin() {
	const expected =
		"the https:// origin of the org, such as https://example.my.salesforce.com";
	return check(expected, (url, input) => {
		if (url.protocol !== "https:" && url.protocol !== "http:") return expected;
		if (url.protocol === "http:" && !isLoopback(url)) {
			return "`{key}` must use https:// (http:// is for a loopback host only)";
		}
		return url.pathname !== "/" || /[?#]/.test(input)
			? "`{key}` must be an origin, without path, query or fragment"
			: undefined;
	})
		.transform((input) => new URL(input).origin)
		.register(fields, { type: "URL", expected });
}

/** A proxy's address. It may hold a user and a password, so it is never shown. */
export function proxyUrl() {
	const expected = "the URL of a proxy that starts with http:// or https://";
	return z
		.string()
		.refine((input) => {
			const url = URL.parse(input);
			return url?.protocol === "http:" || url?.protocol === "https:";
		}, EXPECTED)
		.transform((input) => new Secret(input))
		.register(fields, { type: "secret, URL", expected, secret: true });
}

/** A URL that can be shown: no credentials, no values of its query. */
export function redactUrl(input: string): string {
	return input
		.replace(/(:\/\/)[^/?#\s]*@/g, "$1[REDACTED]@")
		.replace(/([?&][^=&#\s]*)=[^&#\s]*/g, "$1=[REDACTED]");
}
