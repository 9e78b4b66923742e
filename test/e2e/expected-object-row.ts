// What a row of an object has to look like when it arrives. Written from the
// description of the record alone; it imports nothing of the product.

import type { Attributes } from "./collected-record.ts";
import { SESSION_LEVELS } from "./expected-columns.ts";
import {
	addresses,
	agent,
	apiToken,
	type ExpectedRecord,
	hostOf,
	tls,
	withoutEmpty,
} from "./expected-login.ts";
import {
	all,
	bool,
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

const POLICY: Readonly<Record<string, Rule>> = {
	EvaluationTime: integer(policy("evaluation_time_ms")),
	PolicyId: id(policy("policy_id")),
	PolicyOutcome: text(policy("policy_outcome")),
};

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
			...POLICY,
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
	ApiEvent: {
		eventType: "ApiEvent",
		eventName: "salesforce.api_event",
		timeField: "EventDate",
		uidField: "EventIdentifier",
		fields: {
			...POLICY,
			AdditionalInfo: text("salesforce.api_event.additional_info"),
			ApiType: text("salesforce.api.type"),
			ApiVersion: (cell) => ({ "salesforce.api.version": `${cell}.0` }),
			Application: text("salesforce.api_event.application"),
			Client: text("salesforce.api_event.client"),
			ConnectedAppId: id("salesforce.connected_app.id"),
			ElapsedTime: integer("salesforce.api_event.elapsed_time"),
			Operation: text("salesforce.api_event.operation"),
			Platform: text("user_agent.os.name", "Unknown"),
			QueriedEntities: text("salesforce.api_event.queried_entities"),
			Query: text("salesforce.api_event.query"),
			RowsProcessed: double("salesforce.api_event.rows_processed"),
			RowsReturned: double("salesforce.api_event.rows_returned"),
			UserAgent: agent,
		},
	},
	ReportEvent: {
		eventType: "ReportEvent",
		eventName: "salesforce.report_event",
		timeField: "EventDate",
		uidField: "EventIdentifier",
		fields: {
			...POLICY,
			ColumnHeaders: text("salesforce.report_event.column_headers"),
			ExecutionIdentifier: text("salesforce.report_event.execution_identifier"),
			ExportFileFormat: text("salesforce.report_event.export_file_format"),
			Format: text("salesforce.report_event.format"),
			IsScheduled: bool("salesforce.report_event.is_scheduled"),
			Name: text("salesforce.report_event.name"),
			NumberOfColumns: integer("salesforce.report_event.number_of_columns"),
			Operation: text("salesforce.report_event.operation"),
			QueriedEntities: text("salesforce.report_event.queried_entities"),
			ReportId: id("salesforce.report_event.report_id"),
			RowsProcessed: double("salesforce.report_event.rows_processed"),
			Scope: text("salesforce.report_event.scope"),
			Sequence: integer("salesforce.report_event.sequence"),
		},
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
	if (oracle === undefined) throw new Error(`no oracle knows ${object}`);
	const value = (field: string) => String(row[field] ?? "");
	const outcome = oracle.outcome?.(value("Status"));
	const severity = outcome?.severity ?? "INFO";
	const eventType = oracle.eventType;
	const identity = {
		"log.record.uid": value(oracle.uidField),
		"salesforce.event.type": eventType,
		"salesforce.event.source": "object",
	};
	const time = Date.parse(value(oracle.timeField));
	const record = {
		eventName: oracle.eventName,
		severityNumber: SEVERITY_NUMBERS[severity],
		severityText: severity,
		timestamp: String(BigInt(time) * 1_000_000n),
		traceId: "",
	};
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
