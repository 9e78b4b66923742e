// What a row of an object has to look like when it arrives. Written from the
// description of the record alone; it imports nothing of the product.

import type { Attributes } from "./collected-record.ts";
import { SESSION_LEVELS, snakeCase } from "./expected-file-row.ts";
import {
	addresses,
	apiToken,
	type ExpectedRecord,
	hostOf,
	tls,
	withoutEmpty,
} from "./expected-login.ts";
import {
	all,
	code,
	double,
	failure,
	id,
	integer,
	list,
	nothing,
	type Outcome,
	outcomeAttributes,
	type Rule,
	SEVERITY_NUMBERS,
	SUCCESS,
	text,
} from "./expected-rule.ts";

/** As the REST API writes it, with related fields under dotted names. */
export type PublishedObjectRow = Readonly<
	Record<string, string | number | boolean | null>
>;

interface ObjectOracle {
	readonly eventType: string;
	readonly eventName: string;
	readonly timeField: string;
	readonly uidField: string;
	readonly fields: Readonly<Record<string, Rule>>;
	readonly outcome?: (status: string) => Outcome;
}

const EVENT_FIELDS: Readonly<Record<string, Rule>> = {
	Id: id("salesforce.record.id"),
	CreatedDate: text("salesforce.record.created_date"),
	EventDate: nothing,
	EventIdentifier: text("salesforce.event.id"),
	RelatedEventIdentifier: text("salesforce.event.related_id"),
	LoginKey: text("salesforce.login.key"),
	SessionKey: text("session.id"),
	SessionLevel: code("salesforce.session.level", SESSION_LEVELS),
	SourceIp: (cell) => addresses(cell, ""),
	UserId: id("user.id"),
	Username: text("user.name"),
};

/** The texts of LoginEvent that stand for one code of the files. */
const LOGIN_STATUSES: Readonly<Record<string, string>> = {
	Success: "LOGIN_NO_ERROR",
	"Failed: API security token required": "LOGIN_ERROR_MUST_USE_API_TOKEN",
	"Failed: Assertion Expired": "LOGIN_SAML_INVALID_TIMESTAMP",
	"Failed: Computer activation required": "LOGIN_CHALLENGE_ISSUED",
	"Failed: Invalid Token": "LOGIN_OAUTH_INVALID_TOKEN",
	"Invalid login": "LOGIN_ERROR_INVALID_USERNAME",
	"Invalid password": "LOGIN_ERROR_INVALID_PASSWORD",
	"Password lockout": "LOGIN_ERROR_PASSWORD_LOCKOUT",
	"Restricted IP": "LOGIN_ERROR_RESTRICTED_DOMAIN",
	"Restricted time": "LOGIN_ERROR_RESTRICTED_TIME",
	"User is inactive": "LOGIN_ERROR_USER_INACTIVE",
	"Your company's authentication service is down": "LOGIN_ERROR_SSO_SVC_DOWN",
};

/** `Chrome 120`, or only a name. */
const browser: Rule = (cell): Attributes => {
	if (cell === "Unknown") return {};
	const [, name, version] = /^(.+) (\d+)$/.exec(cell) ?? [];
	return {
		"user_agent.name": name ?? cell,
		"user_agent.version": version ?? "",
	};
};

const policy = (name: string) => `salesforce.transaction_security.${name}`;

