import { describe, expect, test } from "vitest";
import { fraction, words } from "../../../../cli/backfill/progress.ts";
import { parseRequest } from "../../../../cli/backfill/request.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z");

describe("what is asked of a backfill", () => {
	test.each([
		["2026-05-01", "2026-05-01T00:00:00.000Z"],
		["2026-05-01T06:30", "2026-05-01T06:30:00.000Z"],
		["2026-05-01T06:30:15Z", "2026-05-01T06:30:15.000Z"],
		["2026-05-01T06:30:15+02:00", "2026-05-01T04:30:15.000Z"],
	])("%s is %s", (since, expected) => {
		expect(parseRequest({ since, until: "2026-05-31" }, NOW)).toMatchObject({
			range: { from: Date.parse(expected) },
			streams: undefined,
		});
	});

	test.each(["7d", "2026-5-1", "2026-05-01Z", "2026-02-30T25:00", "now"])(
		"%s is no time",
		(since) => {
			expect(parseRequest({ since, until: "2026-05-31" }, NOW)).toContain(
				`--since ${since}: expected`,
			);
		},
	);

	test.each([
		[{ until: "2026-05-01" }, "--since is required"],
		[{ since: "2026-05-02", until: "2026-05-01" }, "before --until"],
		[{ since: "2026-05-01", until: "2999-01-01" }, "in the future"],
		[
			{ since: "2026-05-01", until: "2026-05-02", streams: "logins" },
			'no stream "logins"',
		],
	])("%o is refused", (options, message) => {
		expect(parseRequest(options, NOW)).toContain(message);
	});

	test("streams come by comma", () => {
		const options = { since: "2026-05-01", until: "2026-05-02" };
		expect(
			parseRequest({ ...options, streams: "login, apex" }, NOW),
		).toMatchObject({ streams: ["login", "apex"] });
	});
});

describe("the progress of a backfill", () => {
	const told = [
		{
			receiver: "salesforce",
			records: 12,
			parts: [
				{ name: "login", unit: "files" as const, done: 1, total: 4 },
				{ name: "setup_audit_trail", unit: "ms" as const, done: 3, total: 4 },
			],
		},
	];

	test("is the mean of its sources", () => {
		expect(fraction(told)).toBe(0.5);
		expect(fraction([])).toBe(0);
	});

	test("names files, and the share of a range, and the org when there are several", () => {
		expect(words(told)).toBe(
			"login 1/4 files, setup_audit_trail 75%, 12 records",
		);
		expect(words(told.map((one) => ({ ...one, waits: true })))).toContain(
			"12 records, waiting for API calls",
		);
		expect(words([...told, { receiver: "b", records: 1, parts: [] }])).toBe(
			"salesforce login 1/4 files, salesforce setup_audit_trail 75%, 13 records",
		);
	});
});
