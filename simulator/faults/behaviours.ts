// The nasty sides of a real org, by which faults and rules are grouped. The order is
// that of the documentation.

export const BEHAVIOURS = {
	session: "Sessions that end in the middle of a run",
	incurable_session: "Refused sessions that a new login does not cure",
	login_refused: "Refused logins",
	login_rate: "The login rate",
	daily_limit: "The daily limit of API calls",
	long_running: "The cap on long-running requests",
	paging: "Pages",
	edge: "Answers that are none of the REST API's",
	no_interval: "Orgs without hourly files",
	implicit_interval: "The filter that nobody wrote",
	late_files: "Late hourly files",
	daily_replacement: "Replaced daily files",
	duplicates: "Repeated rows and equal moments",
	retention: "Retention",
	download: "Downloads",
	csv: "What is in a file",
	big_object: "Big objects",
	setup_audit_trail: "The setup audit trail",
	permission: "Missing permissions",
	pub_sub: "The Pub/Sub API",
} as const;

export type Behaviour = keyof typeof BEHAVIOURS;
