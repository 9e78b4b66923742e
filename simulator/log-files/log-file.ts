// An event log file of the org: its record and its content.

import type { FileContent } from "./file-content.ts";

export type Interval = "Hourly" | "Daily";

export interface LogFile {
	/** 18 characters. */
	readonly id: string;
	readonly eventType: string;
	readonly interval: Interval;
	/** 0 for daily files; 1, 2, ... for hourly ones. */
	readonly sequence: number;
	/** ms: the beginning of the hour or day that the events are of. */
	readonly logDate: number;
	/** ms, in whole seconds: when Salesforce made the file. Nobody sees it before. */
	readonly createdDate: number;
	/** LogFileLength: what the record says about the bytes before compression. */
	readonly length: number;
	/** What they really are. */
	readonly contentBytes: number;
	/** How many rows it has, where that is known. */
	readonly rowCount: number | undefined;
	readonly content: FileContent;
}
