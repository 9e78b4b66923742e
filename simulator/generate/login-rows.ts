// One hour of logins, row by row, from a seed. The hot part of every benchmark:
// the array of cells is reused, and each piece of text that can be made
// beforehand is.

import { ALL_LOGIN_COLUMNS, type LoginColumn } from "./login-columns.ts";
import type { Habit, User } from "./people.ts";
import type { Population } from "./population.ts";
import { createRandom } from "./random.ts";
import { key, requestId, traceId } from "./random-text.ts";
import { integrationShare } from "./rhythm.ts";
import { AGENTS_OF_ATTACKERS, UNUSUAL_AGENTS } from "./user-agents.ts";

/** Cells in the order of `ALL_LOGIN_COLUMNS`; the array is reused for the next row. */
export interface LoginRows {
	next(): readonly string[];
}

const COLUMN = Object.fromEntries(
	ALL_LOGIN_COLUMNS.map((name, index) => [name, index]),
) as Record<LoginColumn, number>;

interface Manner {
	readonly uri: string;
	readonly type: string;
	readonly subType: string;
	readonly apiType: string;
	readonly apiVersion: string;
}

const MANNERS: Record<Habit, Manner> = {
	password: {
		uri: "/index.jsp",
		type: "A",
		subType: "uiup",
		apiType: "",
		apiVersion: "9998.0",
	},
	sso: {
		uri: "/_nc_external/identity/saml/SamlAuthInfo",
		type: "8",
		subType: "",
		apiType: "",
		apiVersion: "9998.0",
	},
	mobile: {
		uri: "/services/oauth2/authorize",
		type: "i",
		subType: "oauthhybridtoken",
		apiType: "",
		apiVersion: "9998.0",
	},
	oauth: {
		uri: "/services/oauth2/token",
		type: "i",
		subType: "oauthclientcredential",
		apiType: "",
		apiVersion: "9998.0",
	},
	soap: {
		uri: "/services/Soap/u/58.0",
		type: "I",
		subType: "",
		apiType: "P",
		apiVersion: "58.0",
	},
};

const CIPHERS_OF_TLS_1_2 = [
	"ECDHE-RSA-AES256-GCM-SHA384",
	"ECDHE-RSA-AES128-GCM-SHA256",
];
const CIPHERS_OF_TLS_1_3 = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"];

/** What goes wrong outside of an attack, roughly as often as it is listed. */
const FAILURES = [
	"LOGIN_ERROR_INVALID_PASSWORD",
	"LOGIN_ERROR_INVALID_PASSWORD",
	"LOGIN_ERROR_INVALID_PASSWORD",
	"LOGIN_CHALLENGE_ISSUED",
	"LOGIN_ERROR_RESTRICTED_DOMAIN",
	"LOGIN_ERROR_USER_INACTIVE",
	"LOGIN_ERROR_RESTRICTED_TIME",
	"LOGIN_ERROR_INVALID_USERNAME",
	"LOGIN_ERROR_SSO_SVC_DOWN",
	"LOGIN_ERROR_MUST_USE_API_TOKEN",
	"LOGIN_OAUTH_INVALID_TOKEN",
	"LOGIN_SAML_INVALID_TIMESTAMP",
];

const HOTELS_AND_AIRPORTS = ["203.0.113.130", "203.0.113.131", "203.0.113.140"];

const FAILURE_SHARE = 0.02;
const ATTACK_STARTS = 0.0015;
const TRAVEL_SHARE = 0.03;
const HIDDEN_CLIENT_SHARE = 0.4;
const TRACED_SHARE = 0.03;
const UNUSUAL_SHARE = 0.003;

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) =>
	String(value).padStart(2, "0"),
);
const THREE_DIGITS = Array.from({ length: 1000 }, (_, value) =>
	String(value).padStart(3, "0"),
);

/**
 * Rows of the hour that begins at `hour` (ms, a full hour), spread over `from`
 * to `to` (ms from its beginning), nearly in the order of time.
 */
