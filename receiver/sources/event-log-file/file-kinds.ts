// Which files an org has: the columns Interval and Sequence exist for customers with
// hourly event log files only, and every other org has nothing but daily ones. Asked
// once a day.

import type { Clock } from "../../../pipeline/clock.ts";
import type { Logger } from "../../../pipeline/logger.ts";
import type { SalesforceClient } from "../../api/client.ts";

const MAX_AGE_MS = 24 * 3_600_000;

/** What a listing asks for. */
export interface FileKind {
	/** Of the files that are read: daily ones where hourly ones are wanted and there are none. */
	readonly interval: "hourly" | "daily";
	/** Whether the org has the columns. */
	readonly columns: boolean;
}

export interface FileKinds {
	/** Rejects as `describe` does. */
	get(signal: AbortSignal): Promise<FileKind>;
	/** A query was told that there are no such columns, whatever `describe` says. */
	noColumns(): FileKind;
}

export interface FileKindsOptions {
	readonly client: SalesforceClient;
	readonly clock: Clock;
	/** As configured. */
	readonly interval: "hourly" | "daily";
	readonly logger: Logger;
}

export function createFileKinds(options: FileKindsOptions): FileKinds {
	const { client, clock, interval, logger } = options;
	let known: { readonly columns: boolean; readonly at: number } | undefined;
	let told: FileKind["interval"] = interval;

	function kind(columns: boolean): FileKind {
		known = { columns, at: clock.now() };
		const read = columns ? interval : "daily";
		if (read !== told) tell(read);
		return { interval: read, columns };
	}

	function tell(read: FileKind["interval"]): void {
		told = read;
		if (read === "hourly") {
			logger.info("The org has hourly event log files now, and they are read");
			return;
		}
		logger.warn(
			"The org has no hourly event log files, so its daily ones are read: events come the day after",
			{
				code: "no_hourly_files",
				cure: "Have Event Monitoring with hourly files licensed and enabled (Setup > Event Monitoring Settings), or set log_file_interval to daily.",
			},
		);
	}

	return {
		async get(signal) {
			const age = known === undefined ? MAX_AGE_MS : clock.now() - known.at;
			if (known !== undefined && age >= 0 && age < MAX_AGE_MS) {
				const { columns } = known;
				return { interval: columns ? interval : "daily", columns };
			}
			const fields = await client.describe("EventLogFile", signal);
			return kind(fields.some(({ name }) => name === "Interval"));
		},
		noColumns: () => kind(false),
	};
}
