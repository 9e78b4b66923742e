// What an endpoint answers, before it becomes bytes on a connection.

import type { IncomingHttpHeaders } from "node:http";
import type { CatalogLens } from "../soql/object-definition.ts";

/** A request as the endpoints see it. */
export interface Asked {
	readonly method: string;
	readonly url: URL;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	/** The org's objects are seen through this. */
	readonly lens?: CatalogLens | undefined;
	/** No page has more rows. */
	readonly pageRows?: number | undefined;
}

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Iterable<Buffer>;
	/** Bytes of a streamed body, to be announced when it is sent uncompressed. */
	readonly announcedLength?: number | undefined;
}

export function jsonAnswer(
	status: number,
	value: unknown,
	headers: Readonly<Record<string, string>> = {},
): Answer {
	return {
		status,
		headers: { "Content-Type": "application/json;charset=UTF-8", ...headers },
		body: JSON.stringify(value),
	};
}

/** Errors of the REST API are an array. */
export function apiError(
	status: number,
	errorCode: string,
	message: string,
): Answer {
	return jsonAnswer(status, [{ message, errorCode }]);
}

/** Errors of the token endpoint are an object. */
export function oauthError(
	error: string,
	errorDescription: string,
	status = 400,
): Answer {
	return jsonAnswer(
		status,
		{ error, error_description: errorDescription },
		{ "Cache-Control": "no-cache, no-store" },
	);
}

export function htmlPage(status: number, text: string): Answer {
	return {
		status,
		headers: { "Content-Type": "text/html;charset=UTF-8" },
		body: `<!DOCTYPE html>\n<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>\n`,
	};
}

export function redirectTo(location: string, status = 302): Answer {
	return { status, headers: { Location: location }, body: "" };
}
