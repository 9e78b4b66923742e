// The bytes of requests to their gzip; a part of `delivery`.

import { gunzipSync } from "node:zlib";
import { createCompressor } from "../../exporters/otlp/request/compression.ts";
import { createEncoder } from "../default-exporter.ts";
import { sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const compression: Stage = {
	async prepare() {
		const encoder = createEncoder();
		const bodies: Buffer[] = [];
		for (const records of await sampleBatches()) {
			const requests = await encoder.encode(records);
			bodies.push(...requests.map(({ body }) => gunzipSync(body)));
		}
		const { compress } = createCompressor();
		return {
			async pass() {
				for (const bytes of bodies) await compress(bytes, "gzip");
			},
		};
	},
};
