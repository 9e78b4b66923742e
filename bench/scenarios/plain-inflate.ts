// Yardstick: zlib alone, in one call.

import { gunzipSync, gzipSync } from "node:zlib";
import { sampleCsv } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const plainInflate: Stage = {
	async prepare() {
		const compressed = gzipSync(sampleCsv());
		return {
			pass() {
				gunzipSync(compressed);
			},
		};
	},
};
