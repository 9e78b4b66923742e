import { expect, test } from "vitest";
import { createCounters } from "../../../../service/telemetry/counters.ts";

const ROWS = "salesforce_receiver_rows_read";

test("counts of the same name and attributes add up, in whatever order those are given", () => {
	const counters = createCounters();
	counters.add(ROWS, 1, { a: "1", b: "2" });
	counters.add(ROWS, 2, { b: "2", a: "1" });
	expect(counters.all()).toEqual([
		{ name: ROWS, attributes: { a: "1", b: "2" }, value: 3 },
	]);
});

test("attributes that differ in name or value are counts of their own", () => {
	const counters = createCounters();
	counters.add(ROWS, 1, { a: "b" });
	counters.add(ROWS, 1, { a: 'b","c' });
	counters.add(ROWS, 1, {});
	counters.add("salesforce_receiver_files_read", 1, { a: "b" });
	expect(counters.all()).toHaveLength(4);
});

test("a total is over all counts that carry the given attributes", () => {
	const counters = createCounters();
	counters.add(ROWS, 1, { receiver: "x", type: "Login" });
	counters.add(ROWS, 2, { receiver: "x", type: "Logout" });
	counters.add(ROWS, 4, { receiver: "y", type: "Login" });
	expect(counters.total(ROWS)).toBe(7);
	expect(counters.total(ROWS, { receiver: "x" })).toBe(3);
	expect(counters.total(ROWS, { receiver: "y", type: "Logout" })).toBe(0);
	expect(counters.total("salesforce_receiver_files_read")).toBe(0);
});