export function loginRows(
	population: Population,
	hour: number,
	rows: number,
	from = 0,
	to = 3_600_000,
): LoginRows {
	const random = createRandom(population.seed, "Login", hour, from);
	const { people, integrations, loginHost } = population;
	const cells: string[] = ALL_LOGIN_COLUMNS.map(() => "");
	cells[COLUMN.EVENT_TYPE] = "Login";
	cells[COLUMN.ORGANIZATION_ID] = population.organizationId;
	cells[COLUMN.USER_TYPE] = "Standard";
	const loginUrls = [loginHost, loginHost, "login.salesforce.com"];

	const iso = new Date(hour).toISOString();
	const isoHour = iso.slice(0, 14);
	const plainHour = iso.slice(0, 13).replaceAll(/[-T]/g, "");
	const step = (to - from) / Math.max(rows, 1);
	const automaticShare = integrations.length > 0 ? integrationShare(hour) : 0;

	let row = 0;
	let attackLeft = 0;
	let attackedFrom = "";
	let attacked: User | undefined;

	function time(): void {
		const jitter = random.float() * 1.5;
		const at = Math.min(to - 1, Math.floor(from + (row + jitter) * step));
		const second = Math.floor(at / 1000);
		const minute = TWO_DIGITS[Math.floor(second / 60)];
		const rest = `${TWO_DIGITS[second % 60]}.${THREE_DIGITS[at % 1000]}`;
		cells[COLUMN.TIMESTAMP] = `${plainHour}${minute}${rest}`;
		cells[COLUMN.TIMESTAMP_DERIVED] = `${isoHour}${minute}:${rest}Z`;
	}

	function person(user: User, known: boolean): void {
		cells[COLUMN.USER_ID] = known ? user.id : "";
		cells[COLUMN.USER_ID_DERIVED] = known ? user.longId : "";
		cells[COLUMN.USER_NAME] = known
			? user.username
			: user.username.replace("@", ".old@");
		cells[COLUMN.COUNTRY_CODE] = user.country;
	}

	function manner(habit: Habit): void {
		const { uri, type, subType, apiType, apiVersion } = MANNERS[habit];
		cells[COLUMN.URI] = uri;
		cells[COLUMN.LOGIN_TYPE] = type;
		cells[COLUMN.LOGIN_SUB_TYPE] = subType;
		cells[COLUMN.API_TYPE] = apiType;
		cells[COLUMN.API_VERSION] = apiVersion;
		cells[COLUMN.AUTHENTICATION_METHOD_REFERENCE] =
			habit === "sso" && random.chance(0.3) ? "mfa" : "";
		cells[COLUMN.AUTHENTICATION_SERVICE_ID] =
			habit === "sso" ? "0LE5j000000CaBc" : "";
		cells[COLUMN.HTTP_REFERER] =
			habit === "sso" ? "https://sso.example.com/" : "";
		cells[COLUMN.USE_API_TOKEN] =
			habit === "soap" ? "T" : habit === "password" ? "P" : "";
		cells[COLUMN.LOGIN_URL] =
			habit === "sso" ? loginHost : random.pick(loginUrls);
	}

	function connection(address: string, automatic: boolean): void {
		cells[COLUMN.SOURCE_IP] = address;
		cells[COLUMN.CLIENT_IP] =
			automatic && random.chance(HIDDEN_CLIENT_SHARE)
				? "Salesforce.com IP"
				: address;
		const modern = random.chance(automatic ? 0.4 : 0.9);
		cells[COLUMN.TLS_PROTOCOL] = modern ? "TLSv1.3" : "TLSv1.2";
		cells[COLUMN.CIPHER_SUITE] = random.pick(
			modern ? CIPHERS_OF_TLS_1_3 : CIPHERS_OF_TLS_1_2,
		);
		cells[COLUMN.FORWARDED_FOR_IP] =
			!automatic && random.chance(0.05) ? `${address}, 198.51.100.1` : "";
	}

	function timing(): void {
		const bits = random.uint32();
		const run = 25 + ((bits >>> 22) % 600) + ((bits & 0xf) === 0 ? 1500 : 0);
		cells[COLUMN.RUN_TIME] = String(run);
		cells[COLUMN.CPU_TIME] = String(8 + (((bits >>> 12) % run) >>> 1));
		cells[COLUMN.DB_TOTAL_TIME] =
			(bits & 0xff0) === 0 ? "" : String(9_000_000 + (bits >>> 4));
	}

	function outcome(status: string): void {
		const success = status === "LOGIN_NO_ERROR";
		cells[COLUMN.LOGIN_STATUS] = status;
		cells[COLUMN.LOGIN_KEY] = success ? key(random) : "";
		cells[COLUMN.SESSION_KEY] =
			success && random.chance(0.05) ? key(random) : "";
		cells[COLUMN.REQUEST_STATUS] = random.chance(0.6)
			? ""
			: success
				? "S"
				: "F";
	}

	function attack(): void {
		if (attackLeft === 0) {
			attackLeft = 5 + random.below(25);
			attackedFrom = `203.0.113.${200 + random.below(50)}`;
			attacked = random.pick(people);
		}
		attackLeft--;
		// Some try one account until it is locked, some one password on many.
		const spraying = attackLeft % 2 === 0 && attackLeft > 12;
		const user = spraying ? random.pick(people) : (attacked as User);
		person(user, !spraying || random.chance(0.7));
		manner("password");
		connection(attackedFrom, false);
		cells[COLUMN.COUNTRY_CODE] = "ZZ";
		cells[COLUMN.BROWSER_TYPE] = random.pick(AGENTS_OF_ATTACKERS);
		outcome(
			cells[COLUMN.USER_ID] === ""
				? "LOGIN_ERROR_INVALID_USERNAME"
				: attackLeft < 3
					? "LOGIN_ERROR_PASSWORD_LOCKOUT"
					: "LOGIN_ERROR_INVALID_PASSWORD",
		);
	}

	function ordinary(): void {
		const automatic = random.chance(automaticShare);
		const user = random.pick(automatic ? integrations : people);
		const status = random.chance(FAILURE_SHARE)
			? random.pick(FAILURES)
			: "LOGIN_NO_ERROR";
		person(user, status !== "LOGIN_ERROR_INVALID_USERNAME");
		manner(user.habit);
		const travelling = !automatic && random.chance(TRAVEL_SHARE);
		connection(
			random.pick(travelling ? HOTELS_AND_AIRPORTS : user.addresses),
			automatic,
		);
		cells[COLUMN.BROWSER_TYPE] = random.pick(
			random.chance(UNUSUAL_SHARE) ? UNUSUAL_AGENTS : user.agents,
		);
		outcome(status);
	}

	return {
		next() {
			time();
			cells[COLUMN.REQUEST_ID] = random.chance(TRACED_SHARE)
				? traceId(random)
				: requestId(random);
			if (attackLeft > 0 || random.chance(ATTACK_STARTS)) attack();
			else ordinary();
			timing();
			row++;
			return cells;
		},
	};
}
