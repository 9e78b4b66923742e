// Login: event log files, LoginEvent and LoginHistory. The normal form is the one
// of the objects: labels where Salesforce has one, the code of the status, and the
// 18-character ids; a file's codes are decoded to it.

import {
	HIDDEN_LOGIN_STATUSES,
	LOGIN_STATUS_TEXTS,
	LOGIN_STATUSES,
} from "../codes/login-status.ts";
import { LOGIN_SUB_TYPES } from "../codes/login-sub-type.ts";
import { LOGIN_TYPES } from "../codes/login-type.ts";
import type { EventTable } from "../table.ts";
import { byUser, dbTotalTime, FROM_CLIENT } from "./common.ts";

export const LOGIN: EventTable = {
	eventType: "Login",
	eventName: "salesforce.login",
	brief: "Somebody logged in, or was refused",
	objects: ["LoginEvent", "LoginEventStream", "LoginHistory"],
	outcome: [
		{
			by: "value",
			columns: ["LOGIN_STATUS"],
			fields: ["Status"],
			success: ["LOGIN_NO_ERROR", "Success"],
			// A refused login is the org doing its work.
			severity: "WARN",
			errorType: LOGIN_STATUSES,
			reasons: LOGIN_STATUS_TEXTS,
		},
	],
	duration: "salesforce.run_time_ms",
	body: {
		success: ["Login succeeded", byUser(" for "), FROM_CLIENT],
		failure: [
			"Login failed",
			byUser(" for "),
			FROM_CLIENT,
			{ before: ": ", attributes: [], reason: true },
		],
		neutral: ["Login", byUser(" for "), FROM_CLIENT],
	},
	rules: [
		dbTotalTime("ns"),
		{
			columns: ["LOGIN_STATUS"],
			fields: ["Status"],
			as: "code",
			codes: LOGIN_STATUSES,
			attribute: "salesforce.login.status",
		},
		{
			columns: ["LOGIN_STATUS"],
			as: "lookup",
			codes: HIDDEN_LOGIN_STATUSES,
			attribute: "salesforce.login.status_code",
		},
		{
			columns: ["LOGIN_TYPE"],
			fields: ["LoginType"],
			as: "code",
			codes: LOGIN_TYPES,
			attribute: "salesforce.login.type",
		},
		{
			columns: ["LOGIN_SUB_TYPE"],
			fields: ["LoginSubType"],
			as: "code",
			codes: LOGIN_SUB_TYPES,
			attribute: "salesforce.login.sub_type",
		},
		{
			columns: ["LOGIN_URL"],
			fields: ["LoginUrl"],
			as: "url_host",
			url: "salesforce.login.url",
			host: "server.address",
		},
		{
			columns: ["AUTHENTICATION_METHOD_REFERENCE"],
			fields: ["AuthMethodReference"],
			as: "string",
			attribute: "salesforce.login.auth.method_reference",
		},
		{
			columns: ["AUTHENTICATION_SERVICE_ID"],
			fields: ["AuthServiceId", "AuthenticationServiceId"],
			as: "id18",
			attribute: "salesforce.login.auth.service_id",
		},
		{
			columns: ["USE_API_TOKEN"],
			fields: ["UseApiToken"],
			as: "boolean",
			// An API token, or a password.
			words: new Map([
				["T", true],
				["P", false],
			]),
			attribute: "salesforce.login.auth.api_token",
		},
		{
			// Whatever the client sent, cut at 256 characters: not to be split.
			columns: ["FORWARDED_FOR_IP"],
			fields: ["ForwardedForIp"],
			as: "header",
			attribute: "http.request.header.x-forwarded-for",
		},
		{
			columns: ["HTTP_REFERER"],
			fields: ["HttpReferer"],
			as: "header",
			attribute: "http.request.header.referer",
		},
		{
			fields: ["HttpMethod"],
			as: "string",
			attribute: "http.request.method",
			drop: ["Unknown"],
		},
		{
			fields: ["OptionsIsGet"],
			as: "flag",
			value: "GET",
			attribute: "http.request.method",
		},
		{
			fields: ["OptionsIsPost"],
			as: "flag",
			value: "POST",
			attribute: "http.request.method",
		},
		{
			columns: ["TLS_PROTOCOL"],
			fields: ["TlsProtocol"],
			as: "tls_protocol",
			name: "tls.protocol.name",
			version: "tls.protocol.version",
			original: "salesforce.login.tls_protocol",
			drop: ["Unknown"],
		},
		{
			columns: ["CIPHER_SUITE"],
			fields: ["CipherSuite"],
			as: "string",
			attribute: "tls.cipher",
			drop: ["Unknown"],
		},
		{
			columns: ["COUNTRY_CODE"],
			fields: ["CountryIso"],
			as: "string",
			attribute: "geo.country.iso_code",
		},
		{ fields: ["City"], as: "string", attribute: "geo.locality.name" },
		{ fields: ["PostalCode"], as: "string", attribute: "geo.postal_code" },
		{ fields: ["LoginLatitude"], as: "number", attribute: "geo.location.lat" },
		{ fields: ["LoginLongitude"], as: "number", attribute: "geo.location.lon" },
		{ fields: ["Country"], as: "string", attribute: "salesforce.geo.country" },
		{
			fields: ["Subdivision"],
			as: "string",
			attribute: "salesforce.geo.subdivision",
		},
		{
			fields: ["Application"],
			as: "string",
			attribute: "salesforce.login.application",
			drop: ["N/A", "Unknown"],
		},
		{
			fields: ["ClientVersion"],
			as: "string",
			attribute: "salesforce.client.version",
			drop: ["N/A"],
		},
		{
			// The id of a row of LoginHistory is the one that LoginEvent refers to.
			fields: ["LoginHistoryId", "Id"],
			as: "id18",
			attribute: "salesforce.login.history_id",
		},
		{
			fields: ["LoginGeoId"],
			as: "id18",
			attribute: "salesforce.login.geo_id",
		},
		{ fields: ["NetworkId"], as: "id18", attribute: "salesforce.network.id" },
		{
			fields: ["AdditionalInfo"],
			as: "string",
			attribute: "salesforce.login.additional_info",
			drop: ["{}"],
		},
	],
};
