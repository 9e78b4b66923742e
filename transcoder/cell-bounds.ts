// Where the cells of the row in work begin and end, as the engine has written it down.

import { ENDS, STARTS } from "./engine/layout.ts";
import type { Engine } from "./engine.ts";

export interface CellBounds {
	/** Addresses. Each array is good until the engine's memory grows. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
}

export function createCellBounds(columns: number, engine: Engine): CellBounds {
	let starts = new Int32Array();
	let ends = new Int32Array();

	function look(): void {
		const { buffer } = engine.words;
		if (starts.buffer === buffer) return;
		starts = new Int32Array(buffer, STARTS, columns);
		ends = new Int32Array(buffer, ENDS, columns);
	}

	return {
		get starts() {
			look();
			return starts;
		},
		get ends() {
			look();
			return ends;
		},
	};
}
