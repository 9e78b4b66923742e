// What the process of beside.js is told and tells. Before it begins it tells the ports
// of its extensions.

export interface BesideSetup {
	readonly yaml: string;
	/** It ends when so many are acknowledged. */
	readonly records: number;
	/** The origin of the org whose requests are timed. */
	readonly polledOrg?: string;
}

export interface BesideMeasurement {
	readonly recordsPerSecond: number;
	/** How late the event loop was in one of a hundred looks, ms. */
	readonly loopDelayMs: number;
	/** How long each request to `polledOrg` took, ms. */
	readonly pollsMs: readonly number[];
}
