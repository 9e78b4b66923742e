// Refusals of a query, in Salesforce's words: the line, a caret under the
// place, its row and column, and what is wrong there.

export type SoqlErrorCode =
	| "MALFORMED_QUERY"
	| "INVALID_FIELD"
	| "INVALID_TYPE"
	| "INVALID_TYPE_FOR_OPERATION"
	| "INVALID_QUERY_FILTER_OPERATOR"
	| "BIG_OBJECT_UNSUPPORTED_OPERATION"
	| "QUERY_TIMEOUT";

export class SoqlError extends Error {
	readonly errorCode: SoqlErrorCode;
	/** Of the HTTP answer. */
	readonly status: number;

	constructor(errorCode: SoqlErrorCode, message: string, status = 400) {
		super(message);
		this.name = "SoqlError";
		this.errorCode = errorCode;
		this.status = status;
	}
}

/** How much of a long line is shown before and after the place. */
const SHOWN = 40;

export function soqlErrorAt(
	errorCode: SoqlErrorCode,
	soql: string,
	offset: number,
	message: string,
): SoqlError {
	const before = soql.slice(0, offset);
	const row = before.split("\n").length;
	const lineStart = before.lastIndexOf("\n") + 1;
	const line = soql.slice(lineStart).split("\n", 1)[0] ?? "";
	const column = offset - lineStart;
	const shownFrom = Math.max(column - SHOWN, 0);
	return new SoqlError(
		errorCode,
		[
			"",
			line.slice(shownFrom, column + SHOWN),
			`${" ".repeat(column - shownFrom)}^`,
			`ERROR at Row:${row}:Column:${column + 1}`,
			message,
		].join("\n"),
	);
}
