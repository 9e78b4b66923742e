import { describe, expect, test } from "vitest";
import type { RetryConfig } from "../../../../config/schema/retry-on-failure.ts";
import type { SendingQueueConfig } from "../../../../config/schema/sending-queue.ts";
import { reserveAll } from "../../../../exporters/queue/reserve-all.ts";
import {
	createSendingQueue,
	type SendingQueue,
} from "../../../../exporters/queue/sending-queue.ts";
import type {
	EncodedRequest,
	SendResult,
} from "../../../../pipeline/exporter.ts";
import type { ExporterQueue, Storage } from "../../../../pipeline/storage.ts";
import {
	open,
	request,
	temporaryDirectory,
} from "../../extensions/file-storage/state-directories.ts";
import { manualClock } from "../manual-clock.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";
import {
	type ScriptedExporter,
	scriptedExporter,
} from "./scripted-exporter.ts";

const RETRY: RetryConfig = {
	enabled: true,
	initial_interval: 5_000,
	max_interval: 30_000,
	max_elapsed_time: 0,
	multiplier: 1.5,
	randomization_factor: 0,
};
const QUEUE: SendingQueueConfig = {
	enabled: true,
	num_consumers: 2,
	queue_size: 100,
	sizer: "requests",
	block_on_overflow: true,
	batch: {
		max_size: 1_000_000,
		min_size: 0,
		flush_timeout: 200,
		sizer: "bytes",
	},
};
const NEVER = new AbortController().signal;
const ACCEPTED: SendResult = { kind: "accepted" };

interface Arrangement {
	readonly storage: Storage;
	readonly store: ExporterQueue;
	readonly exporter: ScriptedExporter;
	readonly queue: SendingQueue;
	readonly telemetry: ReturnType<typeof recordingTelemetry>;
	readonly clock: ReturnType<typeof manualClock>;
	/** Commits without asking for room. */
	commit(...texts: string[]): Promise<void>;
}

async function arrange(
	config: Partial<SendingQueueConfig> = {},
	exporter = scriptedExporter(),
	wrap: (store: ExporterQueue) => ExporterQueue = (store) => store,
): Promise<Arrangement> {
	const telemetry = recordingTelemetry();
	const clock = manualClock();
	const storage = await open(temporaryDirectory(), telemetry, {
		// Its own sleeps are none of the queue's.
		clock: { now: clock.now, sleep: (_, signal) => untilAborted(signal) },
	});
	const store = storage.queue("x");
	const queue = createSendingQueue({
		exporter,
		store: wrap(store),
		config: { ...QUEUE, ...config },
		retry: RETRY,
		telemetry,
		clock,
	});
	return {
		storage,
		store,
		exporter,
		queue,
		telemetry,
		clock,
		commit: (...texts) =>
			storage.commit(
				texts.map((text) => ({ request: request(text), exporters: ["x"] })),
				undefined,
			),
	};
}

function untilAborted(signal?: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		signal?.addEventListener("abort", () => reject(signal.reason));
	});
}

/** As the pipeline does it: room, commit, release. */
async function enqueue(
	{ queue, storage }: Arrangement,
	texts: readonly string[],
	signal = NEVER,
	records = 1,
): Promise<void> {
	const requests = texts.map((text) => request(text, records));
	const reservation = await queue.reserve(requests, signal);
	await storage.commit(
		requests.map((each) => ({ request: each, exporters: ["x"] })),
		undefined,
	);
	reservation.release();
}

