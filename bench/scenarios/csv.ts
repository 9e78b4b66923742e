// Chunks of CSV to rows of cells.

import { readRows } from "../../receiver/sources/csv/read-rows.ts";
import { sampleChunks, stream } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const csv: Stage = {
	async prepare() {
		const chunks = sampleChunks();
		return {
			async pass() {
				for await (const _ of readRows(stream(chunks)));
			},
		};
	},
};
