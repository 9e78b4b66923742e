// What LogFileFieldTypes says of a column, by its name: a column has one type in
// every event type.

const TYPES: Readonly<Record<string, string>> = {
	DateTime: "TIMESTAMP_DERIVED",
	Number:
		"RUN_TIME CPU_TIME DB_TOTAL_TIME DB_CPU_TIME DB_BLOCKS EXEC_TIME CALLOUT_TIME TIME REQUEST_SIZE RESPONSE_SIZE STATUS_CODE NUMBER_SOQL_QUERIES NUMBER_FIELDS ROWS_PROCESSED LIMIT_USAGE_PERCENT EXECUTE_MS FETCH_MS TOTAL_MS ROWS ROWS_FETCHED LIMIT OFFSET SUBQUERIES THROUGHPUT NUMBER_REQUESTS REQUESTS_LIMIT APP_TYPE CLIENT_VERSION PLATFORM_TYPE RESOLUTION_TYPE RECORDS_PROCESSED RECORDS_FAILED RESULT_SIZE_MB DURATION EFFECTIVE_PAGE_TIME EVALUATION_TIME USER_AGENT",
	Boolean:
		"SUCCESS IS_LONG_RUNNING_REQUEST USER_INITIATED_LOGOUT COUNTS_AGAINST_API_LIMIT",
	Text: "STACK_TRACE EXCEPTION_MESSAGE FILTER",
	Set: "ENTITY_NAME",
};

const BY_COLUMN: ReadonlyMap<string, string> = new Map(
	Object.entries(TYPES).flatMap(([type, columns]) =>
		columns.split(" ").map((column): [string, string] => [column, type]),
	),
);

export function columnType(column: string): string {
	const known = BY_COLUMN.get(column);
	if (known !== undefined) return known;
	return /_ID(_DERIVED)?$/.test(column) && column !== "REQUEST_ID"
		? "Id"
		: "String";
}