/** Whether a promise is settled once everything that can run has run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
	const pending = Symbol();
	const turn = new Promise((resolve) => setImmediate(resolve, pending));
	return (await Promise.race([promise, turn])) === pending;
}

describe("sending", () => {
	test("hands out each request once, oldest first, and forgets what was taken", async () => {
		const arrangement = await arrange(
			{ num_consumers: 1 },
			scriptedExporter(() => ACCEPTED),
		);
		const { queue, exporter, store, telemetry } = arrangement;
		await arrangement.commit("a", "b");
		queue.start();
		await enqueue(arrangement, ["c"]);
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["a", "b", "c"]);
		expect(store.depth.requests).toBe(0);
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(3);
		await queue.shutdown(NEVER);
	});

	test("keeps num_consumers in flight and acknowledges in any order", async () => {
		const { queue, exporter, store, commit } = await arrange();
		await commit("a", "b", "c");
		queue.start();
		const a = await exporter.nextAttempt();
		const b = await exporter.nextAttempt();
		const third = exporter.nextAttempt();
		expect([a.text, b.text]).toEqual(["a", "b"]);
		expect(await isPending(third)).toBe(true);

		b.answer(ACCEPTED);
		const c = await third;
		expect(c.text).toBe("c");
		c.answer(ACCEPTED);
		a.answer(ACCEPTED);
		await queue.drained(NEVER);
		expect(store.depth.requests).toBe(0);
		await queue.shutdown(NEVER);
	});

	test("holds no more bodies than there are consumers", async () => {
		const limits: number[] = [];
		const { queue, exporter, commit } = await arrange(
			{},
			scriptedExporter(),
			(store) => ({
				...store,
				depth: store.depth,
				onAdded: (listener) => store.onAdded(listener),
				next(after, limit) {
					limits.push(limit);
					return store.next(after, limit);
				},
			}),
		);
		await commit("a", "b", "c", "d", "e");
		queue.start();
		await exporter.nextAttempt();
		await exporter.nextAttempt();
		expect(await isPending(exporter.nextAttempt())).toBe(true);
		expect(limits).toEqual([1, 1]);
		await queue.shutdown(AbortSignal.abort());
	});

	test("a request that is retried does not hold up the others", async () => {
		const { queue, exporter, clock, commit } = await arrange();
		await commit("a", "b", "c");
		queue.start();
		const a = await exporter.nextAttempt();
		(await exporter.nextAttempt()).answer(ACCEPTED);
		a.answer({ kind: "retry", message: "HTTP 503" });
		const wait = await clock.nextSleep();
		(await exporter.nextAttempt()).answer(ACCEPTED);
		clock.advance(wait);
		const again = await exporter.nextAttempt();
		expect(again.text).toBe("a");
		again.answer(ACCEPTED);
		await queue.drained(NEVER);
		await queue.shutdown(NEVER);
	});

	test("a refused request is set aside with its bytes, loudly, and what follows goes on", async () => {
		const { queue, exporter, storage, telemetry, commit } = await arrange(
			{ num_consumers: 1 },
			scriptedExporter((_, attempt) =>
				attempt === 1
					? { kind: "permanent", status: 400, message: "HTTP 400: bad" }
					: ACCEPTED,
			),
		);
		await commit("bad", "good");
		queue.start();
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["bad", "good"]);
		expect(await storage.deadLetters.count("x")).toBe(1);
		expect(telemetry.messages("error")).toEqual([
			expect.stringMatching(/set aside.*HTTP 400: bad/),
		]);
		expect(telemetry.total("otelcol_exporter_send_failed_log_records")).toBe(1);
		expect(telemetry.total("salesforce_exporter_dead_letter_log_records")).toBe(
			1,
		);
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(1);
		await queue.shutdown(NEVER);
	});

	test("a dead letter that is put back is sent at once, by a queue that has run dry", async () => {
		const { queue, exporter, storage, commit } = await arrange(
			{},
			scriptedExporter((_, attempt) =>
				attempt === 1
					? { kind: "permanent", message: "HTTP 400: bad" }
					: ACCEPTED,
			),
		);
		await commit("a");
		queue.start();
		await queue.drained(NEVER);
		const [letter] = await storage.deadLetters.list({ limit: 9 });
		await storage.deadLetters.retry(letter?.id ?? 0);
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["a", "a"]);
		await queue.shutdown(NEVER);
	});

	test("a partial success is never sent again, and its rejected records are counted", async () => {
		const arrangement = await arrange(
			{},
			scriptedExporter(() => ({
				kind: "partial",
				rejected: 2,
				message: "too old",
			})),
		);
		const { queue, exporter, store, telemetry } = arrangement;
		queue.start();
		await enqueue(arrangement, ["a"], NEVER, 5);
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["a"]);
		expect(store.depth.requests).toBe(0);
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(3);
		expect(telemetry.total("salesforce_exporter_rejected_log_records")).toBe(2);
		expect(telemetry.messages("warn")).toEqual([
			expect.stringMatching(/rejected 2 of its 5 records: too old/),
		]);
		await queue.shutdown(NEVER);
	});
});

/** Texts of requests whose records are their characters. */
function enqueueText(arrangement: Arrangement, ...texts: string[]) {
	return Promise.all(
		texts.map((text) => enqueue(arrangement, [text], NEVER, text.length)),
	);
}

