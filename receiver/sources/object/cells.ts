// A row of a SOQL answer as cells, the form in which rows of files come, too.

import type { SoqlRow } from "../../api/client.ts";

/**
 * Gives the cells of a row in the order of `names`; "" for what is null or missing. Each
 * is text that UTF-8 can say: half a surrogate pair is U+FFFD, as it would be on the wire.
 */
export function createCellReader(
	names: readonly string[],
): (row: SoqlRow) => string[] {
	const paths = names.map((name) => name.split("."));
	return (row) => paths.map((path) => cellAt(row, path));
}

function cellAt(row: SoqlRow, path: readonly string[]): string {
	let value: unknown = row;
	for (const name of path) {
		if (typeof value !== "object" || value === null) return "";
		value = (value as SoqlRow)[name];
	}
	switch (typeof value) {
		case "string":
			return value.toWellFormed();
		case "number":
		case "boolean":
			return String(value);
		case "undefined":
			return "";
		default:
			return value === null ? "" : JSON.stringify(value);
	}
}
