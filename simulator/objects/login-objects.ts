// LoginEvent, LoginHistory and LoginGeo: the logins of the Login files, as objects.

import { type Login, loginsOfHour } from "../generate/logins.ts";
import { PLACES } from "../generate/places.ts";
import type { Population } from "../generate/population.ts";
import { toLongId } from "../generate/salesforce-id.ts";
import type { ResolvedOptions } from "../options.ts";
import type { ObjectRow } from "../soql/object-definition.ts";
import { createdAfter, DUMMY_ID } from "./event-rows.ts";
import { fieldsOf, type Use } from "./field.ts";
import {
	clientOf,
	LOGIN_STATUS_LABELS,
	LOGIN_SUB_TYPES,
	LOGIN_TYPE_LABELS,
} from "./login-labels.ts";
import type { EventObject } from "./object-source.ts";
import type { TimelineRow } from "./timeline.ts";

/** How a query may use the fields of a big object: by its index. */
export const bigObjectUse = (name: string): Use =>
	name === "EventDate" || name === "EventIdentifier" ? "filter+sort" : "none";

/** Empty cells are null. */
const orNull = (cell: string) => (cell === "" ? null : cell);
const idOrNull = (id: string) => (id === "" ? null : toLongId(id));

function apiOf({ cell }: Login) {
	const soap = cell("API_TYPE") !== "";
	return {
		ApiType: soap ? "SOAP Partner" : "N/A",
		ApiVersion: soap ? cell("API_VERSION") : "N/A",
	};
}

/** What LoginEvent and LoginHistory say in the same words. */
function shared(login: Login) {
	const { cell } = login;
	const client = clientOf(cell("BROWSER_TYPE"));
	return {
		...apiOf(login),
		Application: client.application,
		AuthMethodReference: orNull(cell("AUTHENTICATION_METHOD_REFERENCE")),
		Browser: client.browser,
		CipherSuite: cell("CIPHER_SUITE"),
		ClientVersion: null,
		CountryIso: cell("COUNTRY_CODE"),
		ForwardedForIp: orNull(cell("FORWARDED_FOR_IP")),
		LoginType: LOGIN_TYPE_LABELS[cell("LOGIN_TYPE")] ?? null,
		LoginUrl: cell("LOGIN_URL"),
		NetworkId: null,
		Platform: client.platform,
		SourceIp: cell("SOURCE_IP"),
		Status: LOGIN_STATUS_LABELS[cell("LOGIN_STATUS")] ?? cell("LOGIN_STATUS"),
		TlsProtocol: cell("TLS_PROTOCOL").replace("TLSv", "TLS "),
		UserId: idOrNull(cell("USER_ID")),
	};
}

const isGet = ({ cell }: Login) => cell("URI").endsWith("/authorize");

function loginEvent(login: Login, options: ResolvedOptions): TimelineRow {
	const { cell, random, at } = login;
	const created = createdAfter(at, options.object_rows, random);
	const place = PLACES[cell("COUNTRY_CODE")];
	const watched = random.chance(0.05);
	const known = cell("USER_ID") !== "";
	const row: ObjectRow = {
		Id: DUMMY_ID,
		...shared(login),
		AdditionalInfo: "{}",
		AuthServiceId: idOrNull(cell("AUTHENTICATION_SERVICE_ID")),
		City: orNull(place?.city ?? ""),
		Country: place?.country ?? null,
		CreatedDate: created,
		EvaluationTime: watched ? random.below(30) : 0,
		EventDate: at,
		EventIdentifier: login.eventIdentifier,
		HttpMethod: isGet(login) ? "GET" : "POST",
		HttpReferer: orNull(cell("HTTP_REFERER")),
		LoginGeoId: known ? login.geoId : null,
		LoginHistoryId: known ? login.historyId : null,
		LoginKey: orNull(cell("LOGIN_KEY")),
		LoginLatitude: place?.latitude ?? null,
		LoginLongitude: place?.longitude ?? null,
		LoginSubType: LOGIN_SUB_TYPES[cell("LOGIN_SUB_TYPE")]?.[0] ?? null,
		PolicyId: watched ? "0NI5j000000TyUiGAK" : null,
		PolicyOutcome: watched ? "NoAction" : null,
		PostalCode: orNull(place?.postalCode ?? ""),
		RelatedEventIdentifier: null,
		RemoteIdentifier: null,
		SessionKey: orNull(cell("SESSION_KEY")),
		SessionLevel:
			cell("AUTHENTICATION_METHOD_REFERENCE") === "mfa"
				? "HIGH_ASSURANCE"
				: "STANDARD",
		Subdivision: orNull(place?.subdivision ?? ""),
		UseApiToken: orNull(cell("USE_API_TOKEN")),
		Username: cell("USER_NAME"),
		UserType: cell("USER_TYPE"),
	};
	return { at, visibleAt: created, row };
}

const toSecond = (at: number) => Math.floor(at / 1000) * 1000;

