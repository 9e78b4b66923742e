// Named moments at which a crash is worst. Crash tests subscribe, and kill the
// process there; without a subscriber a moment costs one comparison.

import { channel } from "node:diagnostics_channel";

export const FAULT_POINTS = [
	/** Requests with their checkpoint and uids: before the transaction, within it, after COMMIT, and when it is on the disk. */
	"commit.before",
	"commit.within",
	"commit.after",
	"commit.on_disk",
	/** The same where only a checkpoint moves. */
	"checkpoint.before",
	"checkpoint.within",
	"checkpoint.after",
	"checkpoint.on_disk",
	/** The backend has taken a request, and it is forgotten. */
	"acknowledged.before",
	"acknowledged.within",
	"acknowledged.after",
	/** A request that a backend refused becomes a dead letter. */
	"set_aside.before",
	"set_aside.within",
	"set_aside.after",
	/** One queued request becomes two. */
	"split.before",
	"split.within",
	"split.after",
	/** A step of the schema: within its transaction, and after it. */
	"migration.within",
	"migration.after",
	/** Space is given back to the disk, a slice at a time; then the log is emptied. */
	"vacuum.before",
	"vacuum.after",
	"vacuum.empty_log",
	/** The copy of the checkpoints: written, and then in place. */
	"checkpoint_copy.written",
	"checkpoint_copy.renamed",
	/** A damaged state file: seen, set aside, and replaced with what was saved. */
	"recovery.before",
	"recovery.set_aside",
	"recovery.restored",
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Publishes the name of each point that is reached, to subscribers in the same process. */
export const FAULT_POINT_CHANNEL = "salesforce-otlp:fault-point";

const points = channel(FAULT_POINT_CHANNEL);

export function reach(point: FaultPoint): void {
	if (points.hasSubscribers) points.publish(point);
}
