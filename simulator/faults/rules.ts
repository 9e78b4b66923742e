// What every simulated org does, without being told to: facts that no fault switches,
// by the behaviour that they belong to.

import type { Behaviour } from "./behaviours.ts";
import type { Trust } from "./trust.ts";

export interface Rule {
	readonly behaviour: Behaviour;
	readonly does: string;
	readonly trust: readonly Trust[];
}

export const RULES: readonly Rule[] = [
	{
		behaviour: "session",
		does: "A session ends `access_token_lifetime` after its last use. With `reuse_session` (the default) a login gives the token of the session that still lives; that it does is not established, so `false` gives a new one.",
		trust: ["doc", "unverified"],
	},
	{
		behaviour: "login_refused",
		does: "An assertion's signature, issuer, audience, user and expiry are really verified. Whether one that expires too far ahead is refused is not established: `max_assertion_lifetime` does it.",
		trust: ["doc", "inferred"],
	},
	{
		behaviour: "login_rate",
		does: "The 3,601st login of a user within an hour is refused, and each further one of that hour.",
		trust: ["doc"],
	},
	{
		behaviour: "daily_limit",
		does: "`daily_api_requests` over a rolling 24 hours; each page and each file is a call, a login is none; `Sforce-Limit-Info` and `/limits` tell the count.",
		trust: ["code", "seen", "unverified"],
	},
	{
		behaviour: "long_running",
		does: "`long_running_requests` (25; 5 in Developer and trial orgs) of 20 seconds and more at a time; a request is counted while it is open.",
		trust: ["doc", "inferred"],
	},
	{
		behaviour: "paging",
		does: "2,000 rows a page at most, `Sforce-Query-Options: batchSize` from 200; a cursor lives for two days.",
		trust: ["doc"],
	},
	{
		behaviour: "edge",
		does: "414 above 16,384 bytes of URL, 431 above 16,384 bytes of URL and headers, 410 for versions before 31, XML for `/services/data` without `Accept: application/json`.",
		trust: ["doc", "secondary", "seen"],
	},
	{
		behaviour: "implicit_interval",
		does: "Without a predicate on Interval, Sequence or Id a query of EventLogFile shows daily files only.",
		trust: ["seen", "inferred"],
	},
	{
		behaviour: "big_object",
		does: "Rows newest first; Id 000000000000000AAA in every row; only EventDate (or EventDate for equality and EventIdentifier) can be filtered, only by `= < > <= >=`, and ordered by only in the direction of the index; no aggregates. Anything else is answered 400; the words are our own.",
		trust: ["doc", "seen", "inferred"],
	},
	{
		behaviour: "setup_audit_trail",
		does: "Display and Section in WHERE are answered 400. One deed writes several rows in one second, and rows of automated processes have no CreatedBy.",
		trust: ["doc", "seen", "unverified"],
	},
	{
		behaviour: "pub_sub",
		does: "With `pub_sub: true`, or one of these faults, there is a Pub/Sub API on a port of its own, without TLS: Subscribe, GetTopic and GetSchema for the streams of event objects (`/event/LoginEventStream`). At most 100 events outstanding; an empty response within 270 s; the stream ends 60 s after nothing is asked for any more (with which status is not known); replay ids of 10 bytes for 72 hours; a token that is no session, missing metadata, a missing or unknown replay id and a request for no events are refused with their `error-code`.",
		trust: ["doc", "seen", "unverified"],
	},
];
