import { describe, expect, test } from "vitest";
import { Secret } from "../../../../pipeline/secret.ts";
import {
	createTelemetry,
	type TelemetryOptions,
} from "../../../../service/telemetry/create-telemetry.ts";
import type { LogLine } from "../../../../service/telemetry/log-line.ts";
import { manualClock } from "../../exporters/manual-clock.ts";

const AT = Date.UTC(2026, 10, 23, 12, 0, 0, 7);

function recorded(options: Partial<TelemetryOptions> = {}) {
	const written: string[] = [];
	const telemetry = createTelemetry({
		level: "info",
		encoding: "console",
		clock: manualClock(AT),
		write: (text) => written.push(text),
		...options,
	});
	return { telemetry, written };
}

describe("a line for people", () => {
	test("has time, level, message and fields, separated by tabs", () => {
		const { telemetry, written } = recorded();
		telemetry.logger.warn("it is late", { minutes: 3 });
		telemetry.logger.info("all is well");
		expect(written).toEqual([
			'2026-11-23T12:00:00.007Z\twarn\tit is late\t{"minutes":3}\n',
			"2026-11-23T12:00:00.007Z\tinfo\tall is well\n",
		]);
	});

	test("is one physical line that nothing in it can colour or break", () => {
		const { telemetry, written } = recorded();
		telemetry.logger.info("one\r\ntwo\u001b[2J\u2028three\u0085", {
			"ke\ny": "a\nb\u001b[31m",
		});
		expect(written).toHaveLength(1);
		const [line = ""] = written;
		expect(line.endsWith("\n")).toBe(true);
		expect(line.slice(0, -1).replaceAll("\t", "")).not.toMatch(
			/[\p{Cc}\u2028\u2029]/u,
		);
		expect(line).toContain("one\\r\\ntwo\\u001b[2J");
	});
});

describe("a line for machines", () => {
	test("is JSON with ts, level, msg and the fields", () => {
		const { telemetry, written } = recorded({ encoding: "json" });
		telemetry.logger.error("it\nfailed", { file: "0AT" });
		expect(written[0]?.indexOf("\n")).toBe((written[0]?.length ?? 0) - 1);
		expect(JSON.parse(written[0] ?? "")).toEqual({
			ts: "2026-11-23T12:00:00.007Z",
			level: "error",
			msg: "it\nfailed",
			file: "0AT",
		});
	});

	test("keeps its own keys whatever the fields are called", () => {
		const { telemetry, written } = recorded({ encoding: "json" });
		telemetry.logger.info("true", { msg: "false", level: "x", ts: 0 });
		expect(JSON.parse(written[0] ?? "")).toMatchObject({
			msg: "true",
			level: "info",
			ts: "2026-11-23T12:00:00.007Z",
		});
	});
});

test.each(["console", "json"] as const)(
	"what JSON has no form for is written all the same (%s)",
	(encoding) => {
		const { telemetry, written } = recorded({ encoding });
		telemetry.logger.info("look", {
			error: new Error("broken"),
			big: 2n ** 63n,
			secret: new Secret("hush"),
			missing: undefined,
		});
		expect(written[0]).toContain('"error":"broken"');
		expect(written[0]).toContain('"big":"9223372036854775808"');
		expect(written[0]).toContain('"secret":"[REDACTED]"');
		expect(written[0]).not.toMatch(/hush|missing/);
	},
);

test.each([
	["debug", ["debug", "info", "warn", "error"]],
	["info", ["info", "warn", "error"]],
	["warn", ["warn", "error"]],
	["error", ["error"]],
] as const)("level %s shows %j", (level, shown) => {
	const also: LogLine[] = [];
	const { telemetry, written } = recorded({
		level,
		also: (line) => also.push(line),
	});
	for (const each of ["debug", "info", "warn", "error"] as const) {
		telemetry.logger[each]("hello");
	}
	expect(written.map((line) => line.split("\t")[1])).toEqual(shown);
	expect(also.map((line) => line.level)).toEqual(shown);
});

test("a component's lines and counts carry its kind and id", () => {
	const { telemetry, written } = recorded({ encoding: "json" });
	const receiver = telemetry.component("receiver", "salesforce/emea");
	receiver.logger.child({ stream: "login" }).info("reading", { files: 2 });
	expect(JSON.parse(written[0] ?? "")).toMatchObject({
		"otelcol.component.kind": "receiver",
		"otelcol.component.id": "salesforce/emea",
		stream: "login",
		files: 2,
	});

	receiver.count("salesforce_receiver_rows_read", 5, { event_type: "Login" });
	telemetry
		.component("receiver", "salesforce/apac")
		.count("salesforce_receiver_rows_read", 7, { event_type: "Login" });
	expect(telemetry.metrics.total("salesforce_receiver_rows_read")).toBe(12);
	expect(
		telemetry.metrics.total("salesforce_receiver_rows_read", {
			receiver: "salesforce/emea",
		}),
	).toBe(5);
	expect(
		telemetry.metrics.series("salesforce_receiver_rows_read"),
	).toContainEqual({
		attributes: { receiver: "salesforce/apac", event_type: "Login" },
		value: 7,
	});
});
