// Records to requests in Protobuf, uncompressed.

import { createEncoder } from "../default-exporter.ts";
import { sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const encoding: Stage = {
	async prepare() {
		const batches = await sampleBatches();
		const encoder = createEncoder("none");
		return {
			async pass() {
				for (const batch of batches) await encoder.encode(batch);
			},
		};
	},
};
