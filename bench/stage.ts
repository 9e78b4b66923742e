// One stage of the hot path, alone in its process: everything that it needs lies
// in memory before the clock starts.

import { cpuMicros, type Measurement, peakRssBytes } from "./measurement.ts";
import { SAMPLE_ROWS } from "./sample.ts";

export interface PreparedStage {
	/** Does the stage's work once for every record of the sample. */
	pass(): void | Promise<void>;
	/** Removes what was left outside of the process. */
	cleanUp?(): Promise<void>;
}

export interface Stage {
	/** Makes the input, which does not count. */
	prepare(): Promise<PreparedStage>;
}

const WARM_UP_PASSES = 5;
const PASSES = 10;

export async function measure(stage: Stage): Promise<Measurement> {
	const prepared = await stage.prepare();
	try {
		// Until V8 has compiled what is hot.
		for (let n = 0; n < WARM_UP_PASSES; n++) await prepared.pass();
		const cpuBefore = cpuMicros();
		const before = performance.now();
		for (let n = 0; n < PASSES; n++) await prepared.pass();
		return {
			records: PASSES * SAMPLE_ROWS,
			seconds: (performance.now() - before) / 1000,
			cpuMicros: cpuMicros() - cpuBefore,
			peakRssBytes: peakRssBytes(),
		};
	} finally {
		await prepared.cleanUp?.();
	}
}
