// Which rows of an hour come late, in a file of a later Sequence. Salesforce puts
// only the new rows there; now and then it repeats some.

import { createRandom } from "../generate/random.ts";
import type { FileRulesOf } from "./file-rules.ts";

export interface LateRowsPlan {
	/** The rows of the file with this Sequence: 1 for each that it has, or undefined for all. */
	ofSequence(
		eventType: string,
		hour: number,
		rows: number,
		sequence: number,
	): Uint8Array | undefined;
	/** What a daily file has at first, before it is replaced. */
	atFirst(eventType: string, hour: number, rows: number): Uint8Array;
}

/** Of a daily file that will be replaced, when late rows are not asked for. */
const LATE_SHARE_OF_DAILY = 0.05;

export function createLateRowsPlan(
	seed: number,
	rulesOf: FileRulesOf,
): LateRowsPlan {
	/** The Sequence that each row comes with, and whether a later file has it again. */
	function* fates(eventType: string, hour: number, rows: number, late: number) {
		const { sequences, repeatedShare } = rulesOf(eventType, hour);
		const random = createRandom(seed, "late", eventType, hour);
		for (let row = 0; row < rows; row++) {
			const sequence = random.chance(late)
				? 2 + random.below(Math.max(sequences - 1, 1))
				: 1;
			yield { row, sequence, again: random.chance(repeatedShare) };
		}
	}

	return {
		ofSequence(eventType, hour, rows, wanted) {
			const { lateShare } = rulesOf(eventType, hour);
			if (lateShare === 0)
				return wanted === 1 ? undefined : new Uint8Array(rows);
			const mask = new Uint8Array(rows);
			let late = false;
			for (const fate of fates(eventType, hour, rows, lateShare)) {
				const { row, sequence, again } = fate;
				if (sequence === wanted) late = true;
				mask[row] = sequence === wanted || (again && sequence < wanted) ? 1 : 0;
			}
			// Without anything new there is no file.
			return late ? mask : new Uint8Array(rows);
		},
		atFirst(eventType, hour, rows) {
			const mask = new Uint8Array(rows);
			const late = rulesOf(eventType, hour).lateShare || LATE_SHARE_OF_DAILY;
			for (const { row, sequence } of fates(eventType, hour, rows, late)) {
				mask[row] = sequence === 1 ? 1 : 0;
			}
			return mask;
		},
	};
}
