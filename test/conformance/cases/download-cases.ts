import type { FaultName } from "../../../simulator/faults/fault-table.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const forAnHour = (
	fault: FaultName,
	tells: string | readonly string[],
): ConformanceCase => ({
	shows: "at every download",
	fault,
	faults: { [fault]: { probability: 1 } },
	lasts: "an hour",
	holdsUp: ["files"],
	tells,
});

const harmless = (
	fault: FaultName,
	shows: string,
	parameters: Readonly<Record<string, unknown>> = {},
): ConformanceCase => ({
	shows,
	fault,
	faults: { [fault]: parameters },
	lasts: "for good",
	holdsUp: [],
});

export const DOWNLOAD_CASES: readonly ConformanceCase[] = [
	harmless("not_compressed", "every file"),
	...["application/octet-stream", "text/plain", "application/json"].map(
		(type) => harmless("content_type", type, { type }),
	),
	forAnHour("body_truncated", "truncated_body"),
	forAnHour("connection_lost", ["connection_failed", "truncated_body"]),
	{
		shows: "a file that stalls holds nothing else up",
		fault: "stalled",
		faults: { stalled: { count: 1 } },
		lasts: "once",
		holdsUp: ["files"],
		tells: "idle_timeout",
		receiver: { idle_timeout: "300ms" },
	},
	harmless("huge_file", "a file of many batches", {
		bytes: 2_000_000,
		count: 1,
	}),
];
