// What a published row of a Login event log file has to look like when it
// arrives. Written from the description of the record alone; it imports nothing
// of the product, because it is the judge of it.

import { isIP } from "node:net";
import type { Attributes } from "./collected-record.ts";

/** Column name to cell, as in the CSV. */
export type PublishedRow = Readonly<Record<string, string>>;

export interface ExpectedRecord {
	readonly eventName: string;
	readonly severityNumber: number;
	readonly severityText: string;
	/** Nanoseconds since the epoch, as decimal text. */
	readonly timestamp: string;
	/** Empty when there is none. */
	readonly traceId: string;
	readonly attributes: Attributes;
}

// Codes and texts as Salesforce documents them for event log files, in the words
// of LoginHistory; letters differ by case ("i" is not "I").
const LOGIN_TYPES: Readonly<Record<string, string>> = {
	"5": "SAML Idp Initiated SSO",
	"6": "Remote Access Client",
	"8": "SAML Sfdc Initiated SSO",
	A: "Application",
	I: "Other Apex API",
	i: "Remote Access 2.0",
	j: "Third Party SSO",
	w: "Passwordless Login",
	z: "Lightning Login",
};

const LOGIN_SUB_TYPES: Readonly<Record<string, string>> = {
	uiup: "UI Username-Password",
	oauthpassword: "OAuth Username-Password",
	oauthtoken: "OAuth User-Agent",
	oauthhybridtoken: "OAuth User-Agent for Hybrid Apps",
	oauthtokenidtoken: "OAuth User-Agent with ID Token",
	oauthclientcredential: "OAuth Client Credentials",
	oauthcode: "OAuth Web Server",
	oauthhybridauthcode: "OAuth Web Server for Hybrid Apps",
};

export const API_TYPES: Readonly<Record<string, string>> = {
	D: "Apex Class",
	E: "SOAP Enterprise",
	M: "SOAP Metadata",
	P: "SOAP Partner",
	S: "SOAP Apex",
	T: "SOAP Tooling",
	f: "Feed",
	l: "Live Agent",
	p: "SOAP ClientSync",
};

export const REQUEST_STATUSES: Readonly<Record<string, string>> = {
	S: "success",
	Success: "success",
	F: "failure",
	Failure: "failure",
	U: "undefined",
	A: "authorization_error",
	R: "redirect",
	N: "not_found",
};

/** Columns that go to an attribute as they are, when they are not empty. */
const TEXT: Readonly<Record<string, string>> = {
	EVENT_TYPE: "salesforce.event.type",
	REQUEST_ID: "salesforce.request.id",
	USER_NAME: "user.name",
	USER_TYPE: "salesforce.user.type",
	SESSION_KEY: "session.id",
	LOGIN_KEY: "salesforce.login.key",
	CLIENT_NAME: "salesforce.api.client_name",
	LOGIN_STATUS: "salesforce.login.status",
	LOGIN_URL: "salesforce.login.url",
	AUTHENTICATION_METHOD_REFERENCE: "salesforce.login.auth.method_reference",
	CIPHER_SUITE: "tls.cipher",
	COUNTRY_CODE: "geo.country.iso_code",
};

/** Columns that have a rule of their own in `expectedLogin`. */
const RULED = new Set([
	"TIMESTAMP",
	"TIMESTAMP_DERIVED",
	// The organization is an attribute of the resource.
	"ORGANIZATION_ID",
	"USER_ID",
	"USER_ID_DERIVED",
	"RUN_TIME",
	"CPU_TIME",
	"URI",
	"REQUEST_STATUS",
	"DB_TOTAL_TIME",
	"LOGIN_TYPE",
	"LOGIN_SUB_TYPE",
	"BROWSER_TYPE",
	"API_TYPE",
	"API_VERSION",
	"TLS_PROTOCOL",
	"CLIENT_IP",
	"SOURCE_IP",
	"FORWARDED_FOR_IP",
	"HTTP_REFERER",
	"USE_API_TOKEN",
	"AUTHENTICATION_SERVICE_ID",
	"URI_ID_DERIVED",
]);

/** `uid` as `uidsOfFile` (expected-uid.ts) gives it for the row. */
export function expectedLogin(row: PublishedRow, uid: string): ExpectedRecord {
	const cell = (column: string) => row[column] ?? "";
	const status = cell("LOGIN_STATUS");
	const failed = status !== "" && status !== "LOGIN_NO_ERROR";
	const runTime = integer(cell("RUN_TIME"));
	return {
		eventName: "salesforce.login",
		severityNumber: failed ? 13 : 9,
		severityText: failed ? "WARN" : "INFO",
		timestamp: nanoseconds(cell("TIMESTAMP_DERIVED") || cell("TIMESTAMP")),
		traceId: traceId(cell("REQUEST_ID")),
		attributes: withoutEmpty({
			"log.record.uid": uid,
			"salesforce.event.source": "event_log_file",
			"salesforce.event.outcome":
				status === "" ? "" : failed ? "failure" : "success",
			"error.type": failed ? status : "",
			"user.id": id18(cell("USER_ID_DERIVED") || cell("USER_ID")),
			"salesforce.run_time_ms": runTime,
			"salesforce.duration_ms": runTime,
			"salesforce.cpu_time_ms": integer(cell("CPU_TIME")),
			// The one duration in nanoseconds.
			"salesforce.db.total_time_ms": milliseconds(cell("DB_TOTAL_TIME")),
			"salesforce.login.type": decoded(LOGIN_TYPES, cell("LOGIN_TYPE")),
			"salesforce.login.sub_type": decoded(
				LOGIN_SUB_TYPES,
				cell("LOGIN_SUB_TYPE"),
			),
			"salesforce.login.auth.service_id": id18(
				cell("AUTHENTICATION_SERVICE_ID"),
			),
			"salesforce.uri.id": id18(cell("URI_ID_DERIVED")),
			"salesforce.api.type": decoded(API_TYPES, cell("API_TYPE")),
			"salesforce.api.version":
				cell("API_VERSION") === "9998.0" ? "" : cell("API_VERSION"),
			"salesforce.request.status": decoded(
				REQUEST_STATUSES,
				cell("REQUEST_STATUS"),
			),
			"server.address": hostOf(cell("LOGIN_URL")),
			"http.request.header.x-forwarded-for": list(cell("FORWARDED_FOR_IP")),
			"http.request.header.referer": list(cell("HTTP_REFERER")),
			...textColumns(row),
			...uri(cell("URI")),
			...agent(cell("BROWSER_TYPE")),
			...addresses(cell("SOURCE_IP"), cell("CLIENT_IP")),
			...tls(cell("TLS_PROTOCOL")),
			...apiToken(cell("USE_API_TOKEN")),
		}),
	};
}

