import type { ConformanceCase } from "../conformance-case.ts";

const ALL = ["files", "logout", "setup_audit_trail"] as const;

export const SESSION_CASES: readonly ConformanceCase[] = [
	{
		shows: "one login, and nothing to tell",
		fault: "session_expired",
		faults: { session_expired: { count: 1 } },
		lasts: "once",
		holdsUp: [],
		logins: 2,
	},
	{
		shows: "in every query of files: other sources log in again and go on",
		fault: "session_expired",
		faults: { session_expired: { probability: 1, only: "EventLogFile" } },
		lasts: "an hour",
		holdsUp: ["files"],
		tells: "session_refused",
	},
	{
		shows: "between a listing and its files",
		fault: "session_expired_in_download",
		faults: { session_expired_in_download: { count: 1 } },
		lasts: "once",
		holdsUp: [],
		logins: 2,
	},
	{
		shows: "at every download",
		fault: "session_expired_in_download",
		faults: { session_expired_in_download: { probability: 1 } },
		lasts: "an hour",
		holdsUp: ["files"],
		tells: "session_refused",
	},
	{
		shows: "a session that is not for the REST API, and no further login",
		fault: "session_incurable",
		faults: {
			session_incurable: {
				message: "This session is not valid for use with the REST API",
				probability: 1,
				only: "EventLogFile",
			},
		},
		lasts: "an hour",
		holdsUp: ["files"],
		tells: "session_not_for_rest",
		logins: 1,
	},
	{
		shows: "an app that is not attached, and no further login",
		fault: "session_incurable",
		faults: {
			session_incurable: {
				message: "Connected app is not attached to Agent",
				probability: 1,
			},
		},
		lasts: "an hour",
		holdsUp: ALL,
		tells: "app_not_attached",
		logins: 1,
	},
];