/** A backend that takes requests of at most so many characters. */
const takingAtMost = (limit: number) => (each: EncodedRequest) =>
	each.body.byteLength > limit
		? ({ kind: "too_large", status: 413, message: "HTTP 413" } as const)
		: ACCEPTED;

describe("a request that is too large", () => {
	test("goes out in halves, in order, before what follows", async () => {
		const arrangement = await arrange(
			{ num_consumers: 1 },
			scriptedExporter(takingAtMost(3)),
		);
		const { queue, exporter, store, telemetry } = arrangement;
		await enqueueText(arrangement, "abcdefgh", "ij");
		queue.start();
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual([
			"abcdefgh",
			"abcd",
			"ab",
			"cd",
			"efgh",
			"ef",
			"gh",
			"ij",
		]);
		expect(store.depth).toEqual({ requests: 0, records: 0, bytes: 0 });
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(10);
		expect(telemetry.messages("warn")).toEqual([
			expect.stringMatching(/goes out in halves \(HTTP 413\).*max_size/),
		]);
		await queue.shutdown(NEVER);
	});

	test("whose single record is too large loses nothing but that record, which is set aside", async () => {
		const arrangement = await arrange(
			{},
			scriptedExporter(({ body }) =>
				Buffer.from(body).includes("X")
					? { kind: "too_large", status: 413, message: "HTTP 413" }
					: ACCEPTED,
			),
		);
		const { queue, storage, telemetry } = arrangement;
		await enqueueText(arrangement, "abXcd", "ef");
		queue.start();
		await queue.drained(NEVER);
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(6);
		expect(telemetry.total("salesforce_exporter_dead_letter_log_records")).toBe(
			1,
		);
		const [letter] = await storage.deadLetters.list({ limit: 9 });
		expect(letter).toMatchObject({
			records: 1,
			status: 413,
			message: "HTTP 413: one record of 10 bytes can't be split",
		});
		const shown = await storage.deadLetters.show(letter?.id ?? 0);
		expect(Buffer.from(shown?.request.body ?? "").toString()).toBe("X");
		await queue.shutdown(NEVER);
	});

	test("is split for its own exporter only", async () => {
		const arrangement = await arrange({}, scriptedExporter(takingAtMost(2)));
		const { queue, storage } = arrangement;
		await storage.commit(
			[{ request: request("abcd", 4), exporters: ["x", "other"] }],
			undefined,
		);
		queue.start();
		await queue.drained(NEVER);
		const [other] = await storage.queue("other").next(undefined, 9);
		expect(other?.part).toBeUndefined();
		expect(Buffer.from(other?.body ?? "").toString()).toBe("abcd");
		await queue.shutdown(NEVER);
	});

	test("after a restart goes on with the halves that are left", async () => {
		const exporter = scriptedExporter();
		const arrangement = await arrange({ num_consumers: 1 }, exporter);
		const { queue, storage } = arrangement;
		await enqueueText(arrangement, "abcdef", "gh");
		queue.start();
		(await exporter.nextAttempt()).answer({
			kind: "too_large",
			message: "HTTP 413",
		});
		(await exporter.nextAttempt()).answer(ACCEPTED);
		expect((await exporter.nextAttempt()).text).toBe("def");
		await queue.shutdown(AbortSignal.abort());

		const second = scriptedExporter(takingAtMost(2));
		const again = createSendingQueue({
			exporter: second,
			store: storage.queue("x"),
			config: { ...QUEUE, num_consumers: 1 },
			retry: RETRY,
			telemetry: recordingTelemetry(),
			clock: manualClock(),
		});
		again.start();
		await again.drained(NEVER);
		expect(second.attempts).toEqual(["def", "de", "f", "gh"]);
		await again.shutdown(NEVER);
	});

	test("its halves are sent once, however many consumers there are", async () => {
		const arrangement = await arrange(
			{ num_consumers: 8 },
			scriptedExporter(takingAtMost(1)),
		);
		const { queue, exporter } = arrangement;
		const texts = ["abcdef", "ghijkl", "mnopqr"];
		await enqueueText(arrangement, ...texts);
		queue.start();
		await queue.drained(NEVER);
		const taken = exporter.attempts.filter((text) => text.length === 1);
		expect(taken.toSorted().join("")).toBe(texts.join(""));
		await queue.shutdown(NEVER);
	});
});

