// The bytes of requests to their gzip, as the encoder makes it. The encoder has no
// seam there, so the call stands here again, and is checked against its bytes.

import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { createEncoder } from "../default-exporter.ts";
import { sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

const LEVEL = 1;
const compress = promisify(gzip);

export const compression: Stage = {
	async prepare() {
		const encoder = createEncoder();
		const batches: Buffer[][] = [];
		for (const records of await sampleBatches()) {
			const requests = await encoder.encode(records);
			batches.push(requests.map(({ body }) => gunzipSync(body)));
			for (const { body } of requests) {
				const own = await compress(gunzipSync(body), { level: LEVEL });
				if (!own.equals(body)) {
					throw new Error(
						"the encoder compresses in another way now; bring this scenario after it",
					);
				}
			}
		}
		return {
			async pass() {
				for (const batch of batches) {
					await Promise.all(
						batch.map((bytes) => compress(bytes, { level: LEVEL })),
					);
				}
			},
		};
	},
};
