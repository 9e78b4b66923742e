// Literals of SOQL, the only way in which values get into a query.

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