describe("records that the exporter does not admit", () => {
	const WITHOUT_X = (each: EncodedRequest) => {
		const text = Buffer.from(each.body).toString();
		const kept = text.replaceAll("X", "");
		const part = (content: string) => request(content, content.length);
		if (kept === text) return { request: each, refused: [] };
		return {
			request: kept === "" ? undefined : part(kept),
			refused: [
				{
					request: part(text.replace(/[^X]/g, "")),
					option: "max_age",
					message: "older than max_age",
				},
			],
		};
	};

	test("are set aside with the reason, counted and told; the others are sent", async () => {
		const exporter = scriptedExporter(() => ACCEPTED);
		const arrangement = await arrange(
			{ num_consumers: 1 },
			{ ...exporter, admit: async (each) => WITHOUT_X(each) },
		);
		const { queue, storage, telemetry } = arrangement;
		await enqueueText(arrangement, "aXbX", "XX", "c");
		queue.start();
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["ab", "c"]);
		expect(
			(await storage.deadLetters.list({ limit: 9 })).map(
				({ records, message }) => [records, message],
			),
		).toEqual([
			[2, "older than max_age"],
			[2, "older than max_age"],
		]);
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(3);
		expect(telemetry.total("salesforce_exporter_dead_letter_log_records")).toBe(
			4,
		);
		expect(telemetry.messages("warn")).toEqual([
			"2 records are set aside: older than max_age",
		]);
		await queue.shutdown(NEVER);
	});

	test("stay aside when the rest is refused, and when it is split", async () => {
		const exporter = scriptedExporter(({ body }) =>
			body.byteLength > 1
				? { kind: "too_large", message: "HTTP 413" }
				: { kind: "permanent", status: 400, message: "HTTP 400" },
		);
		const arrangement = await arrange(
			{ num_consumers: 1 },
			{ ...exporter, admit: async (each) => WITHOUT_X(each) },
		);
		const { queue, storage } = arrangement;
		await enqueueText(arrangement, "aXbX");
		queue.start();
		await queue.drained(NEVER);
		const letters = await Promise.all(
			(await storage.deadLetters.list({ limit: 9 })).map(async ({ id }) =>
				Buffer.from(
					(await storage.deadLetters.show(id))?.request.body ?? "",
				).toString(),
			),
		);
		expect(letters).toEqual(["X", "a", "X", "b"]);
		await queue.shutdown(NEVER);
	});
});

