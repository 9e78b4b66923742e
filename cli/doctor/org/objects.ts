// What the user may see: each permission by the object that it opens, and each object by
// a query, as the stream itself will ask. Salesforce answers for an object that the user
// may not see as for one that is not there, so the answer names permission and licence.

import type { FieldDescription } from "../../../receiver/api/client.ts";
import { needsOf } from "../../../receiver/api/object-permissions.ts";
import type {
	AuditObjectPlan,
	EventObjectPlan,
	SourcePlan,
} from "../../../receiver/plan-streams.ts";
import { soqlDateTime } from "../../../receiver/sources/soql.ts";
import { formatAge } from "../../state/format.ts";
import { type Check, pass, skip, warn } from "../check.ts";
import type { OrgUnderTest } from "./org-under-test.ts";

const API = 'permission "API Enabled"';
const LOOK_BACK_MS = 3_600_000;

export const EVENT_LOG_FILE = "EventLogFile";

/** The name of the check of the permission that an object needs. */
export const permissionCheck = (object: string) =>
	`permission "${needsOf(object).permission}"`;

type ObjectPlan = EventObjectPlan | AuditObjectPlan;
const isObject = (plan: SourcePlan): plan is ObjectPlan =>
	plan.kind !== "event_log_file";

export function objectChecks(org: OrgUnderTest): Check[] {
	const { plans } = org;
	const objects = plans.filter(isObject);
	const readsFiles = plans.some(({ kind }) => kind === "event_log_file");
	const described = new Map<string, readonly FieldDescription[]>();
	const names = [
		...(readsFiles ? [EVENT_LOG_FILE] : []),
		...objects.map(({ object }) => object),
	];
	/** One object for each permission: all that need it are opened by it. */
	const first = new Map(
		names.toReversed().map((object) => [permissionCheck(object), object]),
	);
	const permissions = [...first].toReversed().map(
		([name, object]): Check => ({
			name,
			needs: [API],
			async run(signal) {
				described.set(object, await org.client.describe(object, signal));
				return pass(`opens ${object}`);
			},
		}),
	);
	return [
		...permissions,
		...(readsFiles ? [hourlyFiles(org, described)] : []),
		...objects.map((plan) => objectCheck(org, plan)),
	];
}

function hourlyFiles(
	{ plans }: OrgUnderTest,
	described: ReadonlyMap<string, readonly FieldDescription[]>,
): Check {
	return {
		name: "hourly files",
		needs: [permissionCheck(EVENT_LOG_FILE)],
		async run() {
			const wanted = plans.some(
				(plan) => plan.kind === "event_log_file" && plan.interval === "hourly",
			);
			const fields = described.get(EVENT_LOG_FILE) ?? [];
			if (fields.some(({ name }) => name === "Interval")) {
				return pass(
					wanted
						? "the org has them"
						: "the org has them, and the configuration reads daily ones",
				);
			}
			const found = "the org has none: EventLogFile has no field Interval";
			return wanted
				? warn(
						`${found}; daily ones are read instead, a day after their events`,
						"Hourly files need Event Monitoring (Setup > Event Monitoring Settings): have it licensed and enabled, or set log_file_interval to daily.",
					)
				: skip(`${found}, and none are wanted`);
		},
	};
}

function objectCheck(org: OrgUnderTest, plan: ObjectPlan): Check {
	const { object } = plan;
	return {
		name: `object ${object}`,
		needs: [permissionCheck(object)],
		async run(signal) {
			const { client } = org;
			const until = client.serverNow();
			const soql = newestSoql(plan, until);
			// The first page is enough, and it has the newest of them first.
			for await (const [row] of client.query(soql, signal)) {
				if (row === undefined) break;
				const field = timeField(plan);
				const age =
					until - Date.parse(String(row[field]).replace("+0000", "Z"));
				return pass(`can be read; the newest row is ${formatAge(age)} old`);
			}
			if (plan.kind === "audit_object")
				return pass("can be read, and is empty");
			return warn(
				"can be read, and has no events of the last hour",
				"If things did happen: Setup > Event Manager, and enable storage for this event.",
			);
		},
	};
}

const timeField = (plan: ObjectPlan) =>
	plan.kind === "event_object"
		? "EventDate"
		: plan.object === "LoginHistory"
			? "LoginTime"
			: "CreatedDate";

/** Event objects take no LIMIT for granted, but a window, newest first. */
function newestSoql(plan: ObjectPlan, until: number): string {
	const field = timeField(plan);
	const query = `SELECT ${field} FROM ${plan.object}`;
	return plan.kind === "event_object"
		? `${query} WHERE ${field} > ${soqlDateTime(until - LOOK_BACK_MS)} AND ${field} <= ${soqlDateTime(until)} ORDER BY ${field} DESC`
		: `${query} ORDER BY ${field} DESC LIMIT 1`;
}
