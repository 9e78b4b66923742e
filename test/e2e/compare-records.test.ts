// A judge that never says no proves nothing.

import { describe, expect, test } from "vitest";
import type { CollectedRecord } from "./collected-record.ts";
import {
	compareRecords,
	everyOneOf,
	NOTHING_WRONG,
} from "./compare-records.ts";
import { type ExpectedRecord, expectedLogin } from "./expected-login.ts";
import { REAL_LOGIN_ROW } from "./real-login-row.ts";

const expected = new Map(
	["a", "b"].map((uid) => [uid, expectedLogin(REAL_LOGIN_ROW, uid)]),
);
const [a, b] = [...expected.values()].map(arrived) as [
	CollectedRecord,
	CollectedRecord,
];

function arrived(record: ExpectedRecord): CollectedRecord {
	return {
		...record,
		resource: {},
		scope: { name: "", version: "" },
		observedTimestamp: "1",
		body: "Login succeeded",
	};
}

describe("the comparison with what was published", () => {
	test("finds nothing wrong when every record is there once, in any order", () => {
		expect(compareRecords([b, a], expected)).toEqual(NOTHING_WRONG);
	});

	test("counts what is missing, repeated and nobody's", () => {
		const stranger = {
			...a,
			attributes: { ...a.attributes, "log.record.uid": "c" },
		};

		expect(compareRecords([a, a, stranger], expected)).toMatchObject({
			missing: 1,
			repeated: 1,
			unexpected: 1,
		});
	});

	test.each<[string, Partial<CollectedRecord>]>([
		["another severity", { severityNumber: 13 }],
		["another time", { timestamp: "1702878511655000001" }],
		["a trace id", { traceId: "5b8efff798038103d269b633813fc60c" }],
		["a body of two lines", { body: "Login\nsucceeded" }],
		["an empty body", { body: "" }],
		["an attribute too many", { attributes: { ...a.attributes, more: "" } }],
		[
			"a double in the place of a whole number",
			{ attributes: { ...a.attributes, "salesforce.run_time_ms": 1219 } },
		],
	])("sees %s", (_, difference) => {
		expect(
			compareRecords([{ ...a, ...difference }, b], expected),
		).toMatchObject({ missing: 0, different: 1 });
	});

	test("waits for the last record, not for a number of records", () => {
		const complete = everyOneOf(expected);

		expect(complete([a, a])).toBe(false);
		expect(complete([a, a, b])).toBe(true);
	});
});