function loginHistory(login: Login, options: ResolvedOptions): TimelineRow {
	const { cell, random, at } = login;
	const time = toSecond(at);
	return {
		at: time,
		visibleAt: createdAfter(at, options.object_rows, random),
		row: {
			Id: login.historyId,
			...shared(login),
			AuthenticationServiceId: idOrNull(cell("AUTHENTICATION_SERVICE_ID")),
			LoginGeoId: login.geoId,
			LoginSubType: LOGIN_SUB_TYPES[cell("LOGIN_SUB_TYPE")]?.[1] ?? null,
			LoginTime: time,
			OptionsIsGet: isGet(login),
			OptionsIsPost: !isGet(login),
		},
	};
}

function loginGeo(login: Login, options: ResolvedOptions): TimelineRow {
	const { cell, random, at } = login;
	const place = PLACES[cell("COUNTRY_CODE")];
	const created = createdAfter(at, options.object_rows, random);
	return {
		at: toSecond(at),
		visibleAt: created,
		row: {
			Id: login.geoId,
			City: orNull(place?.city ?? ""),
			Country: place?.country ?? null,
			CountryIso: cell("COUNTRY_CODE"),
			CreatedById: null,
			CreatedDate: created,
			IsDeleted: false,
			Latitude: place?.latitude ?? null,
			LoginTime: toSecond(at),
			Longitude: place?.longitude ?? null,
			PostalCode: orNull(place?.postalCode ?? ""),
			Subdivision: orNull(place?.subdivision ?? ""),
			SystemModstamp: created,
		},
	};
}

const LOGIN_HISTORY_FILTERS =
	/^(AuthenticationServiceId|CipherSuite|CountryIso|Id|LoginTime|LoginType|LoginUrl|NetworkId|OptionsIs(Get|Post)|TlsProtocol|UserId)$/;

export function loginObjects(
	population: Population,
	loginsIn: (hour: number) => number,
	options: ResolvedOptions,
): EventObject[] {
	const from = (
		toRow: typeof loginEvent,
		/** LoginHistory is of users: a username that nobody has leaves no row. */
		everybody: boolean,
	) =>
		function* (hour: number) {
			for (const login of loginsOfHour(population, hour, loginsIn(hour))) {
				if (everybody || login.cell("USER_ID") !== "") {
					yield toRow(login, options);
				}
			}
		};
	return [
		{
			name: "LoginEvent",
			label: "Login Event",
			keyPrefix: "0Nj",
			big: true,
			timeField: "EventDate",
			fields: fieldsOf(
				`Id:!id18 AdditionalInfo:text10000 ApiType:text64 ApiVersion:text32
				Application:text255 AuthMethodReference:text128 AuthServiceId:ref18 Browser:text64
				CipherSuite:pick255 City:text200 ClientVersion:text64 Country:text200
				CountryIso:text3 CreatedDate:!date EvaluationTime:num EventDate:!date
				EventIdentifier:!text80 ForwardedForIp:text256 HttpMethod:pick255
				HttpReferer:text1000 LoginGeoId:ref18 LoginHistoryId:ref18 LoginKey:text24
				LoginLatitude:num LoginLongitude:num LoginSubType:pick255 LoginType:pick255
				LoginUrl:text1000 NetworkId:ref18 Platform:text64 PolicyId:ref18
				PolicyOutcome:pick255 PostalCode:text40 RelatedEventIdentifier:text80
				RemoteIdentifier:text255 SessionKey:text24 SessionLevel:pick255 SourceIp:text255
				Status:text255 Subdivision:text200 TlsProtocol:pick255 UseApiToken:text1
				UserId:ref18 Username:text255 UserType:pick255`,
				bigObjectUse,
			),
			hourRows: from(loginEvent, true),
		},
		{
			name: "LoginHistory",
			label: "Login History",
			keyPrefix: "0Ya",
			timeField: "LoginTime",
			fields: fieldsOf(
				`Id:!id18 ApiType:text64 ApiVersion:text32 Application:text64
				AuthMethodReference:text128 AuthenticationServiceId:ref18 Browser:text64
				CipherSuite:pick255 ClientVersion:text64 CountryIso:text2 ForwardedForIp:text256
				LoginGeoId:ref18 LoginSubType:pick255 LoginTime:!date LoginType:pick255
				LoginUrl:text512 NetworkId:ref18 OptionsIsGet:!bool OptionsIsPost:!bool
				Platform:text64 SourceIp:text39 Status:text128 TlsProtocol:pick255 UserId:!ref18`,
				(name) => (LOGIN_HISTORY_FILTERS.test(name) ? "filter+sort" : "sort"),
			),
			hourRows: from(loginHistory, false),
		},
		{
			name: "LoginGeo",
			label: "Login Geo Data",
			keyPrefix: "04F",
			timeField: "LoginTime",
			fields: fieldsOf(
				`Id:!id18 City:text40 Country:text40 CountryIso:text2 CreatedById:ref18
				CreatedDate:!date IsDeleted:!bool Latitude:num LoginTime:!date Longitude:num
				PostalCode:text40 Subdivision:text40 SystemModstamp:!date`,
				() => "filter+sort",
			),
			hourRows: from(loginGeo, false),
		},
	];
}
