import { describe, expect, test } from "vitest";
import type { RetryConfig } from "../../../../config/schema/retry-on-failure.ts";
import { createRetryingSender } from "../../../../exporters/queue/retrying-sender.ts";
import type { SendResult } from "../../../../pipeline/exporter.ts";
import { request } from "../../extensions/file-storage/state-directories.ts";
import { manualClock } from "../manual-clock.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";
import { scriptedExporter } from "./scripted-exporter.ts";

const RETRY: RetryConfig = {
	enabled: true,
	initial_interval: 5_000,
	max_interval: 30_000,
	max_elapsed_time: 0,
	multiplier: 1.5,
	randomization_factor: 0.5,
};
const NEVER = new AbortController().signal;
const BUSY: SendResult = { kind: "retry", status: 503, message: "HTTP 503" };

function arrange(
	respond: (attempt: number) => SendResult,
	retry: Partial<RetryConfig> = {},
	random = 0.5,
) {
	const clock = manualClock();
	const telemetry = recordingTelemetry();
	const exporter = scriptedExporter((_, attempt) => respond(attempt));
	const send = createRetryingSender(
		exporter,
		{ ...RETRY, ...retry },
		telemetry,
		clock,
		() => random,
	);
	/** Lets each wait pass at once; gives their lengths. */
	async function pass(waits: number): Promise<number[]> {
		const lengths: number[] = [];
		for (let wait = 0; wait < waits; wait += 1) {
			const ms = await clock.nextSleep();
			lengths.push(Math.round(ms));
			clock.advance(ms);
		}
		return lengths;
	}
	return { clock, telemetry, exporter, send, pass };
}

const failingUntil =
	(attempts: number, failure: SendResult = BUSY) =>
	(attempt: number): SendResult =>
		attempt > attempts ? { kind: "accepted" } : failure;

describe("waiting", () => {
	test("grows to max_interval, and goes on for ever", async () => {
		const { send, pass, exporter } = arrange(failingUntil(40));
		const sent = send(request("x"), NEVER);
		const lengths = await pass(40);
		expect(lengths.slice(0, 7)).toEqual([
			5_000, 7_500, 11_250, 16_875, 25_313, 30_000, 30_000,
		]);
		expect(await sent).toEqual({ kind: "accepted" });
		expect(exporter.attempts).toHaveLength(41);
	});

	test.each([
		[0, 2_500],
		[0.999999, 7_500],
	])("is spread by randomization_factor (random %d)", async (random, ms) => {
		const { send, pass } = arrange(failingUntil(1), {}, random);
		const sent = send(request("x"), NEVER);
		expect(await pass(1)).toEqual([ms]);
		await sent;
	});

	test("is at least what Retry-After says", async () => {
		const { send, pass } = arrange((attempt) =>
			failingUntil(2, {
				...BUSY,
				retryAfterMs: attempt === 1 ? 120_000 : 1_000,
			} as SendResult)(attempt),
		);
		const sent = send(request("x"), NEVER);
		expect(await pass(2)).toEqual([120_000, 7_500]);
		await sent;
	});

	test("starts afresh with each request", async () => {
		const { send, pass } = arrange((attempt) =>
			attempt % 3 === 0 ? { kind: "accepted" } : BUSY,
		);
		for (let round = 0; round < 2; round += 1) {
			const sent = send(request("x"), NEVER);
			expect(await pass(2)).toEqual([5_000, 7_500]);
			await sent;
		}
	});
});

