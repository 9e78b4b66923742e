// The whole file.

import type { ComponentConfig, ComponentKind } from "./component-types.ts";
import type { FileStorageConfig } from "./file-storage.ts";
import type { HealthCheckConfig } from "./health-check.ts";
import type { ServiceConfig } from "./service.ts";
import type { StatusPageConfig } from "./status-page.ts";

export type ReceiverConfig = ComponentConfig<"receivers">;
export type ProcessorConfig = ComponentConfig<"processors">;
export type ExporterConfig = ComponentConfig<"exporters">;
export type ExtensionConfig =
	| ({ type: "file_storage" } & FileStorageConfig)
	| ({ type: "health_check" } & HealthCheckConfig)
	| ({ type: "status_page" } & StatusPageConfig);

/** The effective configuration: components by id, every default filled in. */
export interface Config {
	receivers: Record<string, ReceiverConfig>;
	processors: Record<string, ProcessorConfig>;
	exporters: Record<string, ExporterConfig>;
	/** Always has one `file_storage`, also when the file names none. */
	extensions: Record<string, ExtensionConfig>;
	service: ServiceConfig;
}

/** There is exactly one. */
export function fileStorageOf({ extensions }: Config): FileStorageConfig {
	for (const extension of Object.values(extensions)) {
		if (extension.type === "file_storage") return extension;
	}
	throw new Error("file_storage is not configured");
}

/** The top-level keys and what they are for. */
export const sections: Readonly<Record<ComponentKind | "service", string>> = {
	receivers: "Where log records come from, by id.",
	processors:
		"Steps between receivers and exporters, by id. A pipeline takes them in the order in which it lists them.",
	exporters: "Where log records go, by id.",
	extensions: "What serves the process, by id.",
	service: "What runs: pipelines, extensions, telemetry.",
};
