import { expect, test } from "vitest";
import { systemClock } from "../../../../pipeline/clock.ts";
import { createTelemetry } from "../../../../service/telemetry/create-telemetry.ts";
import { createLogSampler } from "../../../../service/telemetry/log-sampler.ts";

const SAMPLING = { enabled: true, tick: 10_000, initial: 3, thereafter: 10 };

test("of lines that repeat, the first ones and then every so manyth are written", () => {
	const passes = createLogSampler(SAMPLING);
	const written = Array.from({ length: 40 }, (_, index) => index + 1).filter(
		() => passes("info", "again", 1_000),
	);
	expect(written).toEqual([1, 2, 3, 13, 23, 33]);
});

test("another level or message is another line", () => {
	const passes = createLogSampler({ ...SAMPLING, initial: 1 });
	expect(passes("info", "a", 0)).toBe(true);
	expect(passes("warn", "a", 0)).toBe(true);
	expect(passes("info", "b", 0)).toBe(true);
	expect(passes("info", "a", 0)).toBe(false);
});

test("after a tick everything is written anew, also when the clock was set back", () => {
	const passes = createLogSampler({ ...SAMPLING, initial: 1 });
	expect([0, 9_999, 10_000, 10_001, 5_000].map((at) => passes("info", "a", at)))
		// biome-ignore format: as the times above
		.toEqual([true, false, true, false, true]);
});

test("what is left out is counted", () => {
	const written: string[] = [];
	const telemetry = createTelemetry({
		level: "info",
		encoding: "json",
		sampling: { ...SAMPLING, tick: 3_600_000 },
		write: (text) => written.push(text),
		clock: systemClock,
	});
	for (let times = 0; times < 10; times++) telemetry.logger.warn("again");
	expect(written).toHaveLength(3);
	expect(
		telemetry.metrics.total("salesforce_log_lines_sampled", { level: "warn" }),
	).toBe(7);
});
