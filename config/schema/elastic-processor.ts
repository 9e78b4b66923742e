// Prepares records for Elasticsearch.

import { z } from "zod";
import { fields } from "./field.ts";
import { bool } from "./number.ts";
import { choice } from "./text.ts";

export const elasticProcessorSchema = z.strictObject({
	namespace: z
		.string()
		.regex(
			/^[^\p{Lu}\\/*?"<>| ,#:-]{1,100}$/u,
			'`{key}` must have 1 to 100 characters, none of them upper case, white space or one of - \\ / * ? " < > | , # :',
		)
		.register(fields, {
			type: "string",
			expected: "the namespace of a data stream, such as prod",
		})
		.prefault("default")
		.describe(
			"`data_stream.namespace`. The data set follows from the event: `salesforce.login`, `salesforce.logout`, `salesforce.apex`, `salesforce.setupaudittrail`, or the event name.",
		),
	ecs_fields: bool()
		.prefault(true)
		.describe(
			"Add the ECS fields that have no semantic convention: `event.kind`, `event.category`, `event.type`, `event.action`, `event.outcome`, `event.duration`, `organization.id`, `source.ip`, `related.ip`, `related.user`.",
		),
	document_id: bool()
		.prefault(false)
		.describe(
			"Set `elasticsearch.document_id` to the `log.record.uid`, so that a record that is sent twice is stored once. The Collector's `elasticsearch` exporter obeys it with `logs_dynamic_id: {enabled: true}`.",
		),
	mapping_mode: choice(["otel", "ecs", "raw", "none"])
		.optional()
		.describe(
			"The scope attribute `elastic.mapping.mode`: how the Collector's `elasticsearch` exporter writes the document. It must be among that exporter's `mapping: {allowed_modes}`. Without it nothing is set.",
		),
});

export type ElasticProcessorConfig = z.output<typeof elasticProcessorSchema>;
