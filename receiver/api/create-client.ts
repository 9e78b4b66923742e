// The client of an org: login, pages, retries and clock put together behind the
// seam that the sources use.

import pRetry from "p-retry";
import type { Dispatcher } from "undici";
import type { Clock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import type { TokenSource } from "../auth/token-source.ts";
import { bodyText, headerText } from "./answer-body.ts";
import type { SalesforceClient, SoqlRow } from "./client.ts";
import { parseDescription, withoutObject } from "./describe.ts";
import { createDispatcher, type TlsOptions } from "./dispatcher.ts";
import { createInstanceGet } from "./instance-http.ts";
import { type ApiUsage, parseLimitInfo } from "./limit-info.ts";
import { openLogFileBody } from "./log-file-body.ts";
import { SalesforceError } from "./salesforce-error.ts";
import { createServerClock, type ServerClock } from "./server-clock.ts";
import { parseSoqlPage } from "./soql-page.ts";
import { userAgent } from "./user-agent.ts";

/** Two thousand rows of the widest objects stay far below. */
const MAX_PAGE_BYTES = 64 * 1024 * 1024;
const RETRIES = 4;
const RETRY_BASE_DELAY_MS = 500;
/** No new attempt begins after this; the next poll is the better one. */
const MAX_RETRY_TIME_MS = 300_000;

export interface SalesforceClientOptions {
	readonly instanceUrl: string;
	/** e.g. `67.0` */
	readonly apiVersion: string;
	readonly tokens: TokenSource;
	/** How long an answer may pause between two bytes. */
	readonly idleTimeoutMs: number;
	readonly connectTimeoutMs: number;
	readonly tls?: TlsOptions | undefined;
	/** Shared with the login; made from the options above when absent. Whoever made it destroys it. */
	readonly dispatcher?: Dispatcher | undefined;
	/** Of this program, for the User-Agent. */
	readonly version?: string | undefined;
	/** The pause before the second attempt; each further one is twice as long. 500 ms. */
	readonly retryBaseDelayMs?: number | undefined;
	readonly clock: Clock;
	/** Shared with the login, whose answer is the first to tell the org's time; made here when absent. */
	readonly serverClock?: ServerClock | undefined;
	readonly telemetry: Telemetry;
}

export interface MeteredSalesforceClient extends SalesforceClient {
	/** The org's API calls as its last answer told them. */
	limits(): ApiUsage | undefined;
}

/** Throws a `SalesforceError` when a file of the TLS settings can't be read. */
export function createSalesforceClient(
	options: SalesforceClientOptions,
): MeteredSalesforceClient {
	const { tokens, telemetry, apiVersion } = options;
	const dispatcher = options.dispatcher ?? createDispatcher(options);
	const serverClock =
		options.serverClock ?? createServerClock(options.clock, telemetry.logger);
	let usage: ApiUsage | undefined;

	const get = createInstanceGet({
		origin: new URL(options.instanceUrl).origin,
		dispatcher,
		tokens,
		telemetry,
		userAgent: userAgent(options.version),
		observe(answer) {
			serverClock.observe(headerText(answer, "date"));
			usage = parseLimitInfo(answer.headers["sforce-limit-info"]) ?? usage;
		},
	});

	/** Repeats what is worth it: busy or failing servers, broken connections, web pages. */
	function retrying<T>(
		attempt: () => Promise<T>,
		signal: AbortSignal,
	): Promise<T> {
		return pRetry(attempt, {
			retries: RETRIES,
			minTimeout: options.retryBaseDelayMs ?? RETRY_BASE_DELAY_MS,
			factor: 2,
			randomize: true,
			maxRetryTime: MAX_RETRY_TIME_MS,
			signal,
			shouldRetry: ({ error }) =>
				error instanceof SalesforceError && error.retryable,
			onFailedAttempt({ error, attemptNumber, retriesLeft, retryDelay }) {
				if (!(error instanceof SalesforceError) || !error.retryable) return;
				if (retriesLeft === 0) return;
				telemetry.logger.warn("A request to Salesforce failed, trying again", {
					code: error.code,
					error: error.message,
					attempt: attemptNumber,
					delay_ms: retryDelay,
				});
			},
		});
	}

	async function* query(
		soql: string,
		signal: AbortSignal,
	): AsyncGenerator<readonly SoqlRow[], void, void> {
		let link: string | undefined =
			`/services/data/v${apiVersion}/query?q=${encodeURIComponent(soql)}`;
		while (link !== undefined) {
			const current: string = link;
			const page = await retrying(async () => {
				const answer = await get("query", current, signal);
				const body = await bodyText(answer, MAX_PAGE_BYTES, signal);
				return parseSoqlPage(
					body,
					headerText(answer, "content-type"),
					answer.where,
				);
			}, signal);
			if (page.next === current) {
				throw new SalesforceError("unexpected_answer", {
					where: "query",
					found: "a page names itself as the next one",
				});
			}
			yield page.rows;
			link = page.next;
		}
	}

	return {
		query,
		describe: (object, signal) =>
			retrying(async () => {
				try {
					const path = `/services/data/v${apiVersion}/sobjects/${encodeURIComponent(object)}/describe`;
					const answer = await get("describe", path, signal);
					return parseDescription(
						await bodyText(answer, MAX_PAGE_BYTES, signal),
						headerText(answer, "content-type"),
						answer.where,
					);
				} catch (error) {
					throw withoutObject(error, object);
				}
			}, signal),
		async organizationId(signal) {
			const token = await retrying(() => tokens.get(signal), signal);
			return token.organizationId;
		},
		openLogFile: (path, signal) =>
			retrying(async () => {
				try {
					return await openLogFileBody(
						await get("log_file", path, signal),
						signal,
					);
				} catch (error) {
					throw asLogFileError(error, path);
				}
			}, signal),
		serverNow: serverClock.now,
		limits: () => usage,
		async close() {
			if (options.dispatcher === undefined) await dispatcher.destroy();
		},
	};
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
