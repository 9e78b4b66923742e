// The `elastic` processor: the routing attributes and fields that Elasticsearch
// wants and other backends have no use for. What a record has already, from
// another processor, is kept.

import type { ElasticProcessorConfig } from "../../config/schema/elastic-processor.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import type { Processor } from "../../pipeline/processor.ts";
import { copyAttributes } from "../copy-attributes.ts";
import { mapRecords } from "../map-records.ts";
import { onceForEach } from "../once-for-each.ts";
import { dataSetOf } from "./data-set.ts";
import { addEcsFields } from "./ecs-fields.ts";

type Scope = LogRecord["instrumentationScope"];

export function createElasticProcessor(
	id: string,
	config: ElasticProcessorConfig,
): Processor {
	const { mapping_mode: mappingMode } = config;
	const scopeOf =
		mappingMode === undefined
			? (scope: Scope) => scope
			: onceForEach<Scope>((scope) => ({
					...scope,
					attributes: {
						...scope.attributes,
						"elastic.mapping.mode": mappingMode,
					},
				}));

	function change(record: LogRecord): LogRecord {
		const attributes = copyAttributes(record.attributes);
		attributes["data_stream.dataset"] ??= dataSetOf(record.eventName);
		attributes["data_stream.namespace"] ??= config.namespace;
		if (config.ecs_fields) addEcsFields(attributes, record);
		const uid = attributes["log.record.uid"];
		if (config.document_id && uid !== undefined) {
			attributes["elasticsearch.document_id"] ??= uid;
		}
		return {
			...record,
			attributes,
			instrumentationScope: scopeOf(record.instrumentationScope),
		};
	}

	return { id, process: (records) => mapRecords(records, change) };
}
