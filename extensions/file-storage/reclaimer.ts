// Gives the space of what was deleted back to the disk, a slice at a time, so that
// the event loop is never held up for long. Some unused pages stay in the file: the
// next commits fill them without growing it again.

import type { Clock } from "../../pipeline/clock.ts";
import { reach } from "../../pipeline/fault-point.ts";
import type { Logger } from "../../pipeline/logger.ts";
import type { StateDatabase } from "./state-database.ts";

/** How long after a deletion it begins: what follows at once may fill the pages again. */
const QUIET_MS = 1_000;
const PAUSE_MS = 50;
/** 1 MiB of the usual pages, moved in a few milliseconds. */
const SLICE_PAGES = 256;
/** What stays: 1 MiB, or a quarter of what is in use. */
const SLACK_PAGES = 256;
const SLACK_SHARE = 0.25;

export interface Reclaimer {
	/** Something was deleted. */
	deleted(): void;
	close(): void;
}

export function createReclaimer(
	database: StateDatabase,
	clock: Clock,
	logger: Logger,
): Reclaimer {
	const closing = new AbortController();
	let running = false;

	/** Pages that are worth giving back. */
	function excess(): number {
		const { used, unusedPages, pageSize } = database.size();
		const slack = Math.max(SLACK_PAGES, (used / pageSize) * SLACK_SHARE);
		return Math.floor(unusedPages - slack);
	}

	async function run(): Promise<void> {
		await clock.sleep(QUIET_MS, closing.signal);
		let pages = excess();
		if (pages <= 0) return;
		for (; pages > 0; pages = excess()) {
			reach("vacuum.before");
			database.vacuum(Math.min(pages, SLICE_PAGES));
			reach("vacuum.after");
			await clock.sleep(PAUSE_MS, closing.signal);
		}
		reach("vacuum.empty_log");
		database.emptyLog();
	}

	return {
		deleted() {
			if (running || closing.signal.aborted) return;
			running = true;
			run()
				.catch((error: Error) => {
					if (closing.signal.aborted) return;
					// Nothing depends on it, and the next deletion tries again.
					logger.debug(`no space was given back: ${error.message}`);
				})
				.finally(() => {
					running = false;
				});
		},
		close() {
			closing.abort(new Error("the storage is closed"));
		},
	};
}
