// A small org for the tests of sources that read objects: rows, a clock, and the part
// of SOQL that those sources use, with Salesforce's rules for big objects.

import type {
	FieldDescription,
	SalesforceClient,
	SoqlRow,
} from "../../../../../receiver/api/client.ts";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";

export const ORGANIZATION_ID = "00D5j00000DgAYGEA3";
export const T0 = Date.parse("2026-11-22T10:00:00.000Z");
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
const DUMMY_ID = "000000000000000AAA";

export interface OrgRow {
	/** Of the object's own time field. */
	readonly time: number;
	/** When a query begins to show it. */
	readonly visibleAt: number;
	readonly identity: string;
	readonly fields: SoqlRow;
}

export interface FakeObjectOrg {
	now: number;
	/** How far our own idea of `now` is off, until the next answer. */
	clockError: number;
	readonly rows: OrgRow[];
	readonly queries: string[];
	describes: number;
	fields: FieldDescription[];
	/** What a page of an answer is made of instead. Called before each page. */
	refuse?: (soql: string, page: number) => SalesforceError | undefined;
	/** Whether the first page of an answer tells how many rows there are. */
	tellsTotal: boolean;
	/** Rows of the largest answer that was read to its end. */
	largestAnswer: number;
	add(row?: Partial<OrgRow>): OrgRow;
	readonly client: SalesforceClient;
}

export interface FakeObjectOptions {
	readonly timeField?: "EventDate" | "CreatedDate" | "LoginTime";
	readonly pageRows?: number;
}

const string = (name: string): FieldDescription => ({ name, type: "string" });

export function createFakeObjectOrg(
	options: FakeObjectOptions = {},
): FakeObjectOrg {
	const { timeField = "EventDate", pageRows = 4 } = options;
	const big = timeField === "EventDate";
	let nextId = 1;
	const org: FakeObjectOrg = {
		now: T0,
		clockError: 0,
		rows: [],
		queries: [],
		describes: 0,
		tellsTotal: false,
		largestAnswer: 0,
		fields: [
			{ name: "Id", type: "id" },
			{ name: timeField, type: "datetime" },
			...(big ? [string("EventIdentifier")] : []),
			string("Username"),
			{ name: "Location", type: "location" },
			{ name: "Body", type: "base64" },
		],
		add({ time = org.now, visibleAt, identity, fields = {} } = {}) {
			const row = {
				time,
				visibleAt: visibleAt ?? time,
				identity: identity ?? `row${String(nextId++).padStart(5, "0")}`,
				fields,
			};
			org.rows.push(row);
			return row;
		},
		client: {
			organizationId: async () => ORGANIZATION_ID,
			async describe() {
				org.describes++;
				org.clockError = 0;
				return org.fields;
			},
			async *query(soql, signal) {
				for await (const page of org.client.queryPages(soql, signal))
					yield page.rows();
			},
			async *queryPages(soql, signal) {
				org.queries.push(soql);
				const rows = answer(soql);
				for (
					let page = 0;
					page * pageRows < rows.length || page === 0;
					page++
				) {
					signal.throwIfAborted();
					org.clockError = 0;
					const refusal = org.refuse?.(soql, page);
					if (refusal !== undefined) throw refusal;
					const part = rows.slice(page * pageRows, (page + 1) * pageRows);
					const list = Buffer.from(JSON.stringify(part).slice(1, -1));
					yield {
						total: org.tellsTotal ? rows.length : -1,
						list,
						rows: () => JSON.parse(`[${list}]`),
					};
					// It was good until now.
					list.fill(0x22);
				}
				org.largestAnswer = Math.max(org.largestAnswer, rows.length);
			},
			openLogFile: () => Promise.reject(new Error("no files")),
			serverNow: () => org.now + org.clockError,
			async close() {},
		},
	};

	function answer(soql: string): SoqlRow[] {
		const parts =
			/^SELECT (.+) FROM \w+ WHERE (.+) ORDER BY (.+)$/.exec(soql) ?? [];
		const [, fields = "", where = "", order = ""] = parts;
		const visible = org.rows.filter(
			(row) => row.visibleAt <= org.now && matches(row.time, where),
		);
		if (big) {
			if (order !== "EventDate DESC") {
				throw new SalesforceError("malformed_query", { where: soql });
			}
			visible.sort((a, b) => b.time - a.time);
		} else {
			if (order !== `${timeField} ASC, Id ASC`) throw new Error(order);
			visible.sort(
				(a, b) => a.time - b.time || (a.identity < b.identity ? -1 : 1),
			);
		}
		return visible.map((row) => rowOf(row, fields.split(", ")));
	}

	function matches(time: number, where: string): boolean {
		return where.split(" AND ").every((condition) => {
			const [field, operator, literal = ""] = condition.split(" ");
			if (field !== timeField) throw new Error(condition);
			const limit = Date.parse(literal);
			if (operator === ">") return time > limit;
			if (operator === ">=") return time >= limit;
			if (operator === "<=") return time <= limit;
			if (operator === "<") return time < limit;
			throw new Error(condition);
		});
	}

	function rowOf({ time, identity, fields }: OrgRow, names: string[]): SoqlRow {
		const whole: Record<string, unknown> = {
			Id: big ? DUMMY_ID : identity,
			[timeField]: new Date(time).toISOString().replace("Z", "+0000"),
			...(big ? { EventIdentifier: identity } : {}),
			Username: `user of ${identity}`,
			...fields,
		};
		const asked = new Set(names.map((name) => name.split(".")[0] ?? ""));
		return {
			attributes: { type: "Object" },
			...Object.fromEntries(
				[...asked].map((name) => [name, whole[name] ?? null]),
			),
		};
	}

	return org;
}
