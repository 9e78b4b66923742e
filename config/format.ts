// The effective configuration as YAML that can be read back, except for the
// secrets, which are not in it.

import { stringify } from "yaml";
import type { z } from "zod";
import { REDACTED, Secret } from "../pipeline/secret.ts";
import {
	componentKinds,
	componentSchema,
	componentType,
} from "./schema/component-types.ts";
import type { Config } from "./schema/config.ts";
import { serviceSchema } from "./schema/service.ts";
import { childOf, fieldOf } from "./schema/walk.ts";

export function formatConfig(config: Config): string {
	const written: Record<string, unknown> = {};
	for (const kind of componentKinds) {
		written[kind] = Object.fromEntries(
			Object.entries(config[kind]).map(([id, component]) => {
				const { type: _, ...settings } = component as { type: string };
				const schema = componentSchema(kind, componentType(id));
				return [id, writeValue(settings, schema)];
			}),
		);
	}
	written.service = writeValue(config.service, serviceSchema);
	return stringify(written, { lineWidth: 0 });
}

function writeValue(value: unknown, schema: z.ZodType | undefined): unknown {
	const info = schema && fieldOf(schema).info;
	if (value instanceof Secret || info?.secret) return REDACTED;
	if (info?.write) return escaped(info.write(value as never));
	if (Array.isArray(value)) {
		return value.map((item, index) =>
			writeValue(item, schema && childOf(schema, index)),
		);
	}
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(
			Object.entries(value)
				.filter(([, inner]) => inner !== undefined)
				.map(([key, inner]) => [
					key,
					writeValue(inner, schema && childOf(schema, key)),
				]),
		);
	}
	return escaped(value);
}

function escaped(value: unknown): unknown {
	return typeof value === "string" ? value.replaceAll("$", "$$$$") : value;
}
