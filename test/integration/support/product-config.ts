// A configuration file for the product in a process of its own.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Simulator } from "../../../simulator/simulator.ts";

type Section = Readonly<Record<string, unknown>>;

/** Where the configuration file is; the state is beside it, in `state`. */
export function writeConfig(
	directory: string,
	org: Simulator,
	exporters: Readonly<Record<string, Section>>,
	service: Section = {},
	streams: Readonly<Record<string, Section>> = {
		login: { poll_interval: "100ms" },
	},
): string {
	const config = parse(
		org.config({
			streams,
			exporters,
			extensions: { file_storage: { directory: join(directory, "state") } },
		}),
	);
	const file = join(directory, "otel-config.yaml");
	writeFileSync(
		file,
		stringify({ ...config, service: { ...config.service, ...service } }),
	);
	return file;
}
