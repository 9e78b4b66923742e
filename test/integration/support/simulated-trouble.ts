// What simulated orgs did that a rule should tell, counted without any query language.

import type { ArrivedRecord } from "./arrived-record.ts";

const HOUR_MS = 3_600_000;
const WINDOW_MS = HOUR_MS / 6;
const MANY = 20;
/** Of six hours, in the week that a surge is compared with. */
const SPANS = 28;
const PERMISSION =
	/permset|permission|profile|role|sessionsettings|adminlogin/i;

type Part = (record: ArrivedRecord) => unknown;

const time = ({ timeUnixNano }: ArrivedRecord) =>
	Number(timeUnixNano / 1_000_000n);
const window: Part = (record) => Math.floor(time(record) / WINDOW_MS);
const organization: Part = ({ resource }) =>
	resource["salesforce.organization.id"];
const attribute =
	(name: string): Part =>
	({ attributes }) =>
		attributes[name];
const user = attribute("user.name");
const address = attribute("client.address");
const country = attribute("geo.country.iso_code");
const exception = attribute("exception.type");

/** The rules that should fire at `now`, by their names in Loki and in Elasticsearch. */
export function troubleIn(records: readonly ArrivedRecord[], now: number) {
	const since = now - 6 * HOUR_MS;
	const recent = records.filter((record) => time(record) >= since);
	const before = records.filter((record) => time(record) < since);
	const failed = logins(recent, "failure");
	const known = placed(logins(before, "success"));
	const places = countsBy(known, user, country);
	const users = countsBy(known, user);
	const usual = countsBy(exceptions(before), organization, exception);
	const actsAs = of(recent, "LoginAs").length > 0;
	const changes = of(recent, "SetupAuditTrail").some((record) =>
		PERMISSION.test(String(attribute("salesforce.setup.action")(record))),
	);
	const newCountry = placed(logins(recent, "success")).some(
		(record) =>
			users.has(keyOf(record, [user])) &&
			!places.has(keyOf(record, [user, country])),
	);
	const surges = [
		...countsBy(exceptions(recent), organization, exception),
	].some(
		([key, count]) =>
			count >= MANY && count > (3 * (usual.get(key) ?? 0)) / SPANS,
	);
	return {
		loki: named({
			SalesforceFailedLogins: areMany(failed, organization, user),
			SalesforceFailedLoginsFromAddress: areMany(failed, organization, address),
			SalesforceLoginFromNewCountry: newCountry,
			SalesforceLoginAs: actsAs,
			SalesforcePermissionOrAuditChange: changes,
			SalesforceExceptionSurge: surges,
		}),
		elasticsearch: named({
			"exception-surge": surges,
			"failed-logins-from-address": areMany(failed, address, window),
			"failed-logins": areMany(failed, user, window),
			"login-as": actsAs,
			"login-from-new-country": newCountry,
			"permission-or-audit-change": changes,
		}),
	};
}

function of(records: readonly ArrivedRecord[], type: string) {
	return records.filter(
		(record) => attribute("salesforce.event.type")(record) === type,
	);
}

const exceptions = (records: readonly ArrivedRecord[]) =>
	of(records, "ApexUnexpectedException");

const logins = (records: readonly ArrivedRecord[], outcome: string) =>
	of(records, "Login").filter(
		(record) => attribute("salesforce.event.outcome")(record) === outcome,
	);

/** Only objects tell the place. */
const placed = (records: readonly ArrivedRecord[]) =>
	records.filter((record) => country(record) !== undefined);

const keyOf = (record: ArrivedRecord, by: readonly Part[]) =>
	by.map((part) => String(part(record))).join("\n");

function countsBy(records: readonly ArrivedRecord[], ...by: readonly Part[]) {
	const counts = new Map<string, number>();
	for (const record of records) {
		const key = keyOf(record, by);
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

const areMany = (records: readonly ArrivedRecord[], ...by: readonly Part[]) =>
	Math.max(0, ...countsBy(records, ...by).values()) >= MANY;

const named = (rules: Readonly<Record<string, boolean>>) =>
	Object.entries(rules).flatMap(([name, fires]) => (fires ? [name] : []));
