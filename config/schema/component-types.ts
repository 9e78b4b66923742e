// Every component type that exists, by kind. A new component is one line here;
// loading, documentation, JSON Schema and print-config follow from it.

import type { z } from "zod";
import { attributesProcessorSchema } from "./attributes-processor.ts";
import { debugExporterSchema } from "./debug-exporter.ts";
import { elasticProcessorSchema } from "./elastic-processor.ts";
import { fileExporterSchema } from "./file-exporter.ts";
import { fileStorageSchema } from "./file-storage.ts";
import { filterProcessorSchema } from "./filter-processor.ts";
import { healthCheckSchema } from "./health-check.ts";
import { otlpGrpcExporterSchema } from "./otlp-grpc-exporter.ts";
import { otlpHttpExporterSchema } from "./otlp-http-exporter.ts";
import { probabilisticSamplerProcessorSchema } from "./probabilistic-sampler-processor.ts";
import { redactionProcessorSchema } from "./redaction-processor.ts";
import { resourceProcessorSchema } from "./resource-processor.ts";
import { salesforceReceiverSchema } from "./salesforce-receiver.ts";
import { statusPageSchema } from "./status-page.ts";

export const componentTypes = {
	receivers: { salesforce: salesforceReceiverSchema },
	processors: {
		elastic: elasticProcessorSchema,
		resource: resourceProcessorSchema,
		attributes: attributesProcessorSchema,
		filter: filterProcessorSchema,
		redaction: redactionProcessorSchema,
		probabilistic_sampler: probabilisticSamplerProcessorSchema,
	},
	exporters: {
		otlp_http: otlpHttpExporterSchema,
		otlp_grpc: otlpGrpcExporterSchema,
		file: fileExporterSchema,
		debug: debugExporterSchema,
	},
	extensions: {
		file_storage: fileStorageSchema,
		health_check: healthCheckSchema,
		status_page: statusPageSchema,
	},
} as const satisfies Record<string, Record<string, z.ZodType>>;

export type ComponentKind = keyof typeof componentTypes;

export const componentKinds = Object.keys(
	componentTypes,
) as readonly ComponentKind[];

/** Names that the Collector has given up and still takes. */
const aliases: Readonly<Record<string, string>> = {
	otlphttp: "otlp_http",
	otlp: "otlp_grpc",
};

/** One component as configured, with its type. */
export type ComponentConfig<K extends ComponentKind> = {
	[T in keyof (typeof componentTypes)[K]]: { type: T } & z.output<
		Extract<(typeof componentTypes)[K][T], z.ZodType>
	>;
}[keyof (typeof componentTypes)[K]];

/** The type that the part of an id before `/` means, an alias resolved. */
export function componentType(id: string): string {
	const type = id.split("/", 1)[0] as string;
	return Object.hasOwn(aliases, type) ? (aliases[type] as string) : type;
}

/** The schema of a type, or undefined when there is no such type. */
export function componentSchema(
	kind: ComponentKind,
	type: string,
): z.ZodType | undefined {
	const types: Record<string, z.ZodType> = componentTypes[kind];
	return Object.hasOwn(types, type) ? types[type] : undefined;
}

/** The old names of a type. */
export function aliasesOf(type: string): string[] {
	return Object.keys(aliases).filter((alias) => aliases[alias] === type);
}
