import type { FaultName } from "../../../simulator/faults/fault-table.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** For an hour in the place of every answer about event log files. */
function forAnHour(
	fault: FaultName,
	tells: string | readonly string[],
	shows: string,
	parameters: Readonly<Record<string, unknown>> = {},
): ConformanceCase {
	return {
		shows,
		fault,
		faults: {
			[fault]: { ...parameters, probability: 1, only: "EventLogFile" },
		},
		lasts: "an hour",
		holdsUp: ["files"],
		tells,
	};
}

function once(
	fault: FaultName,
	shows: string,
	parameters: Readonly<Record<string, unknown>> = {},
): ConformanceCase {
	return {
		shows,
		fault,
		faults: { [fault]: { ...parameters, count: 1 } },
		lasts: "once",
		holdsUp: [],
	};
}

/** A web page is told as one, with its status and title. */
const DOWN = ["server_unavailable", "html_answer"];

const SEVEN = [
	"ApexCallout",
	"ApexTrigger",
	"ApexRestApi",
	"ApexSoap",
	"ApexUnexpectedException",
	"QueuedExecution",
	"ExternalCustomApexCallout",
];

const TOO_LONG = "request_too_long";

export const EDGE_CASES: readonly ConformanceCase[] = [
	forAnHour("unavailable", DOWN, "502 as a web page", {
		answer: "html_502",
	}),
	forAnHour("unavailable", DOWN, "503 as a web page", {
		answer: "html_503",
	}),
	forAnHour("unavailable", "server_unavailable", "503 as JSON", {
		answer: "json_503",
	}),
	once("unavailable", "once, any of them: nobody need know"),
	forAnHour("server_error", "server_error", "in every query of files"),
	forAnHour("maintenance_page", "html_answer", "in every query of files"),
	forAnHour("no_route", "no_route_to_org", "in every query of files"),
	forAnHour(
		"too_many_requests",
		["rate_limited", "html_answer"],
		"in every query of files",
	),
	forAnHour("uri_too_long", TOO_LONG, "a limit that no query can keep", {
		limit: 120,
	}),
	{
		shows: "a query of many event types is split",
		fault: "uri_too_long",
		faults: { uri_too_long: { limit: 500, only: "EventLogFile" } },
		lasts: "for good",
		holdsUp: [],
		types: SEVEN,
		org: {
			event_types: Object.fromEntries(
				["ApexExecution", ...SEVEN].map((type) => [type, 3]),
			),
		},
		streams: { apex: { event_types: ["ApexExecution", ...SEVEN] } },
	},
	forAnHour("head_too_long", TOO_LONG, "a limit that no query can keep", {
		limit: 300,
	}),
	forAnHour(
		"version_retired",
		"api_version_retired",
		"in every query of files",
	),
	...[301, 302, 303, 307, 308].map((status) =>
		once("redirect", `${status} is followed`, { status }),
	),
	forAnHour("redirect", "too_many_redirects", "without an end"),
	forAnHour(
		"redirect_elsewhere",
		"foreign_origin",
		"is not followed, and the token stays here",
	),
	forAnHour("connection_reset", "connection_failed", "in every query of files"),
	once("connection_reset", "once: nobody need know"),
];
