// The `resource` processor: actions on the attributes of the resource, once for
// each resource.

import type { ResourceProcessorConfig } from "../../config/schema/resource-processor.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import type { Processor } from "../../pipeline/processor.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { compileActions } from "../attributes/compile-actions.ts";
import { mapRecords } from "../map-records.ts";
import { onceForEach } from "../once-for-each.ts";
import { createTally } from "../tally.ts";
import { withAttributes } from "./with-attributes.ts";

export function createResourceProcessor(
	id: string,
	config: ResourceProcessorConfig,
	telemetry: Telemetry,
): Processor {
	const dropped = createTally(
		telemetry,
		"salesforce_processor_dropped_attributes",
	);
	const apply = compileActions(config.attributes, {
		onDeleted: () => dropped.add("delete"),
	});
	const changedResource = onceForEach((resource: LogRecord["resource"]) => {
		const attributes = apply(resource.attributes);
		return attributes === resource.attributes
			? resource
			: withAttributes(resource, attributes);
	});
	return {
		id,
		process(records) {
			const changed = mapRecords(records, (record) => {
				const resource = changedResource(record.resource);
				return resource === record.resource ? record : { ...record, resource };
			});
			dropped.tell();
			return changed;
		},
	};
}
