import { describe, expect, test } from "vitest";
import { MAX_SERIES, metrics } from "../../../../pipeline/metrics.ts";
import { createMetricRegistry } from "../../../../service/telemetry/metric-registry.ts";

const ROWS = "salesforce_receiver_rows_read";
const AGE = "salesforce_receiver_newest_event_age_seconds";

test("counts of the same attributes add up, in whatever order those are given", () => {
	const registry = createMetricRegistry();
	registry.add(ROWS, 1, { receiver: "1", stream: "2" });
	registry.add(ROWS, 2, { stream: "2", receiver: "1" });
	expect(registry.series(ROWS)).toEqual([
		{ attributes: { receiver: "1", stream: "2" }, value: 3 },
	]);
});

test("attributes that differ in name or value are series of their own", () => {
	const registry = createMetricRegistry();
	registry.add(ROWS, 1, { receiver: "b" });
	registry.add(ROWS, 1, { stream: "b" });
	registry.add(ROWS, 1, { receiver: "b-", stream: "1:c" });
	registry.add(ROWS, 1, { receiver: "b", stream: "-1:c" });
	registry.add(ROWS, 1, {});
	registry.add("salesforce_receiver_files_read", 1, { receiver: "b" });
	expect(registry.series(ROWS)).toHaveLength(5);
	expect(registry.names()).toEqual([ROWS, "salesforce_receiver_files_read"]);
});

test("a total is over all series that carry the given attributes", () => {
	const registry = createMetricRegistry();
	registry.add(ROWS, 1, { receiver: "x", event_type: "Login" });
	registry.add(ROWS, 2, { receiver: "x", event_type: "Logout" });
	registry.add(ROWS, 4, { receiver: "y", event_type: "Login" });
	expect(registry.total(ROWS)).toBe(7);
	expect(registry.total(ROWS, { receiver: "x" })).toBe(3);
	expect(registry.total(ROWS, { receiver: "y", event_type: "Logout" })).toBe(0);
	expect(registry.total("salesforce_receiver_files_read")).toBe(0);
});

test("a value that is set is the last one, until it is taken away", () => {
	const registry = createMetricRegistry();
	registry.set(AGE, 5, { stream: "login" });
	registry.set(AGE, 3, { stream: "login" });
	registry.set(AGE, 9, { stream: "logout" });
	registry.set(AGE, undefined, { stream: "logout" });
	expect(registry.series(AGE)).toEqual([
		{ attributes: { stream: "login" }, value: 3 },
	]);
});

describe("the number of series is bounded", () => {
	test("by the attributes that a metric is defined with", () => {
		const registry = createMetricRegistry();
		for (let user = 0; user < 100; user++) {
			registry.add(ROWS, 1, { receiver: "x", user: String(user) });
		}
		expect(registry.series(ROWS)).toEqual([
			{ attributes: { receiver: "x" }, value: 100 },
		]);
	});

	test.each(Object.keys(metrics) as (keyof typeof metrics)[])(
		"for %s, whatever values its attributes have",
		(name) => {
			const registry = createMetricRegistry();
			const { attributes }: { attributes: readonly string[] } = metrics[name];
			const times = 3 * MAX_SERIES;
			for (let index = 0; index < times; index++) {
				registry.add(
					name,
					1,
					Object.fromEntries(attributes.map((key) => [key, `value ${index}`])),
				);
			}
			const series = registry.series(name);
			expect(series).toHaveLength(attributes.length === 0 ? 1 : MAX_SERIES + 1);
			expect(series.reduce((sum, { value }) => sum + value, 0)).toBe(times);
			if (attributes.length > 0) {
				expect(series.at(-1)).toMatchObject({
					attributes: { "otel.metric.overflow": "true" },
					value: times - MAX_SERIES,
				});
			}
		},
	);
});
