// Which event types a source reads, and how each of them. Salesforce compares the
// names of event types without regard to case, and so does everything here.

import type { RecordSettings } from "../record-settings.ts";

/** The settings of the stream that an event type belongs to; times are ms. */
export interface TypeSettings {
	/** The stream's name. */
	readonly stream: string;
	readonly initialLookbackMs: number;
	readonly settleMs: number;
	readonly overlapMs: number;
	readonly records: RecordSettings;
}

export interface EventTypes {
	readonly named: ReadonlyMap<string, TypeSettings>;
	/** For every further type, but for those in `except`. */
	readonly others?:
		| { readonly settings: TypeSettings; readonly except: readonly string[] }
		| undefined;
}
