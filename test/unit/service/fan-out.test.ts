import { describe, expect, test } from "vitest";
import { sendingQueueSchema } from "../../../config/schema/sending-queue.ts";
import { createSendingQueue } from "../../../exporters/queue/sending-queue.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	RequestEncoder,
} from "../../../pipeline/exporter.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Storage } from "../../../pipeline/storage.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import {
	createFanOut,
	type Outlet,
	type Pipeline,
} from "../../../service/fan-out.ts";
import { logRecords } from "../exporters/log-records.ts";
import { recordingTelemetry } from "../exporters/recording-telemetry.ts";
import {
	open,
	temporaryDirectory,
} from "../extensions/file-storage/state-directories.ts";

const NEVER = new AbortController().signal;
const RETRY = {
	enabled: true,
	initial_interval: 1,
	max_interval: 1,
	max_elapsed_time: 0,
	multiplier: 1,
	randomization_factor: 0,
};
const CHECKPOINT = { key: "stream", value: "row 3" };

/** One request a batch; says how often it was asked. */
function countingEncoder(key: string) {
	const encoder = {
		key,
		calls: 0,
		async encode(records: readonly LogRecord[]): Promise<EncodedRequest[]> {
			encoder.calls += 1;
			const body = Buffer.from(
				`${key}:${records.map((record) => record.body).join()}`,
			);
			return [
				{
					body,
					contentType: "text/plain",
					records: records.length,
					bytes: body.length,
				},
			];
		},
		slice: () => Promise.reject(new Error("nothing is refused as too large")),
		join: () => Promise.reject(new Error("nothing is joined")),
	};
	return encoder satisfies RequestEncoder;
}

interface QueuedOutlet extends Outlet {
	/** What is in its queue and was sent before, once all of it is sent. */
	sent(): Promise<string[]>;
}

/** An outlet with a durable queue that nobody drains before `sent`. */
function queued(
	id: string,
	encoder: RequestEncoder,
	storage: Storage,
): QueuedOutlet {
	const bodies: string[] = [];
	const exporter: Exporter = {
		id,
		encoder,
		async send({ body }) {
			bodies.push(Buffer.from(body).toString());
			return { kind: "accepted" };
		},
		async shutdown() {},
	};
	const queue = createSendingQueue({
		exporter,
		store: storage.queue(id),
		config: sendingQueueSchema({ enabled: true }).parse({
			queue_size: 2,
			num_consumers: 1,
		}),
		retry: RETRY,
		telemetry: recordingTelemetry(),
		clock: systemClock,
	});
	return {
		exporterId: id,
		encoder,
		queue,
		deliver: () => Promise.reject(new Error("it has a queue")),
		async sent() {
			queue.start();
			await queue.drained(NEVER);
			return bodies;
		},
	};
}

function fanOutTo(
	storage: Storage,
	pipelines: readonly Pipeline[],
	telemetry: Telemetry = recordingTelemetry(),
) {
	return createFanOut(pipelines, storage, telemetry, systemClock);
}

describe("a batch", () => {
	test("is encoded once for all exporters that agree on the bytes, and once for each that does not", async () => {
		const storage = await open(temporaryDirectory());
		const proto = countingEncoder("proto");
		const json = countingEncoder("json");
		const a = queued("a", proto, storage);
		const b = queued("b", proto, storage);
		const c = queued("c", proto, storage);
		const d = queued("d", json, storage);
		const telemetry = recordingTelemetry();
		await fanOutTo(
			storage,
			[
				{ processors: [], outlets: [a, b] },
				{ processors: [], outlets: [c] },
				{ processors: [], outlets: [d] },
			],
			telemetry,
		).consume({ records: logRecords(3), checkpoint: CHECKPOINT }, NEVER);

		expect([proto.calls, json.calls]).toEqual([1, 1]);
		for (const outlet of [a, b, c]) {
			expect(await outlet.sent()).toEqual(["proto:event 0,event 1,event 2"]);
		}
		expect(await d.sent()).toEqual(["json:event 0,event 1,event 2"]);
		expect(await storage.checkpoint("stream")).toBe("row 3");
		expect(telemetry.total("otelcol_receiver_accepted_log_records")).toBe(3);
	});

	test("passes each pipeline's own processors, in their order", async () => {
		const storage = await open(temporaryDirectory());
		const encoder = countingEncoder("json");
		const marked = queued("marked", encoder, storage);
		const plain = queued("plain", encoder, storage);
		const mark = (text: string) => ({
			id: text,
			process: (records: readonly LogRecord[]) =>
				records.map((record) => ({ ...record, body: `${record.body}${text}` })),
		});
		await fanOutTo(storage, [
			{ processors: [mark("+"), mark("-")], outlets: [marked] },
			{ processors: [], outlets: [plain] },
		]).consume({ records: logRecords(1) }, NEVER);
		expect(await marked.sent()).toEqual(["json:event 0+-"]);
		expect(await plain.sent()).toEqual(["json:event 0"]);
	});

	test("reaches an exporter that stands in two pipelines by both", async () => {
		const storage = await open(temporaryDirectory());
		const outlet = queued("a", countingEncoder("json"), storage);
		await fanOutTo(storage, [
			{ processors: [], outlets: [outlet] },
			{ processors: [], outlets: [outlet] },
		]).consume({ records: logRecords(1) }, NEVER);
		expect(await outlet.sent()).toEqual(["json:event 0", "json:event 0"]);
	});

	test("is stored with its checkpoint in one transaction", async () => {
		const storage = await open(temporaryDirectory());
		const commits: Parameters<Storage["commit"]>[] = [];
		const watched: Storage = Object.assign(Object.create(storage), {
			commit(...transaction: Parameters<Storage["commit"]>) {
				commits.push(transaction);
				return storage.commit(...transaction);
			},
		});
		const encoder = countingEncoder("json");
		await fanOutTo(watched, [
			{
				processors: [],
				outlets: [queued("a", encoder, storage), queued("b", encoder, storage)],
			},
		]).consume({ records: logRecords(1), checkpoint: CHECKPOINT }, NEVER);
		expect(commits).toHaveLength(1);
		expect(commits[0]?.[0]).toMatchObject([
			{ exporters: ["a", "b"], request: { records: 1 } },
		]);
		expect(commits[0]?.[1]).toEqual(CHECKPOINT);
	});

	test("without records moves the checkpoint and stores nothing else", async () => {
		const storage = await open(temporaryDirectory());
		const encoder = countingEncoder("json");
		const outlet = queued("a", encoder, storage);
		await fanOutTo(storage, [{ processors: [], outlets: [outlet] }]).consume(
			{ records: [], checkpoint: CHECKPOINT },
			NEVER,
		);
		expect(encoder.calls).toBe(0);
		expect(await outlet.sent()).toEqual([]);
		expect(await storage.checkpoint("stream")).toBe("row 3");
	});
});

