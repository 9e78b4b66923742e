// Records as a mapper makes them: plain literals that share resource and scope.

import { resourceFromAttributes } from "@opentelemetry/resources";
import type { LogRecord } from "../../../pipeline/log-record.ts";

const resource = resourceFromAttributes({ "service.name": "salesforce" });
const instrumentationScope = { name: "salesforce-otlp", version: "1.2.3" };

export function logRecord(index: number, padding = 0): LogRecord {
	return {
		hrTime: [1_795_000_000 + index, 123_000_000],
		hrTimeObserved: [1_795_003_600, 0],
		severityNumber: 9,
		severityText: "INFO",
		body: `event ${index}${"x".repeat(padding)}`,
		eventName: "salesforce.login",
		resource,
		instrumentationScope,
		attributes: {
			"log.record.uid": `uid-${index}`,
			"user.name": `user${index}@example.com`,
			"salesforce.run_time_ms": index,
		},
		droppedAttributesCount: 0,
	};
}

export function logRecords(count: number, padding = 0): LogRecord[] {
	return Array.from({ length: count }, (_, index) => logRecord(index, padding));
}
