// A resource with other attributes.

import type { Attributes } from "@opentelemetry/api";
import {
	type Resource,
	resourceFromAttributes,
} from "@opentelemetry/resources";

export function withAttributes(
	{ schemaUrl }: Resource,
	attributes: Attributes,
): Resource {
	return resourceFromAttributes(
		attributes,
		schemaUrl === undefined ? {} : { schemaUrl },
	);
}