const ORACLES: Readonly<Record<string, ObjectOracle>> = {
	LoginEvent: {
		eventType: "Login",
		eventName: "salesforce.login",
		timeField: "EventDate",
		uidField: "EventIdentifier",
		outcome: (status) => {
			const type = LOGIN_STATUSES[status] ?? status;
			return type === "LOGIN_NO_ERROR" ? SUCCESS : failure("WARN", type);
		},
		fields: {
			AdditionalInfo: text("salesforce.login.additional_info", "{}"),
			ApiType: text("salesforce.api.type", "N/A"),
			ApiVersion: text("salesforce.api.version", "N/A", "9998.0"),
			Application: text("salesforce.login.application", "N/A", "Unknown"),
			AuthMethodReference: text("salesforce.login.auth.method_reference"),
			AuthServiceId: id("salesforce.login.auth.service_id"),
			Browser: browser,
			CipherSuite: text("tls.cipher", "Unknown"),
			City: text("geo.locality.name"),
			ClientVersion: text("salesforce.client.version", "N/A"),
			Country: text("salesforce.geo.country"),
			CountryIso: text("geo.country.iso_code"),
			EvaluationTime: integer(policy("evaluation_time_ms")),
			ForwardedForIp: list("http.request.header.x-forwarded-for"),
			HttpMethod: text("http.request.method", "Unknown"),
			HttpReferer: list("http.request.header.referer"),
			LoginGeoId: id("salesforce.login.geo_id"),
			LoginHistoryId: id("salesforce.login.history_id"),
			LoginLatitude: double("geo.location.lat"),
			LoginLongitude: double("geo.location.lon"),
			LoginSubType: text("salesforce.login.sub_type"),
			LoginType: text("salesforce.login.type"),
			LoginUrl: all(text("salesforce.login.url"), (cell) => ({
				"server.address": hostOf(cell),
			})),
			NetworkId: id("salesforce.network.id"),
			Platform: text("user_agent.os.name", "Unknown"),
			PolicyId: id(policy("policy_id")),
			PolicyOutcome: text(policy("policy_outcome")),
			PostalCode: text("geo.postal_code"),
			Status: code("salesforce.login.status", LOGIN_STATUSES),
			Subdivision: text("salesforce.geo.subdivision"),
			TlsProtocol: (cell) => tls(cell.replace(/^TLS /, "")),
			UseApiToken: apiToken,
			UserType: text("salesforce.user.type"),
		},
	},
	LogoutEvent: {
		eventType: "Logout",
		eventName: "salesforce.logout",
		timeField: "EventDate",
		uidField: "EventIdentifier",
		fields: {},
	},
	SetupAuditTrail: {
		eventType: "SetupAuditTrail",
		eventName: "salesforce.setup_audit_trail",
		timeField: "CreatedDate",
		uidField: "Id",
		fields: {
			Id: id("salesforce.event.id"),
			CreatedDate: nothing,
			SystemModstamp: nothing,
			CreatedById: id("user.id"),
			"CreatedBy.Username": text("user.name"),
			"CreatedBy.Name": text("user.full_name"),
			Action: text("salesforce.setup.action"),
			Section: text("salesforce.setup.section"),
			Display: all(text("salesforce.setup.display"), (cell) => ({
				"salesforce.setup.target_user":
					/^For user ([^,]+), /.exec(cell)?.[1] ?? "",
			})),
			DelegateUser: text("salesforce.setup.delegate_user"),
			ResponsibleNamespacePrefix: text("salesforce.setup.namespace_prefix"),
			CreatedByContext: text("salesforce.setup.created_by_context"),
			CreatedByIssuer: text("salesforce.setup.created_by_issuer"),
		},
	},
};

/** The user behind CreatedById; only name and username of it are of interest. */
const UNASKED = /^CreatedBy\.(?!Username$|Name$)/;

export function expectedObjectRow(
	object: string,
	row: PublishedObjectRow,
): ExpectedRecord {
	const oracle = ORACLES[object];
	const value = (field: string) => String(row[field] ?? "");
	const outcome = oracle?.outcome?.(value("Status"));
	const severity = outcome?.severity ?? "INFO";
	const eventType = oracle?.eventType ?? object;
	const identity = {
		"log.record.uid": value(oracle?.uidField ?? "EventIdentifier"),
		"salesforce.event.type": eventType,
		"salesforce.event.source": "object",
	};
	const time = Date.parse(value(oracle?.timeField ?? "EventDate"));
	const record = {
		eventName: oracle?.eventName ?? `salesforce.${snakeCase(object)}`,
		severityNumber: SEVERITY_NUMBERS[severity],
		severityText: severity,
		timestamp: String(BigInt(time) * 1_000_000n),
		traceId: "",
	};
	if (oracle === undefined)
		return { ...record, attributes: identity, partial: true };

	const attributes: Attributes = {};
	for (const [field, content] of Object.entries(row)) {
		if (content === null || content === "" || UNASKED.test(field)) continue;
		const rule = oracle.fields[field] ?? EVENT_FIELDS[field];
		if (rule === undefined)
			throw new Error(`no oracle knows the field ${object}.${field}`);
		Object.assign(attributes, rule(String(content)));
	}
	return {
		...record,
		attributes: withoutEmpty({
			...attributes,
			...identity,
			...outcomeAttributes(outcome),
		}),
	};
}