describe("the checkpoint does not move", () => {
	test("before an exporter without a queue has its answer", async () => {
		const storage = await open(temporaryDirectory());
		const encoder = countingEncoder("json");
		const sending = Promise.withResolvers<void>();
		const begun = Promise.withResolvers<void>();
		const direct: Outlet = {
			exporterId: "direct",
			encoder,
			deliver() {
				begun.resolve();
				return sending.promise;
			},
		};
		const behind = queued("behind", encoder, storage);
		const consumed = fanOutTo(storage, [
			{ processors: [], outlets: [direct, behind] },
		]).consume({ records: logRecords(1), checkpoint: CHECKPOINT }, NEVER);
		await begun.promise;
		expect(await storage.checkpoint("stream")).toBeUndefined();
		expect(await behind.sent()).toEqual([]);
		sending.resolve();
		await consumed;
		expect(await storage.checkpoint("stream")).toBe("row 3");
		expect(await behind.sent()).toEqual(["json:event 0"]);
	});

	test("when the store can't be written, and the records are counted as refused", async () => {
		const storage = await open(temporaryDirectory());
		const full: Storage = Object.assign(Object.create(storage), {
			commit: () => Promise.reject(new Error("the disk is full")),
		});
		const telemetry = recordingTelemetry();
		const outlet = queued("a", countingEncoder("json"), storage);
		const fanOut = fanOutTo(
			full,
			[{ processors: [], outlets: [outlet] }],
			telemetry,
		);
		const batch = { records: logRecords(3), checkpoint: CHECKPOINT };
		await expect(fanOut.consume(batch, NEVER)).rejects.toThrow("disk is full");
		expect(await storage.checkpoint("stream")).toBeUndefined();
		expect(telemetry.total("otelcol_receiver_refused_log_records")).toBe(3);
		expect(telemetry.total("otelcol_receiver_accepted_log_records")).toBe(0);
	});

	test("when the shutdown gives up while a queue is full, and nothing of the batch is stored", async () => {
		const storage = await open(temporaryDirectory());
		const encoder = countingEncoder("json");
		const full = queued("full", encoder, storage);
		const other = queued("other", encoder, storage);
		const fill = fanOutTo(storage, [{ processors: [], outlets: [full] }]);
		await fill.consume({ records: logRecords(1) }, NEVER);
		await fill.consume({ records: logRecords(1) }, NEVER);

		const giveUp = new AbortController();
		const telemetry = recordingTelemetry();
		const both = fanOutTo(
			storage,
			[{ processors: [], outlets: [other, full] }],
			telemetry,
		);
		const consumed = both.consume(
			{ records: logRecords(1), checkpoint: CHECKPOINT },
			giveUp.signal,
		);
		giveUp.abort(new Error("the time is over"));
		await expect(consumed).rejects.toThrow("the time is over");
		expect(await storage.checkpoint("stream")).toBeUndefined();
		expect(telemetry.total("otelcol_receiver_accepted_log_records")).toBe(0);
		expect(telemetry.total("otelcol_receiver_refused_log_records")).toBe(0);
		expect(await other.sent()).toEqual([]);
		// Once there is room again, it goes through.
		expect(await full.sent()).toHaveLength(2);
		await both.consume(
			{ records: logRecords(1), checkpoint: CHECKPOINT },
			NEVER,
		);
		expect(await other.sent()).toHaveLength(1);
		expect(await storage.checkpoint("stream")).toBe("row 3");
	});
});
