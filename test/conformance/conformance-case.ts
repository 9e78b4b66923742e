// One way in which an org is nasty, and what the product has to make of it.

import type { FaultName } from "../../simulator/faults/fault-table.ts";
import type { SimulatorOptions } from "../../simulator/options.ts";

/** What is read of the troubled org: one source each, so each goes its own way. */
export const SOURCES = {
	/** Login and ApexExecution, as event log files. */
	files: ["Login", "ApexExecution"],
	/** Logouts, as the big object LogoutEvent. */
	logout: ["LogoutEvent"],
	setup_audit_trail: ["SetupAuditTrail"],
} as const;

export type SourceName = keyof typeof SOURCES;

export interface ConformanceCase {
	/** What is shown, beside the fault's name. */
	readonly shows: string;
	readonly fault: FaultName;
	/** The fault's settings, and those of others that it needs. */
	readonly faults: Readonly<Record<string, unknown>>;
	/**
	 * How long: an hour, then it is ended; until the org's time has cured it; once; or
	 * for good, because nothing is wrong for a receiver that knows of it.
	 */
	readonly lasts: "an hour" | { readonly until: number } | "once" | "for good";
	/** Which sources it may hold up meanwhile; every other one goes on. */
	readonly holdsUp: readonly SourceName[];
	/** The stable code that the operator is told; nothing when there is nothing to tell. */
	readonly tells?: string | readonly string[];
	/** Of the event log files, for what Salesforce itself has deleted: only told, not delivered. */
	readonly deletes?: true;
	readonly org?: SimulatorOptions;
	/** Keys of the receiver's streams, by name. */
	readonly streams?: Readonly<Record<string, Record<string, unknown>>>;
	/** Event types that are read, too. */
	readonly types?: readonly string[];
	/** Keys of the receiver. */
	readonly receiver?: Readonly<Record<string, unknown>>;
	/** `poll_interval` of every stream; 15 minutes. */
	readonly polls?: string;
	/** How much of the org's time is to pass, ms, before everything is there. */
	readonly passes?: number;
	/** Logins at most. */
	readonly logins?: number;
}
