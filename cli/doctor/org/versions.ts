// GET /services/data, which needs no login: tells whether Salesforce answers at all, its
// time by the Date header, and the API versions. Asked once for all three checks.

import { bodyText, headerText } from "../../../receiver/api/answer-body.ts";
import {
	describeVersions,
	NEWEST_TESTED,
	newestTested,
	OLDEST_TESTED,
	parseVersions,
} from "../../../receiver/api/api-versions.ts";
import { restError } from "../../../receiver/api/error-answer.ts";
import {
	CLOCK_TOLERANCE_MS,
	clockOffset,
	describeOffset,
} from "../../../receiver/api/server-clock.ts";
import { transportError } from "../../../receiver/api/transport-error.ts";
import { userAgent } from "../../../receiver/api/user-agent.ts";
import { type Check, fail, pass, skip, warn } from "../check.ts";
import type { OrgUnderTest } from "./org-under-test.ts";

const MAX_BYTES = 256 * 1024;
/** An assertion lives for three minutes. */
const TOO_FAR_MS = 170_000;
const NTP = "Set up time synchronisation (NTP) on this machine.";

/** It may want a login first; that it says so is an answer, too. */
const REFUSALS = new Set([401, 403]);

interface Told {
	readonly status: number;
	readonly body: string;
	readonly contentType: string | undefined;
	/** How far the org's clock is ahead of ours, ms. */
	readonly offset: number | undefined;
}

export function versionChecks(org: OrgUnderTest): Check[] {
	const where = `GET ${org.config.instance_url}/services/data`;
	let told: Told | undefined;
	let offered: readonly number[] | undefined;

	async function ask(signal: AbortSignal): Promise<Told> {
		try {
			const response = await org.dispatcher.request({
				origin: org.config.instance_url,
				path: "/services/data",
				method: "GET",
				signal,
				headers: {
					accept: "application/json",
					"user-agent": userAgent(org.version),
				},
			});
			const answer = {
				where,
				status: response.statusCode,
				headers: response.headers,
				body: response.body,
			};
			return {
				status: answer.status,
				offset: clockOffset(headerText(answer, "date"), org.clock.now()),
				contentType: headerText(answer, "content-type"),
				body: await bodyText(answer, MAX_BYTES, signal),
			};
		} catch (error) {
			signal.throwIfAborted();
			throw transportError(error, where);
		}
	}

	return [
		{
			name: "HTTP",
			needs: ["proxy", "TLS"],
			async run(signal) {
				told = await ask(signal);
				const { status, body, contentType } = told;
				if (REFUSALS.has(status)) return pass(`answers with HTTP ${status}`);
				if (status !== 200) throw restError(status, contentType, body, where);
				offered = parseVersions(body, contentType, where);
				return pass("the org answers");
			},
		},
		{
			name: "clock",
			needs: ["HTTP"],
			async run() {
				const offset = told?.offset;
				if (offset === undefined) {
					return warn(
						"the answer has no Date to compare our clock with",
						"Look for a proxy between here and Salesforce that takes headers away.",
					);
				}
				const found = describeOffset(offset);
				if (Math.abs(offset) > TOO_FAR_MS) return fail(found, NTP);
				if (Math.abs(offset) > CLOCK_TOLERANCE_MS) return warn(found, NTP);
				return pass("agrees with Salesforce's");
			},
		},
		{
			name: "API version",
			needs: ["HTTP"],
			async run() {
				if (offered === undefined) {
					return skip("the org tells its versions only after a login");
				}
				const configured = org.config.api_version;
				if (configured === "auto") {
					return pass(
						`${newestTested(offered, where)}.0 (auto); ${describeVersions(offered)}`,
					);
				}
				const version = Number(configured);
				if (!offered.includes(version)) {
					return fail(
						`api_version is ${configured}; ${describeVersions(offered)}`,
						"Set api_version to one of these, or to auto.",
					);
				}
				return version < OLDEST_TESTED || version > NEWEST_TESTED
					? warn(
							`${configured}, which this program was not tested with (${OLDEST_TESTED}.0 to ${NEWEST_TESTED}.0)`,
							"Set api_version to auto.",
						)
					: pass(`${configured}; ${describeVersions(offered)}`);
			},
		},
	];
}
