// The resource of the process's own log and metrics.

import { randomUUID } from "node:crypto";
import {
	type Resource,
	resourceFromAttributes,
} from "@opentelemetry/resources";
import { VERSION } from "../version.ts";

/** Of this process, so that its restart is seen and its twins are told apart. */
const INSTANCE = randomUUID();

export function ownResource(
	attributes: Readonly<Record<string, string>>,
): Resource {
	return resourceFromAttributes({
		"service.name": "salesforce-otlp",
		"service.version": VERSION,
		"service.instance.id": INSTANCE,
		...attributes,
	});
}