describe("what Retry-After says", () => {
	const LATER: SendResult = { ...BUSY, retryAfterMs: 120_000 } as SendResult;

	test("holds for every request to this backend, the first attempt included", async () => {
		const { send, clock, exporter } = arrange((attempt) =>
			attempt === 1 ? LATER : { kind: "accepted" },
		);
		const first = send(request("a"), NEVER);
		expect(await clock.nextSleep()).toBe(120_000);
		clock.advance(50_000);
		const second = send(request("b"), NEVER);
		expect(await clock.nextSleep()).toBe(70_000);
		expect(exporter.attempts).toEqual(["a"]);
		clock.advance(70_000);
		await Promise.all([first, second]);
		expect(exporter.attempts.toSorted()).toEqual(["a", "a", "b"]);
	});

	test("does not last longer when the clock is set back", async () => {
		const { send, clock } = arrange((attempt) =>
			attempt === 1 ? LATER : { kind: "accepted" },
		);
		const first = send(request("a"), NEVER);
		await clock.nextSleep();
		clock.advance(-3_600_000);
		const second = send(request("b"), NEVER);
		expect(await clock.nextSleep()).toBe(120_000);
		clock.advance(3_600_000 + 120_000);
		await Promise.all([first, second]);
	});

	test("is not counted as time in which another request was tried", async () => {
		const { send, clock } = arrange(
			(attempt) => (attempt === 1 ? { ...LATER, retryAfterMs: 58_000 } : BUSY),
			{ max_elapsed_time: 60_000 },
		);
		const first = send(request("a"), NEVER);
		await clock.nextSleep();
		const second = send(request("b"), NEVER);
		expect(await clock.nextSleep()).toBe(58_000);
		clock.advance(58_000);
		expect(await first).toMatchObject({ kind: "permanent" });
		expect(await clock.nextSleep()).toBe(5_000);
		clock.advance(60_000);
		expect(await second).toMatchObject({ kind: "permanent" });
	});
});

describe("a 429 that never passes", () => {
	const THROTTLED: SendResult = {
		kind: "retry",
		status: 429,
		message: "HTTP 429: ingestion rate limit exceeded",
	};

	function throttling(isThrottled: (text: string) => boolean) {
		const clock = manualClock();
		const exporter = scriptedExporter((each) =>
			isThrottled(Buffer.from(each.body).toString())
				? THROTTLED
				: { kind: "accepted" },
		);
		const send = createRetryingSender(
			exporter,
			{ ...RETRY, randomization_factor: 0 },
			recordingTelemetry(),
			clock,
		);
		return { clock, exporter, send };
	}

	test("although others do, is taken for a request that is too large", async () => {
		const { clock, exporter, send } = throttling((text) => text === "large");
		const large = send(request("large", 2), NEVER);
		clock.advance(await clock.nextSleep());
		clock.advance(await clock.nextSleep());
		await send(request("small", 2), NEVER);
		clock.advance(await clock.nextSleep());
		expect(await large).toMatchObject({
			kind: "too_large",
			status: 429,
			message: expect.stringContaining("rate limit exceeded (again and again"),
		});
		expect(exporter.attempts.filter((text) => text === "large")).toHaveLength(
			4,
		);
	});

	test.each([
		["a request that is small", 60_000, 2],
		["a single record", 20_000_000, 1],
	])("is waited for where none passes: %s", async (_, bytes, records) => {
		const { clock, exporter, send } = throttling(() => true);
		const aborting = new AbortController();
		const sent = send({ ...request("x", records), bytes }, aborting.signal);
		for (let wait = 0; wait < 30; wait += 1) {
			clock.advance(await clock.nextSleep());
		}
		aborting.abort(new Error("enough"));
		await expect(sent).rejects.toThrow("enough");
		expect(exporter.attempts.length).toBeGreaterThanOrEqual(30);
	});

	test.each([
		["larger than what every backend takes, soon", 7_000_000, 8],
		["as large as by default, later", 1_000_000, 20],
	])(
		"where none passes, is tried in halves: %s",
		async (_, bytes, attempts) => {
			const { clock, exporter, send } = throttling(() => true);
			const sent = send({ ...request("x", 2), bytes }, NEVER);
			for (let wait = 1; wait < attempts; wait += 1) {
				clock.advance(await clock.nextSleep());
			}
			expect(await sent).toMatchObject({ kind: "too_large" });
			expect(exporter.attempts).toHaveLength(attempts);
		},
	);
});

