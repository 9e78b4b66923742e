// The `attributes` processor: actions on the attributes of each record.
//
// Unlike the Collector's it hashes with a key: user names, e-mail addresses and
// IP addresses are few enough to be tried one by one, so their plain SHA-256
// hides nothing.

import { createHmac } from "node:crypto";
import type { AttributesProcessorConfig } from "../../config/schema/attributes-processor.ts";
import type { Processor } from "../../pipeline/processor.ts";
import type { Secret } from "../../pipeline/secret.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { mapRecords } from "../map-records.ts";
import { createTally } from "../tally.ts";
import { compileActions } from "./compile-actions.ts";

export function createAttributesProcessor(
	id: string,
	config: AttributesProcessorConfig,
	telemetry: Telemetry,
): Processor {
	const dropped = createTally(
		telemetry,
		"salesforce_processor_dropped_attributes",
	);
	const apply = compileActions(config.actions, {
		hash: config.hmac_key && keyedHash(config.hmac_key),
		onDeleted: () => dropped.add("delete"),
	});
	return {
		id,
		process(records) {
			const changed = mapRecords(records, (record) => {
				const attributes = apply(record.attributes);
				return attributes === record.attributes
					? record
					: { ...record, attributes };
			});
			dropped.tell();
			return changed;
		},
	};
}

/** HMAC-SHA-256 of the UTF-8 bytes, in hexadecimal digits. */
function keyedHash(key: Secret): (text: string) => string {
	return (text) =>
		createHmac("sha256", key.reveal()).update(text).digest("hex");
}