describe("small requests", () => {
	const BATCH = { max_size: 6, min_size: 4, flush_timeout: 200 };
	const batched = (rest: Partial<typeof BATCH> = {}) => ({
		num_consumers: 1,
		batch: { ...BATCH, ...rest, sizer: "items" as const },
	});

	test("that wait are joined, up to min_size and never above max_size", async () => {
		const arrangement = await arrange(
			batched(),
			scriptedExporter(() => ACCEPTED),
		);
		const { queue, exporter, clock, store } = arrangement;
		await enqueueText(
			arrangement,
			"a",
			"b",
			"cd",
			"efg",
			"hijk",
			"lmnopqr",
			"s",
		);
		queue.start();
		clock.advance(await clock.nextSleep());
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["abcd", "efg", "hijk", "lmnopqr", "s"]);
		expect(store.depth.requests).toBe(0);
		await queue.shutdown(NEVER);
	});

	test("wait for company until flush_timeout, and the receiver never does", async () => {
		const arrangement = await arrange(
			batched(),
			scriptedExporter(() => ACCEPTED),
		);
		const { queue, exporter, clock } = arrangement;
		queue.start();
		await enqueueText(arrangement, "a");
		await clock.nextSleep();
		await enqueueText(arrangement, "b");
		expect(exporter.attempts).toEqual([]);
		clock.advance(200);
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["ab"]);
		await enqueueText(arrangement, "cdef");
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["ab", "cdef"]);
		await queue.shutdown(NEVER);
	});

	test("that are refused together are set aside together; a partial success counts once", async () => {
		const arrangement = await arrange(
			batched(),
			scriptedExporter((_, attempt) =>
				attempt === 1
					? { kind: "permanent", status: 400, message: "HTTP 400" }
					: { kind: "partial", rejected: 1, message: "one" },
			),
		);
		const { queue, storage, telemetry } = arrangement;
		await enqueueText(arrangement, "ab", "cd", "ef", "gh");
		queue.start();
		await queue.drained(NEVER);
		expect(await storage.deadLetters.list({ limit: 9 })).toMatchObject([
			{ records: 4, status: 400 },
		]);
		expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(3);
		expect(telemetry.total("salesforce_exporter_rejected_log_records")).toBe(1);
		await queue.shutdown(NEVER);
	});

	test("that are too large together go out one by one, and only then in halves", async () => {
		const arrangement = await arrange(
			batched(),
			scriptedExporter(takingAtMost(1)),
		);
		const { queue, exporter } = arrangement;
		await enqueueText(arrangement, "ab", "cd");
		queue.start();
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["abcd", "ab", "a", "b", "cd", "c", "d"]);
		await queue.shutdown(NEVER);
	});

	test("that wait at a shutdown stay queued, and are not sent for it", async () => {
		const arrangement = await arrange(batched(), scriptedExporter());
		const { queue, exporter, clock, store } = arrangement;
		queue.start();
		await enqueueText(arrangement, "a");
		await clock.nextSleep();
		await queue.shutdown(NEVER);
		expect(exporter.attempts).toEqual([]);
		expect(store.depth.requests).toBe(1);
	});
});