describe("an end without success", () => {
	test("a permanent answer is given as it is", async () => {
		const refused: SendResult = {
			kind: "permanent",
			status: 400,
			message: "bad",
		};
		const { send, exporter } = arrange(() => refused);
		expect(await send(request("x"), NEVER)).toEqual(refused);
		expect(exporter.attempts).toHaveLength(1);
	});

	test("max_elapsed_time gives up before it would be passed", async () => {
		const { send, pass } = arrange(() => BUSY, { max_elapsed_time: 30_000 });
		const sent = send(request("x"), NEVER);
		await pass(3);
		expect(await sent).toMatchObject({
			kind: "permanent",
			status: 503,
			message: expect.stringMatching(/^gave up after 24 s .*HTTP 503/),
		});
	});

	test("with retry_on_failure disabled the first failure is the last", async () => {
		const { send, exporter } = arrange(() => BUSY, { enabled: false });
		expect(await send(request("x"), NEVER)).toMatchObject({
			kind: "permanent",
			message: expect.stringContaining("HTTP 503"),
		});
		expect(exporter.attempts).toHaveLength(1);
	});
});

describe("abort", () => {
	test("ends a wait at once", async () => {
		const { send, clock } = arrange(() => BUSY);
		const aborting = new AbortController();
		const sent = send(request("x"), aborting.signal);
		await clock.nextSleep();
		aborting.abort(new Error("stop"));
		await expect(sent).rejects.toThrow("stop");
	});

	test("does not throw away an answer that came at the same moment", async () => {
		const exporter = scriptedExporter();
		const send = createRetryingSender(
			exporter,
			RETRY,
			recordingTelemetry(),
			manualClock(),
		);
		const aborting = new AbortController();
		const sent = send(request("x"), aborting.signal);
		const attempt = await exporter.nextAttempt();
		attempt.answer({ kind: "accepted" });
		aborting.abort(new Error("stop"));
		expect(await sent).toEqual({ kind: "accepted" });
	});

	test("stopping lets the attempt end, but makes no other", async () => {
		const exporter = scriptedExporter();
		const send = createRetryingSender(
			exporter,
			RETRY,
			recordingTelemetry(),
			manualClock(),
		);
		const stopping = new AbortController();
		const taken = send(request("a"), NEVER, stopping.signal);
		const refused = send(request("b"), NEVER, stopping.signal);
		const first = await exporter.nextAttempt();
		const second = await exporter.nextAttempt();
		stopping.abort(new Error("stop"));
		first.answer({ kind: "accepted" });
		second.answer(BUSY);
		expect(await taken).toEqual({ kind: "accepted" });
		await expect(refused).rejects.toThrow("stop");
	});
});

describe("what is said", () => {
	test("an outage is one warning, a reminder a minute, and one line at its end", async () => {
		const { send, pass, telemetry } = arrange(failingUntil(8));
		const sent = send(request("x"), NEVER);
		await pass(8);
		await sent;
		await send(request("y"), NEVER);
		expect(
			telemetry.lines.map(({ level, message }) => `${level} ${message}`),
		).toEqual([
			"warn delivery fails and is retried: HTTP 503",
			"warn delivery fails and is retried: HTTP 503",
			"warn delivery fails and is retried: HTTP 503",
			"info delivery works again",
		]);
		expect(telemetry.lines[1]?.fields).toMatchObject({
			failing_for_ms: 65_938,
			failures_since_last_report: 4,
		});
		expect(telemetry.total("salesforce_exporter_retries")).toBe(8);
	});

	test("a defect of the exporter is reported and tried again", async () => {
		const { send, pass, telemetry } = arrange((attempt) => {
			if (attempt === 1) throw new TypeError("x is not a function");
			return { kind: "accepted" };
		});
		const sent = send(request("x"), NEVER);
		await pass(1);
		expect(await sent).toEqual({ kind: "accepted" });
		expect(telemetry.messages("warn")).toEqual([
			expect.stringContaining("x is not a function"),
		]);
	});
});
