import type { ConformanceCase } from "../conformance-case.ts";

export const QUERY_CASES: readonly ConformanceCase[] = [
	{
		shows: "two rows a page",
		fault: "short_pages",
		faults: { short_pages: { rows: 2 } },
		lasts: "for good",
		holdsUp: [],
	},
	{
		shows: "the second page of every listing is gone",
		fault: "query_locator_lost",
		faults: {
			short_pages: { rows: 2, only: "EventLogFile|0r8" },
			query_locator_lost: { probability: 1 },
		},
		lasts: "an hour",
		holdsUp: ["files"],
		tells: "query_locator_invalid",
	},
	{
		shows: "once: the query begins again",
		fault: "query_locator_lost",
		faults: {
			short_pages: { rows: 2, only: "FROM LogoutEvent" },
			query_locator_lost: { count: 1 },
		},
		lasts: "once",
		holdsUp: [],
	},
	{
		shows: "daily files are read all the same",
		fault: "no_interval_column",
		faults: ["no_interval_column"] as never,
		lasts: "for good",
		holdsUp: [],
		org: { interval: "daily", hours: 48 },
		streams: {
			login: { log_file_interval: "daily" },
			apex: { log_file_interval: "daily" },
		},
	},
	{
		shows: "hourly files are asked for",
		fault: "no_interval_column",
		faults: { no_interval_column: { probability: 1 } },
		lasts: "an hour",
		holdsUp: ["files"],
		tells: "no_hourly_files",
	},
	{
		shows: "the interval is always named",
		fault: "no_implicit_interval",
		faults: { no_implicit_interval: {} },
		lasts: "for good",
		holdsUp: [],
		org: { interval: "both", hours: 26 },
	},
	...[400, 500].map(
		(status): ConformanceCase => ({
			shows: `windows are halved at status ${status}`,
			fault: "query_timeout",
			faults: { query_timeout: { status, max_span: "1h" } },
			lasts: "for good",
			holdsUp: [],
		}),
	),
	{
		shows: "rows are put into the order of time",
		fault: "big_object_any_order",
		faults: { big_object_any_order: {} },
		lasts: "for good",
		holdsUp: [],
	},
	...(
		[
			["EventLogFile", "files"],
			["LogoutEvent", "logout"],
			["SetupAuditTrail", "setup_audit_trail"],
		] as const
	).map(
		([object, source]): ConformanceCase => ({
			shows: `${object} is told with the name of its permission`,
			fault: "permission_missing",
			faults: { permission_missing: { object } },
			lasts: "an hour",
			holdsUp: [source],
			tells: "object_not_available",
		}),
	),
	{
		shows: "all rows of an hour in one second, over several pages",
		fault: "setup_burst",
		faults: { setup_burst: {}, short_pages: { rows: 3 } },
		lasts: "for good",
		holdsUp: [],
		org: { objects: { SetupAuditTrail: 25 } },
	},
	{
		shows: "rows without their author",
		fault: "setup_created_by_null",
		faults: { setup_created_by_null: {} },
		lasts: "for good",
		holdsUp: [],
	},
];
