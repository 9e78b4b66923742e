// What of an `otlp_http` exporter with default settings the stages need.

import { otlpHttpExporterSchema } from "../config/schema/otlp-http-exporter.ts";
import { createOtlpEncoder } from "../exporters/otlp/encoder.ts";
import type { ContentCoding } from "../exporters/otlp/request/compression.ts";
import type { RequestEncoder } from "../pipeline/exporter.ts";

export const DEFAULTS = otlpHttpExporterSchema.parse({
	endpoint: "http://127.0.0.1:4318",
});

export function createEncoder(
	compression: ContentCoding | "none" = DEFAULTS.compression,
): RequestEncoder {
	const { batch } = DEFAULTS.sending_queue;
	return createOtlpEncoder({
		encoding: DEFAULTS.encoding,
		compression,
		maxSize: batch.max_size,
		sizer: batch.sizer,
	});
}
