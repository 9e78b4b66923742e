// The columns of Login files as the releases had them. Readers must go by the
// header's names: order and number change from release to release.

export const RELEASES = ["2021", "2023", "2026"] as const;

export type Release = (typeof RELEASES)[number];

/** The header of a real file of December 2023. */
const COLUMNS_2023 = [
	"EVENT_TYPE",
	"TIMESTAMP",
	"REQUEST_ID",
	"ORGANIZATION_ID",
	"USER_ID",
	"RUN_TIME",
	"CPU_TIME",
	"URI",
	"SESSION_KEY",
	"LOGIN_KEY",
	"USER_TYPE",
	"REQUEST_STATUS",
	"DB_TOTAL_TIME",
	"LOGIN_TYPE",
	"BROWSER_TYPE",
	"API_TYPE",
	"API_VERSION",
	"USER_NAME",
	"TLS_PROTOCOL",
	"CIPHER_SUITE",
	"AUTHENTICATION_METHOD_REFERENCE",
	"LOGIN_SUB_TYPE",
	"TIMESTAMP_DERIVED",
	"USER_ID_DERIVED",
	"CLIENT_IP",
	"URI_ID_DERIVED",
	"LOGIN_STATUS",
	"SOURCE_IP",
] as const;

/** Documented since; where Salesforce puts them in the row is not known. */
const ADDED_BY_2026 = [
	"AUTHENTICATION_SERVICE_ID",
	"COUNTRY_CODE",
	"FORWARDED_FOR_IP",
	"HTTP_REFERER",
	"LOGIN_URL",
	"USE_API_TOKEN",
] as const;

const NOT_YET_IN_2021: ReadonlySet<string> = new Set([
	"LOGIN_TYPE",
	"LOGIN_SUB_TYPE",
]);

export type LoginColumn =
	| (typeof COLUMNS_2023)[number]
	| (typeof ADDED_BY_2026)[number];

const DERIVED_FROM = COLUMNS_2023.indexOf("TIMESTAMP_DERIVED");

/** Every column, in the order of 2026. */
export const ALL_LOGIN_COLUMNS: readonly LoginColumn[] = [
	...COLUMNS_2023.slice(0, DERIVED_FROM),
	...ADDED_BY_2026,
	...COLUMNS_2023.slice(DERIVED_FROM),
];

const BY_RELEASE: Record<Release, readonly LoginColumn[]> = {
	"2021": COLUMNS_2023.filter((column) => !NOT_YET_IN_2021.has(column)),
	"2023": COLUMNS_2023,
	"2026": ALL_LOGIN_COLUMNS,
};

export function loginColumns(release: Release): readonly LoginColumn[] {
	return BY_RELEASE[release];
}
