// Literals of SOQL, the only way in which values get into a query, and dates as they
// come back.

import { parseTimestamp } from "../mapping/timestamp.ts";

const ESCAPES: Readonly<Record<string, string>> = {
	"\\": "\\\\",
	"'": "\\'",
	'"': '\\"',
	"\n": "\\n",
	"\r": "\\r",
	"\t": "\\t",
	"\b": "\\b",
	"\f": "\\f",
};

/** A quoted string. Salesforce documents these escapes and no others. */
export function soqlString(value: string): string {
	return `'${value.replace(/[\\'"\n\r\t\b\f]/g, (char) => ESCAPES[char] ?? char)}'`;
}

/** A dateTime, which SOQL wants without quotes. `ms` since the epoch. */
export function soqlDateTime(ms: number): string {
	return new Date(ms).toISOString();
}

/** Milliseconds of `2026-11-22T10:04:35.123+0000`, as the REST API writes it, or of any ISO form. */
export function parseDateTime(text: string): number | undefined {
	const read = text[4] === "-" ? parseTimestamp(text) : undefined;
	if (read !== undefined) return read[0] * 1000 + Math.floor(read[1] / 1e6);
	const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
	return Number.isNaN(ms) ? undefined : ms;
}
