// Small Login files by hand, for tests that spoil them.

import { csvLine } from "../../../simulator/generate/csv-text.ts";

export const LOGIN_COLUMNS = [
	"EVENT_TYPE",
	"TIMESTAMP",
	"REQUEST_ID",
	"ORGANIZATION_ID",
	"USER_ID",
	"RUN_TIME",
	"USER_NAME",
	"BROWSER_TYPE",
	"LOGIN_STATUS",
	"SOURCE_IP",
	"TIMESTAMP_DERIVED",
] as const;

export type LoginRow = Readonly<Record<(typeof LOGIN_COLUMNS)[number], string>>;

/** A good row; `id` becomes its REQUEST_ID. */
export function loginRow(
	id: string,
	different: Partial<LoginRow> = {},
): LoginRow {
	return {
		EVENT_TYPE: "Login",
		TIMESTAMP: "20261123100506.789",
		REQUEST_ID: id,
		ORGANIZATION_ID: "00D5e000000HEwD",
		USER_ID: "0055e000000ABcD",
		RUN_TIME: "120",
		USER_NAME: "ada@example.com",
		BROWSER_TYPE: "Mozilla/5.0",
		LOGIN_STATUS: "LOGIN_NO_ERROR",
		SOURCE_IP: "192.0.2.7",
		TIMESTAMP_DERIVED: "2026-11-23T10:05:06.789Z",
		...different,
	};
}

export const HEADER = csvLine(LOGIN_COLUMNS);

/** Lines of these rows, without the header. */
export function loginLines(...rows: readonly LoginRow[]): string {
	return rows
		.map((row) => csvLine(LOGIN_COLUMNS.map((column) => row[column])))
		.join("");
}

/** A whole file of good rows with these ids. */
export function loginCsv(...ids: readonly string[]): string {
	return HEADER + loginLines(...ids.map((id) => loginRow(id)));
}
