// The requests that the sources make, one by one: their paths, their answers, and what
// an error of theirs means.

import { bodyBytes, headerText } from "./answer-body.ts";
import type { ApiVersion } from "./api-version.ts";
import type { BodyBuffer } from "./body-buffer.ts";
import type { FieldDescription } from "./client.ts";
import { parseDescription, withoutObject } from "./describe.ts";
import type { DownloadSlots } from "./download-slots.ts";
import type { InstanceGet, RequestKind } from "./instance-http.ts";
import { type ApiUsage, parseLimits } from "./limit-info.ts";
import { openLogFileBody } from "./log-file-body.ts";
import { withPermission } from "./object-permissions.ts";
import { releasing } from "./releasing.ts";
import { SalesforceError } from "./salesforce-error.ts";
import { readSoqlPage, type SoqlPage } from "./soql-page.ts";

/** Two thousand rows of the widest objects stay far below. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface RequestsOptions {
	readonly get: InstanceGet;
	readonly version: ApiVersion;
	readonly downloads: DownloadSlots;
}

/** Each is one attempt, and rejects with a `SalesforceError` or the reason of `signal`. */
export interface Requests {
	/** A page lies in `into`. */
	firstPage(
		soql: string,
		signal: AbortSignal,
		into: BodyBuffer,
	): Promise<SoqlPage>;
	nextPage(
		link: string,
		signal: AbortSignal,
		into: BodyBuffer,
	): Promise<SoqlPage>;
	describe(
		object: string,
		signal: AbortSignal,
	): Promise<readonly FieldDescription[]>;
	logFile(
		path: string,
		signal: AbortSignal,
	): Promise<AsyncIterable<Uint8Array>>;
	/** Undefined when the org does not tell. */
	limits(signal: AbortSignal): Promise<ApiUsage | undefined>;
}

export function createRequests({
	get,
	version,
	downloads,
}: RequestsOptions): Requests {
	async function read<T>(
		kind: RequestKind,
		link: string,
		parse: Parse<Buffer, T>,
		signal: AbortSignal,
		into?: BodyBuffer,
	): Promise<T> {
		const answer = await get(kind, link, signal);
		const body = await bodyBytes(answer, MAX_ANSWER_BYTES, signal, into);
		return parse(body, headerText(answer, "content-type"), answer.where);
	}

	const versioned = <T>(
		kind: RequestKind,
		path: string,
		parse: Parse<Buffer, T>,
		signal: AbortSignal,
		into?: BodyBuffer,
	): Promise<T> =>
		version.use(
			(number) =>
				read(kind, `/services/data/v${number}/${path}`, parse, signal, into),
			signal,
		);

	async function download(
		path: string,
		signal: AbortSignal,
	): Promise<AsyncIterable<Uint8Array>> {
		const leave = await downloads.enter(signal);
		try {
			const answer = await get("log_file", path, signal);
			return releasing(await openLogFileBody(answer, signal), leave, signal);
		} catch (error) {
			leave();
			throw error;
		}
	}

	return {
		async firstPage(soql, signal, into) {
			const path = `query?q=${encodeURIComponent(soql)}`;
			try {
				return await versioned("query", path, readSoqlPage, signal, into);
			} catch (error) {
				throw withPermission(error, /\bFROM (\w+)/.exec(soql)?.[1]);
			}
		},
		nextPage: (link, signal, into) =>
			read("query", link, readSoqlPage, signal, into),
		async describe(object, signal) {
			const path = `sobjects/${encodeURIComponent(object)}/describe`;
			try {
				return await versioned(
					"describe",
					path,
					asText(parseDescription),
					signal,
				);
			} catch (error) {
				throw withPermission(withoutObject(error, object), object);
			}
		},
		async logFile(path, signal) {
			try {
				return await download(path, signal);
			} catch (error) {
				throw asLogFileError(error, path);
			}
		},
		limits: (signal) =>
			versioned("limits", "limits", asText(parseLimits), signal),
	};
}

type Parse<Body, T> = (
	body: Body,
	contentType: string | undefined,
	where: string,
) => T;

function asText<T>(parse: Parse<string, T>): Parse<Buffer, T> {
	return (body, contentType, where) =>
		parse(body.toString("utf8"), contentType, where);
}

function asLogFileError(error: unknown, path: string): unknown {
	if (!(error instanceof SalesforceError) || error.code !== "not_found") {
		return error;
	}
	return new SalesforceError("log_file_not_found", {
		where: path,
		found: `HTTP ${error.status}`,
		status: error.status,
		salesforceCode: error.salesforceCode,
		cause: error,
	});
}
