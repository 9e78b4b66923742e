// The client of an org: login, version, pages, retries, downloads and clock put
// together behind the seam that the sources use.

import type { Dispatcher } from "undici";
import type { Clock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import type { TokenSource } from "../auth/token-source.ts";
import { bodyText, headerText } from "./answer-body.ts";
import type { ApiMeter } from "./api-meter.ts";
import { createApiVersion } from "./api-version.ts";
import { parseVersions } from "./api-versions.ts";
import { type BodyBuffer, createBodyBuffer } from "./body-buffer.ts";
import type {
	OrgClient,
	RowPage,
	SalesforceClient,
	SoqlRow,
} from "./client.ts";
import { createDispatcher, type TlsOptions } from "./dispatcher.ts";
import { createDownloadSlots } from "./download-slots.ts";
import { createInstanceGet } from "./instance-http.ts";
import { type ApiUsage, parseLimitInfo } from "./limit-info.ts";
import { createRequests } from "./requests.ts";
import {
	createRetryAllowance,
	type RetryAllowance,
} from "./retry-allowance.ts";
import { createRetrying } from "./retrying.ts";
import { SalesforceError } from "./salesforce-error.ts";
import { createServerClock, type ServerClock } from "./server-clock.ts";
import { userAgent } from "./user-agent.ts";

const MAX_VERSIONS_BYTES = 1024 * 1024;
const MAX_DOWNLOADS = 4;

export interface SalesforceClientOptions {
	readonly instanceUrl: string;
	/** e.g. `67.0`, or `auto`. */
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
	/** Log files on their way at once; 4. */
	readonly maxConcurrentDownloads?: number | undefined;
	/** Told of every answer that tells how many API calls the org has used. */
	readonly meter?: ApiMeter | undefined;
	readonly clock: Clock;
	/** Uniform in [0, 1); Math.random when absent. */
	readonly random?: (() => number) | undefined;
	/** Shared with the login, whose answer is the first to tell the org's time; made here when absent. */
	readonly serverClock?: ServerClock | undefined;
	readonly telemetry: Telemetry;
}

/** Throws a `SalesforceError` when a file of the TLS settings can't be read. */
export function createSalesforceClient(
	options: SalesforceClientOptions,
): OrgClient {
	const { tokens, telemetry, clock, meter } = options;
	const dispatcher = options.dispatcher ?? createDispatcher(options);
	const serverClock =
		options.serverClock ?? createServerClock(clock, telemetry.logger);
	const { origin } = new URL(options.instanceUrl);
	let usage: ApiUsage | undefined;

	function observeUsage(told: ApiUsage | undefined): void {
		if (told === undefined) return;
		usage = told;
		meter?.told(told);
	}

	const get = createInstanceGet({
		origin,
		dispatcher,
		tokens,
		telemetry,
		userAgent: userAgent(options.version),
		observe(answer) {
			meter?.called();
			serverClock.observe(headerText(answer, "date"));
			observeUsage(parseLimitInfo(answer.headers["sforce-limit-info"]));
		},
	});
	const version = createApiVersion({
		configured: options.apiVersion,
		where: origin,
		logger: telemetry.logger,
		async offered(signal) {
			const answer = await get("versions", "/services/data", signal);
			return parseVersions(
				await bodyText(answer, MAX_VERSIONS_BYTES, signal),
				headerText(answer, "content-type"),
				answer.where,
			);
		},
	});
	const downloads = createDownloadSlots({
		max: options.maxConcurrentDownloads ?? MAX_DOWNLOADS,
		clock,
		telemetry,
	});
	const requests = createRequests({ get, version, downloads });
	const retrying = createRetrying({
		telemetry,
		clock,
		random: options.random ?? Math.random,
		baseDelayMs: options.retryBaseDelayMs,
		onRetry(error) {
			if (error.code === "long_running_limit_exceeded") downloads.refused();
		},
	});

	function clientWith(allowance: RetryAllowance): SalesforceClient {
		const again = retrying(allowance);

		async function* query(
			soql: string,
			signal: AbortSignal,
		): AsyncGenerator<readonly SoqlRow[], void, void> {
			for await (const page of queryPages(soql, signal)) yield page.rows();
		}

		async function* queryPages(
			soql: string,
			signal: AbortSignal,
			memory?: BodyBuffer,
		): AsyncGenerator<RowPage, void, void> {
			const body = memory ?? createBodyBuffer();
			try {
				let page = await again(
					"query",
					() => requests.firstPage(soql, signal, body),
					signal,
				);
				for (;;) {
					yield page;
					const { next } = page;
					if (next === undefined) return;
					page = await again(
						"query",
						() => requests.nextPage(next, signal, body),
						signal,
					);
					if (page.next === next) {
						throw new SalesforceError("unexpected_answer", {
							where: "query",
							found: "a page names itself as the next one",
						});
					}
				}
			} finally {
				if (memory === undefined) body.free();
			}
		}

		return {
			query,
			queryPages,
			describe: (object, signal) =>
				again("describe", () => requests.describe(object, signal), signal),
			openLogFile: (path, signal) =>
				again("log_file", () => requests.logFile(path, signal), signal),
			async organizationId(signal) {
				const token = await again("login", () => tokens.get(signal), signal);
				return token.organizationId;
			},
			serverNow: serverClock.now,
			async close() {
				if (options.dispatcher === undefined) await dispatcher.destroy();
			},
		};
	}

	const own = createRetryAllowance(Number.POSITIVE_INFINITY);
	return {
		...clientWith(own),
		forStream() {
			const allowance = createRetryAllowance();
			return { ...clientWith(allowance), beginPoll: allowance.renew };
		},
		limits: () => usage,
		async readLimits(signal) {
			const told = await requests.limits(signal);
			observeUsage(told);
			return told;
		},
	};
}