describe("a full queue that blocks", () => {
	test("makes the receiver wait until there is room", async () => {
		const arrangement = await arrange({ queue_size: 2, num_consumers: 1 });
		const { queue, exporter, store } = arrangement;
		queue.start();
		await enqueue(arrangement, ["a"]);
		await enqueue(arrangement, ["b"]);
		const third = enqueue(arrangement, ["c"]);
		const a = await exporter.nextAttempt();
		expect(await isPending(third)).toBe(true);
		expect(store.depth.requests).toBe(2);
		a.answer(ACCEPTED);
		await third;
		expect(store.depth.requests).toBe(2);
		await queue.shutdown(AbortSignal.abort());
	});

	test("holds its bound with many streams at once", async () => {
		let deepest = 0;
		const arrangement = await arrange(
			{ queue_size: 3 },
			scriptedExporter(() => ACCEPTED),
		);
		const { queue, storage, store } = arrangement;
		queue.start();
		await Promise.all(
			Array.from({ length: 30 }, async (_, stream) => {
				const requests = [request(`${stream}`)];
				const reservation = await queue.reserve(requests, NEVER);
				await new Promise(setImmediate);
				await storage.commit(
					requests.map((each) => ({ request: each, exporters: ["x"] })),
					undefined,
				);
				deepest = Math.max(deepest, store.depth.requests);
				reservation.release();
			}),
		);
		await queue.drained(NEVER);
		expect(deepest).toBeLessThanOrEqual(3);
		expect(arrangement.exporter.attempts.toSorted()).toEqual(
			Array.from({ length: 30 }, (_, stream) => `${stream}`).toSorted(),
		);
		await queue.shutdown(NEVER);
	});

	test("takes one batch when it is empty, however large, and serves in the order of asking", async () => {
		const { queue } = await arrange({ queue_size: 2 });
		const large = [request("a"), request("b"), request("c")];
		const first = await queue.reserve(large, NEVER);
		const order: string[] = [];
		const second = queue.reserve(large, NEVER);
		const third = queue.reserve([request("d")], NEVER);
		second.then(() => order.push("second"));
		third.then(() => order.push("third"));
		expect(await isPending(third)).toBe(true);
		first.release();
		first.release();
		(await second).release();
		(await third).release();
		expect(order).toEqual(["second", "third"]);
	});

	test.each([
		["items", 10, 6],
		["bytes", 10, 1],
	] as const)("counts %s", async (sizer, queue_size, records) => {
		const arrangement = await arrange({ sizer, queue_size });
		await enqueue(arrangement, ["sixsix"], NEVER, records);
		const second = arrangement.queue.reserve([request("sixsix", 6)], NEVER);
		expect(await isPending(second)).toBe(true);
		await arrangement.queue.shutdown(NEVER);
		await expect(second).rejects.toThrow("shut down");
	});

	test("stops waiting when the receiver gives up, and lets the next one through", async () => {
		const { queue } = await arrange({ queue_size: 1 });
		const held = await queue.reserve([request("a")], NEVER);
		const aborting = new AbortController();
		const given = queue.reserve([request("b")], aborting.signal);
		const next = queue.reserve([request("c")], NEVER);
		aborting.abort(new Error("stop"));
		await expect(given).rejects.toThrow("stop");
		held.release();
		(await next).release();
	});

	test("keeps nobody waiting once it is told so, and still takes what fits", async () => {
		const arrangement = await arrange({ queue_size: 2 });
		const { queue } = arrangement;
		await enqueue(arrangement, ["a"]);
		const waiting = queue.reserve([request("b"), request("c")], NEVER);
		expect(await isPending(waiting)).toBe(true);
		queue.stopWaiting();
		await expect(waiting).rejects.toThrow(/shut down/);
		await enqueue(arrangement, ["d"]);
		await expect(queue.reserve([request("e")], NEVER)).rejects.toThrow(
			/shut down/,
		);
		expect(arrangement.store.depth.requests).toBe(2);
	});

	test("reserveAll gives back what it got when one queue never has room", async () => {
		const roomy = await arrange({ queue_size: 1 });
		const full = await arrange({ queue_size: 1 });
		const held = await full.queue.reserve([request("a")], NEVER);
		const aborting = new AbortController();
		const both = reserveAll(
			new Map([
				[roomy.queue, [request("b")]],
				[full.queue, [request("b")]],
			]),
			aborting.signal,
		);
		expect(await isPending(both)).toBe(true);
		aborting.abort(new Error("stop"));
		await expect(both).rejects.toThrow("stop");
		(await roomy.queue.reserve([request("c")], NEVER)).release();
		held.release();
	});
});

describe("a full queue that drops", () => {
	test("forgets the oldest that is not in flight, counts it and says so", async () => {
		const arrangement = await arrange({
			queue_size: 3,
			num_consumers: 1,
			block_on_overflow: false,
		});
		const { queue, exporter, store, telemetry } = arrangement;
		queue.start();
		await enqueue(arrangement, ["a"]);
		const a = await exporter.nextAttempt();
		for (const text of ["b", "c", "d", "e"]) {
			await enqueue(arrangement, [text], NEVER, 2);
		}
		expect(
			(await store.next(undefined, 10)).map(({ body }) =>
				Buffer.from(body).toString(),
			),
		).toEqual(["a", "d", "e"]);
		expect(telemetry.total("otelcol_exporter_enqueue_failed_log_records")).toBe(
			4,
		);
		expect(telemetry.messages("warn")).toEqual([
			expect.stringContaining("dropped"),
		]);
		a.answer(ACCEPTED);
		(await exporter.nextAttempt()).answer(ACCEPTED);
		(await exporter.nextAttempt()).answer(ACCEPTED);
		await queue.drained(NEVER);
		expect(exporter.attempts).toEqual(["a", "d", "e"]);
		await queue.shutdown(NEVER);
	});

	test("never waits, not even for what is in flight", async () => {
		const arrangement = await arrange({
			queue_size: 1,
			num_consumers: 1,
			block_on_overflow: false,
		});
		arrangement.queue.start();
		await enqueue(arrangement, ["a"]);
		await arrangement.exporter.nextAttempt();
		await enqueue(arrangement, ["b"]);
		expect(arrangement.store.depth.requests).toBe(2);
		await arrangement.queue.shutdown(AbortSignal.abort());
	});
});

