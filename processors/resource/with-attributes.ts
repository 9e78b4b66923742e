// A resource with other attributes.

import type { LogResource } from "../../pipeline/log-record.ts";

export function withAttributes(
	{ schemaUrl }: LogResource,
	attributes: LogResource["attributes"],
): LogResource {
	return { attributes, ...(schemaUrl !== undefined && { schemaUrl }) };
}
