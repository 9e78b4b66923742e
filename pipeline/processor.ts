// A step between receiver and exporters. Pure: it gets records and gives
// records, and never changes one in place, because another pipeline may hold the
// same record.

import type { LogRecord } from "./log-record.ts";

export interface Processor {
	readonly id: string;
	process(records: readonly LogRecord[]): readonly LogRecord[];
}