describe("a store that fails", () => {
	test("is reported once and tried again, reading and forgetting", async () => {
		const failures = { next: 2, settle: 2 };
		async function failing<T>(
			method: keyof typeof failures,
			work: () => Promise<T>,
		): Promise<T> {
			failures[method] -= 1;
			if (failures[method] >= 0) throw new Error("disk I/O error");
			return work();
		}
		const { queue, exporter, store, telemetry, clock, commit } = await arrange(
			{ num_consumers: 1 },
			scriptedExporter(() => ACCEPTED),
			(real) => ({
				get depth() {
					return real.depth;
				},
				next: (...args) => failing("next", () => real.next(...args)),
				settle: (requests) => failing("settle", () => real.settle(requests)),
				waiting: (...args) => real.waiting(...args),
				split: (...args) => real.split(...args),
				onAdded: (listener) => real.onAdded(listener),
				dropOldest: (except) => real.dropOldest(except),
			}),
		);
		await commit("a");
		queue.start();
		for (let failure = 0; failure < 4; failure += 1) {
			clock.advance(await clock.nextSleep());
		}
		await queue.drained(NEVER);
		await queue.shutdown(NEVER);
		expect(exporter.attempts).toEqual(["a"]);
		expect(store.depth.requests).toBe(0);
		expect(telemetry.messages("error")).toEqual([
			expect.stringContaining("disk I/O error"),
		]);
	});
});

describe("shutdown", () => {
	test("lets what is in flight end, and takes nothing new", async () => {
		const { queue, exporter, store, commit } = await arrange({
			num_consumers: 1,
		});
		await commit("a", "b");
		queue.start();
		const a = await exporter.nextAttempt();
		const stopped = queue.shutdown(NEVER);
		expect(await isPending(stopped)).toBe(true);
		a.answer(ACCEPTED);
		await stopped;
		await queue.shutdown(NEVER);
		expect(exporter.attempts).toEqual(["a"]);
		expect(store.depth.requests).toBe(1);
		await expect(queue.reserve([request("c")], NEVER)).rejects.toThrow(
			"shut down",
		);
	});

	test("breaks off at the deadline; the request stays queued", async () => {
		const { queue, exporter, store, commit } = await arrange();
		await commit("a");
		queue.start();
		await exporter.nextAttempt();
		const deadline = new AbortController();
		const stopped = queue.shutdown(deadline.signal);
		expect(await isPending(stopped)).toBe(true);
		deadline.abort();
		await stopped;
		expect(store.depth.requests).toBe(1);
	});

	test("does not wait for a request between two attempts", async () => {
		const { queue, clock, store, commit } = await arrange(
			{},
			scriptedExporter(() => ({ kind: "retry", message: "HTTP 503" })),
		);
		await commit("a");
		queue.start();
		await clock.nextSleep();
		await queue.shutdown(NEVER);
		expect(store.depth.requests).toBe(1);
	});

	test("after a restart sends what was not acknowledged, and only that", async () => {
		const { queue, exporter, storage, commit } = await arrange({
			num_consumers: 1,
		});
		await commit("a", "b");
		queue.start();
		(await exporter.nextAttempt()).answer(ACCEPTED);
		await exporter.nextAttempt();
		await queue.shutdown(AbortSignal.abort());

		const second = scriptedExporter(() => ACCEPTED);
		const again = createSendingQueue({
			exporter: second,
			store: storage.queue("x"),
			config: QUEUE,
			retry: RETRY,
			telemetry: recordingTelemetry(),
			clock: manualClock(),
		});
		again.start();
		await again.drained(NEVER);
		expect(second.attempts).toEqual(["b"]);
		await again.shutdown(NEVER);
	});
});