/** A 15-character id with its checksum; an 18-character one as it is. */
export function id18(id: string): string {
	if (id.length !== 15) return id;
	const suffix = [0, 5, 10].map((start) => {
		let index = 0;
		for (let n = 0; n < 5; n++)
			if (/[A-Z]/.test(id.charAt(start + n))) index += 2 ** n;
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".charAt(index);
	});
	return id + suffix.join("");
}

/** An empty column is an absent attribute. */
export function withoutEmpty(attributes: Attributes): Attributes {
	return Object.fromEntries(
		Object.entries(attributes).filter(([, value]) => value !== ""),
	);
}

/** What goes over as it is: the known columns of text, and any that nobody knows. */
function textColumns(row: PublishedRow): Attributes {
	const attributes: Attributes = {};
	for (const [column, value] of Object.entries(row)) {
		if (RULED.has(column)) continue;
		const name = TEXT[column] ?? `salesforce.login.${column.toLowerCase()}`;
		attributes[name] = value;
	}
	return attributes;
}

export function integer(cell: string): bigint | "" {
	return cell === "" ? "" : BigInt(cell);
}

export function milliseconds(nanoseconds: string): bigint | "" {
	return nanoseconds === ""
		? ""
		: BigInt(Math.round(Number(nanoseconds) / 1_000_000));
}

export function list(cell: string): string[] | "" {
	return cell === "" ? "" : [cell];
}

export function uri(cell: string): Attributes {
	if (!cell.startsWith("/")) return { "salesforce.uri.original": cell };
	const [path = "", ...query] = cell.split("?");
	return { "url.path": path, "url.query": query.join("?") };
}

/** A user-agent string has a product with a version, a short name has none. */
export function agent(cell: string): Attributes {
	if (/^\d+$/.test(cell)) return { "salesforce.browser.code": cell };
	const text = percentDecoded(cell);
	if (text.includes("/")) return { "user_agent.original": text };
	// A number at the end is a version: `Chrome 120`.
	const [, name, version] = /^(.+) (\d[\w.]*)$/.exec(text) ?? [];
	return {
		"user_agent.name": name ?? text,
		"user_agent.version": version ?? "",
	};
}

/** A percent sign that escapes nothing is one. */
function percentDecoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** SOURCE_IP comes first; what is no address is a label, and a second address is kept apart. */
export function addresses(source: string, client: string): Attributes {
	const both = [source, client].filter((text) => text !== "");
	const [first = "", second = ""] = new Set(both.filter((text) => isIP(text)));
	return {
		"client.address": first,
		"salesforce.client.other_address": second,
		"salesforce.client.label": both.find((text) => !isIP(text)) ?? "",
	};
}

/** `TLSv1.2`, or only `1.2`. */
export function tls(cell: string): Attributes {
	const version = /^(?:TLSv?)?(\d.*)$/.exec(cell)?.[1];
	return version === undefined
		? {}
		: { "tls.protocol.name": "tls", "tls.protocol.version": version };
}

/** `T` is an API token, `P` a password. */
export function apiToken(cell: string): Attributes {
	return cell === "" ? {} : { "salesforce.login.auth.api_token": cell === "T" };
}

/** LOGIN_URL is a host, or a whole URL. */
export function hostOf(url: string): string {
	if (url === "") return "";
	return new URL(url.includes("://") ? url : `https://${url}`).hostname;
}

/** An unknown code passes through. */
export function decoded(table: Readonly<Record<string, string>>, code: string) {
	return Object.hasOwn(table, code) ? (table[code] ?? "") : code;
}

/** `2023-12-18T05:48:31.655Z` or `20231218054831.655`, both UTC. */
export function nanoseconds(time: string): string {
	const iso = time.replace(
		/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?$/,
		(_, year, month, day, hour, minute, second, fraction = "") =>
			`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`,
	);
	const ms = Date.parse(iso);
	if (Number.isNaN(ms)) throw new Error(`"${time}" is not a time`);
	return String(BigInt(ms) * 1_000_000n);
}

export function traceId(requestId: string): string {
	return /^[0-9a-f]{32}$/.test(requestId) && !/^0+$/.test(requestId)
		? requestId
		: "";
}
