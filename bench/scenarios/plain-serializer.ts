// Yardstick: the official Protobuf serializer alone, a batch a call.

import { ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const plainSerializer: Stage = {
	async prepare() {
		const batches = await sampleBatches();
		return {
			pass() {
				for (const batch of batches)
					ProtobufLogsSerializer.serializeRequest(
						batch as unknown as ReadableLogRecord[],
					);
			},
		};
	},
};
