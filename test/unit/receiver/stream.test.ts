import { describe, expect, test } from "vitest";
import type { Consumer } from "../../../pipeline/consumer.ts";
import type { LogBatch } from "../../../pipeline/log-batch.ts";
import { SalesforceError } from "../../../receiver/api/salesforce-error.ts";
import type { Pace } from "../../../receiver/budget/pace.ts";
import type { Source, SourceBatch } from "../../../receiver/source.ts";
import { createStream } from "../../../receiver/stream.ts";
import { createRecordingTelemetry } from "./sources/event-log-file/collector.ts";

/** A clock that stands still; a sleep ends when the test says so. */
function createManualClock() {
	const sleeps: { ms: number; wake: () => void }[] = [];
	let arrived = Promise.withResolvers<void>();
	return {
		sleeps,
		now: () => 0,
		sleep(ms: number, signal?: AbortSignal) {
			const { promise, resolve, reject } = Promise.withResolvers<void>();
			signal?.addEventListener("abort", () => reject(signal.reason));
			sleeps.push({ ms, wake: resolve });
			arrived.resolve();
			return promise;
		},
		async slept(): Promise<{ ms: number; wake: () => void }> {
			await arrived.promise;
			arrived = Promise.withResolvers<void>();
			const last = sleeps.at(-1);
			if (last === undefined) throw new Error("no sleep");
			return last;
		},
	};
}

const BATCH = {
	records: [],
	origin: "one version of a file",
	eventType: "Login",
	key: "key",
};

function setUp(
	poll: (state: string | undefined) => Iterable<string> | Promise<never>,
	consume: Consumer["consume"] = async () => {},
	deduplicationMs?: number,
) {
	const clock = createManualClock();
	const telemetry = createRecordingTelemetry();
	const batches: LogBatch[] = [];
	const source: Source = {
		async *poll(stored): AsyncGenerator<SourceBatch, void, void> {
			const states = await poll(await stored("key"));
			for (const state of states) {
				yield { ...BATCH, state };
			}
		},
	};
	const checkpoints = new Map([["org:key", "stored"]]);
	let pace: Pace = { kind: "poll", stretch: 1 };
	const stream = createStream({
		name: "login",
		streams: ["login"],
		open: async () => ({
			source,
			isCurrent: async () => true,
			checkpointPrefix: "org:",
			deduplicationMs,
		}),
		consumer: {
			async consume(batch, signal) {
				await consume(batch, signal);
				batches.push(batch);
				const { checkpoint } = batch;
				if (checkpoint) checkpoints.set(checkpoint.key, checkpoint.value);
			},
		},
		checkpoints: async (key) => checkpoints.get(key),
		pollIntervalMs: 100_000,
		pace: async () => pace,
		polled: async () => {},
		telemetry,
		clock,
		random: () => 0,
	});
	const stop = new AbortController();
	const abandon = new AbortController();
	return {
		clock,
		telemetry,
		batches,
		stop,
		abandon,
		setPace(next: Pace) {
			pace = next;
		},
		run: () => stream.run(stop.signal, abandon.signal),
	};
}

describe("deduplication", () => {
	test("compares within the org and the event type, whatever the checkpoint is of", async () => {
		const { run, stop, clock, batches } = setUp(() => ["1"], undefined, 5_000);
		const running = run();
		await clock.slept();
		stop.abort();
		await running;
		expect(batches).toEqual([
			{
				records: [],
				checkpoint: { key: "org:key", value: "1" },
				deduplication: {
					scope: "org:Login",
					origin: "one version of a file",
					windowMs: 5_000,
				},
			},
		]);
	});

	test("can be switched off", async () => {
		const { run, stop, clock, batches } = setUp(() => ["1"]);
		const running = run();
		await clock.slept();
		stop.abort();
		await running;
		expect(batches).toMatchObject([{ deduplication: undefined }]);
	});
});

