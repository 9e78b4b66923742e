// What the measured process (receiver.js) is told and tells.

import type { Measurement } from "../measurement.ts";

export interface ReceiverMeasurement extends Measurement {
	/** Of `cpuMicros`, what starting took. */
	readonly startMicros: number;
	/** How late the event loop was in one of a hundred looks, ms. */
	readonly loopDelayMs: number;
}

/** What it is configured with: a text in YAML that names these variables, or the variables alone. */
export interface ReceiverSetup {
	readonly environment: NodeJS.ProcessEnv;
	readonly yaml?: string;
}
