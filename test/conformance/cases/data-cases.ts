import type { FaultName } from "../../../simulator/faults/fault-table.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const HOUR_MS = 3_600_000;

const inEveryFile = (fault: FaultName): ConformanceCase => ({
	shows: "in every file",
	fault,
	faults: { [fault]: {} },
	lasts: "for good",
	holdsUp: [],
});

const daily = (fault: FaultName, shows: string): ConformanceCase => ({
	shows,
	fault,
	faults: { [fault]: { delay: "6h" } },
	lasts: "for good",
	holdsUp: [],
	org: { interval: "daily", hours: 24 },
	streams: {
		login: { log_file_interval: "daily" },
		apex: { log_file_interval: "daily" },
	},
	polls: "2h",
	passes: 20 * HOUR_MS,
});

export const DATA_CASES: readonly ConformanceCase[] = [
	{
		shows: "Sequence 2 and 3, up to three days after the events",
		fault: "late_files",
		faults: { late_files: { delay: "34h", probability: 0.3 } },
		lasts: "for good",
		holdsUp: [],
		org: { rows_per_hour: 4, event_types: { ApexExecution: 1 } },
		polls: "6h",
		passes: 75 * HOUR_MS,
	},
	daily("daily_replaced_same_id", "under the same Id"),
	daily("daily_replaced_new_id", "under a new Id"),
	{
		shows: "rows that come again are not sent again",
		fault: "repeated_rows",
		faults: { repeated_rows: { share: 0.5 } },
		lasts: "for good",
		holdsUp: [],
		polls: "1h",
		passes: 8 * HOUR_MS,
	},
	{
		shows: "files of one second",
		fault: "same_created_date",
		faults: { same_created_date: {}, short_pages: { rows: 1 } },
		lasts: "for good",
		holdsUp: [],
	},
	{
		shows: "1 day: what is there is read, in the order in which it vanishes",
		fault: "retention",
		faults: { retention: { after: "1d" } },
		lasts: "for good",
		holdsUp: [],
		org: { hours: 30 },
		deletes: true,
		polls: "2h",
		passes: 4 * HOUR_MS,
	},
	{
		shows: "30 days: everything is there",
		fault: "retention",
		faults: { retention: { after: "30d" } },
		lasts: "for good",
		holdsUp: [],
		deletes: true,
	},
	{
		shows:
			"between listing and download: told as lost, and the others are read",
		fault: "file_vanished",
		faults: { file_vanished: { count: 1 } },
		lasts: "once",
		holdsUp: ["files"],
		tells: "log_file_not_found",
		deletes: true,
	},
	...(
		[
			"csv_quotes_and_newlines",
			"csv_unknown_column",
			"csv_reordered_columns",
			"csv_missing_columns",
			"csv_odd_timestamps",
			"csv_sentinels",
			"csv_salesforce_ip",
			"csv_no_user",
			"csv_bom_and_crlf",
		] as const
	).map(inEveryFile),
];
