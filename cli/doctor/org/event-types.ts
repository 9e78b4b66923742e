// Event log files by event type: without a licence there are no files and no error, so
// what there is tells. One listing for each interval, asked for once.

import type { LogFilePlan } from "../../../receiver/plan-streams.ts";
import {
	listingSoql,
	parseListedRow,
} from "../../../receiver/sources/event-log-file/listing.ts";
import type { LogFile } from "../../../receiver/sources/event-log-file/log-file.ts";
import { FREE_EVENT_TYPES } from "../../../receiver/sources/event-log-file/missing-types.ts";
import { formatAge, formatBytes } from "../../state/format.ts";
import { type Check, pass, skip, warn } from "../check.ts";
import { EVENT_LOG_FILE, permissionCheck } from "./objects.ts";
import type { OrgUnderTest } from "./org-under-test.ts";

const FREE: ReadonlySet<string> = new Set(FREE_EVENT_TYPES);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hourly files come 3 to 6 hours after their events, daily ones the next day; and nights are quiet. */
const INTERVALS = {
	hourly: { lookBackMs: 2 * DAY_MS, lateMs: 12 * HOUR_MS, unit: "hour" },
	daily: { lookBackMs: 4 * DAY_MS, lateMs: 2 * DAY_MS, unit: "day" },
} as const;

interface TypeFiles {
	readonly eventType: string;
	count: number;
	/** The one created last. */
	newest: LogFile;
	/** Bytes by hour, or day. */
	readonly bytes: Map<string, number>;
}

type Listing = ReadonlyMap<string, TypeFiles>;

export function eventTypeChecks(org: OrgUnderTest): Check[] {
	const plans = org.plans.filter((plan) => plan.kind === "event_log_file");
	return (["hourly", "daily"] as const).flatMap((interval) => {
		const members = plans
			.filter((plan) => plan.interval === interval)
			.flatMap((plan) => plan.members);
		return members.length === 0 ? [] : checksOf(org, interval, members);
	});
}

function checksOf(
	org: OrgUnderTest,
	interval: LogFilePlan["interval"],
	members: LogFilePlan["members"],
): Check[] {
	const named = members.flatMap(({ eventTypes }) => eventTypes);
	const all = members.some(({ others }) => others !== undefined);
	const { lookBackMs, lateMs, unit } = INTERVALS[interval];
	const listingName = `${interval} event log files`;
	let listed: Listing = new Map();

	const listing: Check = {
		name: listingName,
		needs: [permissionCheck(EVENT_LOG_FILE)],
		async run(signal) {
			listed = await list(org, interval, all ? undefined : named, signal);
			const files = [...listed.values()];
			const count = files.reduce((sum, type) => sum + type.count, 0);
			const days = lookBackMs / DAY_MS;
			const found = `${count} of the last ${days} days, of ${files.length} event types`;
			return count > 0
				? pass(found)
				: warn(
						found,
						"Files appear hours after the events, daily ones the day after. Hourly files, and most event types, need Event Monitoring: without it set log_file_interval to daily.",
					);
		},
	};

	const type = (eventType: string): Check => ({
		name: `event type ${eventType}`,
		needs: [listingName],
		async run() {
			const files = listed.get(eventType.toLowerCase());
			if (files === undefined) {
				return warn(
					"no files: not licensed, not enabled, or nothing of the kind happened",
					FREE.has(eventType)
						? "It is free: a file comes when there is an event."
						: `It needs Event Monitoring (Setup > Event Monitoring Settings). Free are ${FREE_EVENT_TYPES.join(", ")}.`,
				);
			}
			const age = org.client.serverNow() - Date.parse(files.newest.createdDate);
			const found = `${files.count} files, the last one created ${formatAge(age)} ago, of ${files.newest.logDate.slice(0, 16)}Z; up to ${formatBytes(Math.max(...files.bytes.values()))} a${unit === "hour" ? "n" : ""} ${unit}`;
			// Hourly ones that an org does not have come by the day.
			const late =
				files.newest.interval === "Daily" ? INTERVALS.daily.lateMs : lateMs;
			return age > late
				? warn(
						found,
						"If things did happen since, Salesforce is late: see status.salesforce.com for the instance.",
					)
				: pass(found);
		},
	});

	const size: Check = {
		name: `size of ${unit === "hour" ? "an hour" : "a day"}`,
		needs: [listingName],
		async run() {
			const sums = new Map<string, number>();
			for (const { bytes } of listed.values()) {
				for (const [date, size] of bytes) {
					sums.set(date, (sums.get(date) ?? 0) + size);
				}
			}
			if (sums.size === 0) return skip("there are no files");
			const [date, size] = [...sums].reduce((most, next) =>
				next[1] > most[1] ? next : most,
			);
			return pass(
				`up to ${formatBytes(size)} of event log files, of ${date.slice(0, 16)}Z`,
			);
		},
	};

	return [listing, ...named.map(type), size];
}

async function list(
	{ client }: OrgUnderTest,
	interval: LogFilePlan["interval"],
	eventTypes: readonly string[] | undefined,
	signal: AbortSignal,
): Promise<Listing> {
	const types = new Map<string, TypeFiles>();
	const from = client.serverNow() - INTERVALS[interval].lookBackMs;
	const fields = await client.describe(EVENT_LOG_FILE, signal);
	const intervalColumns = fields.some(({ name }) => name === "Interval");
	// As the stream does: an org without the column has daily files only.
	const asked = interval === "hourly" && intervalColumns ? "Hourly" : "Daily";
	const soql = listingSoql({
		eventTypes,
		interval: asked,
		from,
		intervalColumns,
	});
	for await (const page of client.query(soql, signal)) {
		for (const row of page) {
			const parsed = parseListedRow(row, asked);
			if ("problem" in parsed) continue;
			const { file } = parsed;
			const key = file.eventType.toLowerCase();
			const type = types.get(key) ?? {
				eventType: file.eventType,
				count: 0,
				newest: file,
				bytes: new Map<string, number>(),
			};
			types.set(key, type);
			type.count++;
			// Listed in the order of creation.
			type.newest = file;
			type.bytes.set(
				file.logDate,
				(type.bytes.get(file.logDate) ?? 0) + file.length,
			);
		}
	}
	return types;
}
