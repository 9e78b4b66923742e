// Names of Salesforce's event types, columns and fields in the form of attribute
// names.

/** `ApexRestApi` to `apex_rest_api`, `URI` to `uri`, `RUN_TIME` to `run_time`. Never empty, and made of `a-z`, `0-9` and `_` only. */
export function snakeCase(name: string): string {
	const snake = name
		.replace(/([a-z0-9])([A-Z])/g, "$1_$2")
		.replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "_")
		.replace(/^_+|_+$/g, "");
	return snake === "" ? "unnamed" : snake;
}
