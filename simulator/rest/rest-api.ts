// /services/data: who may ask, what there is, and how much of the daily limit it
// costs.

import {
	type Answer,
	type Asked,
	apiError,
	htmlPage,
	jsonAnswer,
} from "../http/answer.ts";
import type { LogFile } from "../log-files/log-file.ts";
import type { Sessions } from "../oauth/sessions.ts";
import { type ObjectCatalog, seenThrough } from "../soql/object-definition.ts";
import type { ApiUsage } from "./api-usage.ts";
import { answerDescribe } from "./describe.ts";
import { headBytes, MAX_HEAD_BYTES } from "./head-bytes.ts";
import type { QueryEndpoint } from "./query.ts";
import { answerVersions, statusOf } from "./versions.ts";

const NOT_FOUND = apiError(
	404,
	"NOT_FOUND",
	"The requested resource does not exist",
);

export const SESSION_EXPIRED = apiError(
	401,
	"INVALID_SESSION_ID",
	"Session expired or invalid",
);

export interface RestApi {
	answer(asked: Asked): Answer;
}

export function bearerToken(asked: Asked): string | undefined {
	return /^(?:Bearer|OAuth) (\S+)$/i.exec(
		asked.headers.authorization ?? "",
	)?.[1];
}

export function createRestApi(options: {
	sessions: Sessions;
	usage: ApiUsage;
	catalog: ObjectCatalog;
	queries: QueryEndpoint;
	findLogFile: (id: string) => LogFile | undefined;
	/** Tell the length of an uncompressed log file beforehand. */
	announceLength: boolean;
}): RestApi {
	const { sessions, usage, catalog, queries, findLogFile, announceLength } =
		options;

	function logFile(id: string): Answer {
		const file = findLogFile(id);
		if (file === undefined) return NOT_FOUND;
		return {
			status: 200,
			headers: { "Content-Type": "text/csv;charset=UTF-8" },
			body: file.content.bytes(),
			announcedLength: announceLength ? file.contentBytes : undefined,
		};
	}

	function describe(asked: Asked, name: string, version: string): Answer {
		const object = seenThrough(catalog, asked.lens).find(name);
		return object ? answerDescribe(object, version) : NOT_FOUND;
	}

	function limits(): Answer {
		const daily = { Max: usage.max, Remaining: usage.max - usage.used() };
		return jsonAnswer(200, { DailyApiRequests: daily });
	}

	function route(asked: Asked, version: string, rest: string): Answer {
		let found: RegExpExecArray | null;
		if (/^\/query\/?$/.test(rest)) return queries.query(asked, version);
		found = /^\/query\/([^/]+)$/.exec(rest);
		if (found) return queries.queryMore(asked, found[1] as string, version);
		found = /^\/sobjects\/EventLogFile\/(\w+)\/LogFile$/i.exec(rest);
		if (found) return logFile(found[1] as string);
		found = /^\/sobjects\/(\w+)\/describe\/?$/.exec(rest);
		if (found) return describe(asked, found[1] as string, version);
		if (/^\/limits\/?$/.test(rest)) return limits();
		return NOT_FOUND;
	}

	function authorized(asked: Asked, version: string, rest: string): Answer {
		if (asked.headers.authorization === undefined) {
			return apiError(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE");
		}
		const token = bearerToken(asked);
		if (token === undefined || !sessions.use(token)) return SESSION_EXPIRED;
		if (!usage.spend()) {
			return apiError(
				403,
				"REQUEST_LIMIT_EXCEEDED",
				"TotalRequests Limit exceeded.",
			);
		}
		if (asked.method !== "GET") {
			return apiError(
				405,
				"METHOD_NOT_ALLOWED",
				`HTTP Method '${asked.method}' not allowed. Allowed are HEAD,GET`,
			);
		}
		return route(asked, version, rest);
	}

	return {
		answer(asked) {
			const bytes = headBytes(asked);
			if (bytes.url > MAX_HEAD_BYTES) return htmlPage(414, "URI Too Long");
			if (bytes.all > MAX_HEAD_BYTES) {
				return htmlPage(431, "Request Header Fields Too Large");
			}
			const { pathname } = asked.url;
			if (/^\/services\/data\/?$/.test(pathname)) return answerVersions(asked);
			const found = /^\/services\/data\/v([\d.]+)(\/.*)$/.exec(pathname);
			if (!found) return NOT_FOUND;
			const [, version, rest] = found as unknown as [string, string, string];
			switch (statusOf(version)) {
				case "unknown":
					return NOT_FOUND;
				case "retired":
					return apiError(
						410,
						"UNSUPPORTED_API_VERSION",
						"The requested API version is retired",
					);
				default: {
					const answer = authorized(asked, version, rest);
					return {
						...answer,
						headers: {
							...answer.headers,
							"Sforce-Limit-Info": `api-usage=${usage.used()}/${usage.max}`,
						},
					};
				}
			}
		},
	};
}