describe("a stream", () => {
	test("polls at once, then at its interval, from the state it stored last", async () => {
		const states: (string | undefined)[] = [];
		const { clock, batches, stop, run } = setUp((state) => {
			states.push(state);
			return [`${state}+`];
		});
		const running = run();
		(await clock.slept()).wake();
		await clock.slept();
		stop.abort();
		await running;
		expect(states).toEqual(["stored", "stored+"]);
		expect(clock.sleeps.map(({ ms }) => ms)).toEqual([100_000, 100_000]);
		expect(batches.map(({ checkpoint }) => checkpoint)).toEqual([
			{ key: "org:key", value: "stored+" },
			{ key: "org:key", value: "stored++" },
		]);
	});

	test("backs off after errors, tells the cure in one line, and goes on", async () => {
		let polls = 0;
		const { clock, telemetry, stop, run } = setUp(async () => {
			if (polls++ < 3) throw new SalesforceError("query_timeout");
			return [] as never;
		});
		const running = run();
		const waits: number[] = [];
		for (let poll = 0; poll < 4; poll++) {
			const { ms, wake } = await clock.slept();
			waits.push(ms);
			if (poll < 3) wake();
		}
		stop.abort();
		await running;
		expect(waits).toEqual([30_000, 60_000, 100_000, 100_000]);
		const errors = telemetry.lines.filter(({ level }) => level === "error");
		expect(errors).toHaveLength(3);
		expect(errors[0]?.fields).toMatchObject({
			code: "query_timeout",
			cure: expect.stringContaining("smaller range"),
		});
		expect(telemetry.counts.salesforce_receiver_polls_failed).toBe(3);
	});

	test("asks ever more rarely for what somebody has to allow first", async () => {
		const { clock, telemetry, stop, run } = setUp(async () => {
			throw new SalesforceError("object_not_available");
		});
		const running = run();
		const waits: number[] = [];
		for (let poll = 0; poll < 9; poll++) {
			const { ms, wake } = await clock.slept();
			waits.push(ms / 1000);
			if (poll < 8) wake();
		}
		stop.abort();
		await running;
		expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
		expect(telemetry.lines[0]?.fields).toMatchObject({
			cure: expect.stringContaining("View Event Log Files"),
		});
	});

	test("a batch that could not be stored is read again from the state before it", async () => {
		const states: (string | undefined)[] = [];
		let failed = false;
		const { clock, stop, run } = setUp(
			(state) => {
				states.push(state);
				return ["one", "two"];
			},
			async ({ checkpoint }) => {
				if (checkpoint?.value === "two" && !failed) {
					failed = true;
					throw new Error("disk full");
				}
			},
		);
		const running = run();
		(await clock.slept()).wake();
		await clock.slept();
		stop.abort();
		await running;
		expect(states).toEqual(["stored", "one"]);
	});

	test("finishes the batch in hand when it is stopped, and takes no further one", async () => {
		const taken = Promise.withResolvers<void>();
		const stored = Promise.withResolvers<void>();
		const { batches, stop, run } = setUp(
			() => ["one", "two"],
			(_batch, signal) => {
				taken.resolve();
				expect(signal.aborted).toBe(false);
				return stored.promise;
			},
		);
		const running = run();
		await taken.promise;
		stop.abort();
		stored.resolve();
		await running;
		expect(batches.map(({ checkpoint }) => checkpoint?.value)).toEqual(["one"]);
	});

	test("gives the batch in hand up when it is told to", async () => {
		const taken = Promise.withResolvers<void>();
		const { batches, stop, abandon, run } = setUp(
			() => ["one"],
			(_batch, signal) =>
				new Promise((_resolve, reject) => {
					signal.addEventListener("abort", () => reject(signal.reason));
					taken.resolve();
				}),
		);
		const running = run();
		await taken.promise;
		stop.abort();
		abandon.abort();
		await running;
		expect(batches).toEqual([]);
	});
});

describe("API calls that run short", () => {
	test("stretch the interval", async () => {
		const { run, stop, clock, setPace } = setUp(() => []);
		setPace({ kind: "poll", stretch: 2.5 });
		const running = run();
		expect(await clock.slept()).toMatchObject({ ms: 250_000 });
		stop.abort();
		await running;
	});

	test("keep polls from taking place until there are some again", async () => {
		let polls = 0;
		const { run, stop, clock, setPace, telemetry } = setUp(() => {
			polls++;
			return [];
		});
		setPace({ kind: "hold", reason: "org_limit_near" });
		const running = run();
		const hold = await clock.slept();
		expect(hold.ms).toBe(900_000);
		expect(polls).toBe(0);
		expect(
			telemetry.counts["salesforce_receiver_polls_postponed/org_limit_near"],
		).toBe(1);

		setPace({ kind: "poll", stretch: 1 });
		hold.wake();
		await clock.slept();
		expect(polls).toBe(1);
		stop.abort();
		await running;
	});
});
