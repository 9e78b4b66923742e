// One line for each processor type that exists.

import type { ProcessorConfig } from "../config/schema/config.ts";
import type { Processor } from "../pipeline/processor.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import { createAttributesProcessor } from "../processors/attributes/create-attributes-processor.ts";
import { countItems } from "../processors/count-items.ts";
import { createElasticProcessor } from "../processors/elastic/create-elastic-processor.ts";
import { createFilterProcessor } from "../processors/filter/create-filter-processor.ts";
import { createProbabilisticSamplerProcessor } from "../processors/probabilistic-sampler/create-probabilistic-sampler-processor.ts";
import { createRedactionProcessor } from "../processors/redaction/create-redaction-processor.ts";
import { createResourceProcessor } from "../processors/resource/create-resource-processor.ts";

/** `telemetry` is already marked with the component. */
export function createProcessor(
	id: string,
	config: ProcessorConfig,
	telemetry: Telemetry,
): Processor {
	return countItems(build(id, config, telemetry), telemetry);
}

function build(
	id: string,
	config: ProcessorConfig,
	telemetry: Telemetry,
): Processor {
	switch (config.type) {
		case "elastic":
			return createElasticProcessor(id, config);
		case "resource":
			return createResourceProcessor(id, config, telemetry);
		case "attributes":
			return createAttributesProcessor(id, config, telemetry);
		case "filter":
			return createFilterProcessor(id, config, telemetry);
		case "redaction":
			return createRedactionProcessor(id, config, telemetry);
		case "probabilistic_sampler":
			return createProbabilisticSamplerProcessor(id, config, telemetry);
	}
}
