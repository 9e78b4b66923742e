// The bytes of requests to their gzip; a part of `delivery`.

import { createRequestMemory } from "../../exporters/otlp/request/request-memory.ts";
import { createEncoder } from "../default-exporter.ts";
import { sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const compression: Stage = {
	async prepare() {
		const encoder = createEncoder("none");
		const bodies: Uint8Array[] = [];
		for (const records of await sampleBatches()) {
			const requests = await encoder.encode(records);
			bodies.push(...requests.map(({ body }) => body));
		}
		const { lend, compress, leaseOf } = createRequestMemory();
		return {
			async pass() {
				for (const body of bodies) {
					const compressed = await lend(body.length, (bytes) => {
						bytes.set(body);
						return compress(bytes, "gzip");
					});
					// As when it is sent.
					leaseOf(compressed)?.end();
				}
			},
		};
	},
};
