import { describe, expect, test } from "vitest";
import { processorOf } from "./processor.ts";
import { LOGIN, recordOf } from "./records.ts";

const APEX = recordOf(
	{ "http.response.status_code": 500, tags: ["x", "y"], ok: true },
	{ eventName: "salesforce.apex.callout", severityNumber: 17 },
);

describe("a condition matches", () => {
	test.each([
		["strict, event_names: [salesforce.login]", LOGIN, true],
		["strict, event_names: [salesforce.logout, salesforce.login]", LOGIN, true],
		["strict, event_names: [login]", LOGIN, false],
		["regexp, event_names: [login]", LOGIN, true],
		["regexp, event_names: ['^login$$']", LOGIN, false],
		["strict, severity_number: { min: WARN }", LOGIN, true],
		["strict, severity_number: { min: warn2 }", LOGIN, false],
		["strict, severity_number: { min: 14 }", LOGIN, false],
		["strict, severity_number: { min: 14 }", APEX, true],
		[
			"strict, record_attributes: [{ key: user.name, value: ana@example.com }]",
			LOGIN,
			true,
		],
		[
			"strict, record_attributes: [{ key: user.name, value: ana }]",
			LOGIN,
			false,
		],
		[
			"regexp, record_attributes: [{ key: user.name, value: ^ana@ }]",
			LOGIN,
			true,
		],
		["strict, record_attributes: [{ key: user.name }]", LOGIN, true],
		["strict, record_attributes: [{ key: user.name }]", APEX, false],
		["strict, record_attributes: [{ key: constructor }]", APEX, false],
		[
			"strict, record_attributes: [{ key: http.response.status_code, value: 500 }]",
			APEX,
			true,
		],
		[
			"strict, record_attributes: [{ key: http.response.status_code, value: '500' }]",
			APEX,
			false,
		],
		[
			"regexp, record_attributes: [{ key: http.response.status_code, value: ^5 }]",
			APEX,
			true,
		],
		[
			"regexp, record_attributes: [{ key: http.response.status_code, value: 500 }]",
			APEX,
			true,
		],
		["strict, record_attributes: [{ key: ok, value: true }]", APEX, true],
		["strict, record_attributes: [{ key: tags, value: y }]", APEX, true],
		[
			"strict, record_attributes: [{ key: ok }, { key: user.name }]",
			APEX,
			false,
		],
		[
			"strict, event_names: [salesforce.login], severity_number: { min: ERROR }",
			LOGIN,
			false,
		],
	])("%s", (match, record, matches) => {
		const included = processorOf(
			"filter",
			`{ logs: { include: { match_type: ${match} } } }`,
		);
		const excluded = processorOf(
			"filter",
			`{ logs: { exclude: { match_type: ${match} } } }`,
		);
		expect(included.process([record])).toHaveLength(matches ? 1 : 0);
		expect(excluded.process([record])).toHaveLength(matches ? 0 : 1);
	});
});

test("what is dropped is counted by reason, and the rest goes on in order", () => {
	const processor = processorOf(
		"filter",
		"{ logs: { include: { match_type: strict, severity_number: { min: WARN } }, exclude: { match_type: regexp, event_names: [apex] } } }",
	);
	const info = recordOf({});
	const second = recordOf({ n: 2 }, { severityNumber: 21 });
	expect(processor.process([LOGIN, info, APEX, second, info])).toEqual([
		LOGIN,
		second,
	]);
	const dropped = (reason: string) =>
		processor.total("salesforce_processor_dropped_log_records", { reason });
	expect(dropped("not_included")).toBe(2);
	expect(dropped("excluded")).toBe(1);
	expect(processor.total("otelcol_processor_incoming_items")).toBe(5);
	expect(processor.total("otelcol_processor_outgoing_items")).toBe(2);
});
