// Records on their way as objects, and the same records encoded: what is kept back,
// what is remembered, what is counted and what goes over the wire is the same.

import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { createOtlpEncoder } from "../../../exporters/otlp/encoder.ts";
import { readFields } from "../../../exporters/otlp/request/wire.ts";
import { serializeLogs } from "../../../exporters/otlp/serializers.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import type { EncodedRequest } from "../../../pipeline/exporter.ts";
import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { DeliveredUids, Storage } from "../../../pipeline/storage.ts";
import { createFanOut, type Pipeline } from "../../../service/fan-out.ts";
import { logRecord } from "../exporters/log-records.ts";
import { recordingTelemetry } from "../exporters/recording-telemetry.ts";
import {
	open,
	temporaryDirectory,
} from "../extensions/file-storage/state-directories.ts";

const NEVER = new AbortController().signal;
const HOUR = 3_600;
const MAX_SIZE = 5_000;
const { signal } = new AbortController();
const stores: Storage[] = [];

afterEach(async () => {
	for (const store of stores.splice(0)) await store.close();
});

/** One event: which one it is, the hour in which it happened, and how long its text is. */
const event = fc.record({
	uid: fc.integer({ min: 1, max: 60 }),
	hour: fc.integer({ min: 400_000, max: 400_002 }),
	padding: fc.oneof(
		fc.integer({ min: 0, max: 200 }),
		fc.integer({ min: 0, max: 7_000 }),
	),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

function recordOf({ uid, hour, padding }: Event): LogRecord {
	const record = logRecord(uid, padding);
	return {
		...record,
		hrTime: [hour * HOUR + uid, 0],
		attributes: {
			...record.attributes,
			"log.record.uid": uid.toString(16).padStart(32, "0"),
		},
	};
}

/** The parts of a request that holds one record. */
function partsOf(record: LogRecord) {
	const bytes = serializeLogs("proto", [record]);
	const field = (start: number, end: number, number: number) => {
		for (const found of readFields(bytes, start, end)) {
			if (found.number === number) return found;
		}
		throw new Error(`the official serializer wrote no field ${number}`);
	};
	const resourceLogs = field(0, bytes.length, 1);
	const resource = field(resourceLogs.valueStart, resourceLogs.end, 1);
	const scopeLogs = field(resourceLogs.valueStart, resourceLogs.end, 2);
	const scope = field(scopeLogs.valueStart, scopeLogs.end, 1);
	const logRecord = field(scopeLogs.valueStart, scopeLogs.end, 2);
	const cut = (part: { start: number; end: number }) =>
		bytes.slice(part.start, part.end);
	return {
		resource: cut(resource),
		scope: cut(scope),
		record: cut(logRecord),
	};
}

function encodedOf(events: readonly Event[]): EncodedRecords {
	const parts = events.map((one) => partsOf(recordOf(one)));
	let end = 0;
	return {
		count: events.length,
		bytes: Buffer.concat(parts.map(({ record }) => record)),
		ends: Uint32Array.from(parts, ({ record }) => (end += record.length)),
		uids: Buffer.concat(
			events.map(({ uid }) =>
				Buffer.from(uid.toString(16).padStart(32, "0"), "hex"),
			),
		),
		hours: Uint32Array.from(events, ({ hour }) => hour),
		resource: parts[0]?.resource ?? new Uint8Array(),
		scope: parts[0]?.scope ?? new Uint8Array(),
	};
}

const ENCODERS = [
	{ compression: "gzip", maxSize: MAX_SIZE, sizer: "bytes" },
	{ compression: "none", maxSize: 7, sizer: "items" },
	{ compression: "none", maxSize: 0, sizer: "bytes" },
] as const;

/** Delivers batches of several origins to backends that answer at once. */
async function deliver(batches: readonly BatchContent[]) {
	const storage = await open(temporaryDirectory());
	stores.push(storage);
	const remembered: (DeliveredUids & { uids: string })[] = [];
	const watched: Storage = Object.assign(Object.create(storage), {
		commit(...transaction: Parameters<Storage["commit"]>) {
			for (const one of transaction[2] ?? []) {
				const uids = Buffer.from(one.uids).toString("hex");
				remembered.push({ ...one, uids } as never);
			}
			return storage.commit(...transaction);
		},
	});
	const arrived: EncodedRequest[][] = ENCODERS.map(() => []);
	const pipelines: Pipeline[] = ENCODERS.map((options, index) => ({
		processors: [],
		outlets: [
			{
				exporterId: `exporter/${index}`,
				encoder: createOtlpEncoder({ ...options, encoding: "proto" }),
				async deliver(request) {
					arrived[index]?.push(request);
				},
			},
		],
	}));
	const telemetry = recordingTelemetry();
	const clock = { ...systemClock, now: () => 0 };
	const fanOut = createFanOut(pipelines, watched, telemetry, clock);
	for (const [n, batch] of batches.entries()) {
		await fanOut.consume(
			{
				...batch,
				checkpoint: { key: "stream", value: String(n) },
				deduplication: { scope: "Login", origin: `${n}`, windowMs: 1_000 },
			},
			signal,
		);
	}
	return {
		remembered,
		checkpoint: await storage.checkpoint("stream"),
		accepted: telemetry.total("otelcol_receiver_accepted_log_records"),
		duplicates: telemetry.total("salesforce_receiver_duplicate_log_records"),
		arrived,
	};
}

interface Plain {
	readonly resource: string;
	readonly scope: string;
	readonly record: string;
}

function recordsIn(request: EncodedRequest): Plain[] {
	const bytes =
		request.contentEncoding === "gzip"
			? gunzipSync(request.body)
			: request.body;
	expect(bytes.byteLength).toBe(request.bytes);
	const found: Plain[] = [];
	const text = (part: { start: number; end: number }) =>
		Buffer.from(bytes.subarray(part.start, part.end)).toString("hex");
	for (const outer of readFields(bytes)) {
		let resource = "";
		for (const middle of readFields(bytes, outer.valueStart, outer.end)) {
			if (middle.number === 1) resource = text(middle);
			if (middle.number !== 2) continue;
			let scope = "";
			for (const inner of readFields(bytes, middle.valueStart, middle.end)) {
				if (inner.number === 1) scope = text(inner);
				if (inner.number === 2) {
					found.push({ resource, scope, record: text(inner) });
				}
			}
		}
	}
	expect(found).toHaveLength(request.records);
	return found;
}

test("the same records are delivered, kept back, remembered and counted either way", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(event, { maxLength: 40 }), {
				minLength: 1,
				maxLength: 3,
			}),
			async (batches) => {
				const objects = await deliver(
					batches.map((events) => ({ records: events.map(recordOf) })),
				);
				const encoded = await deliver(
					batches.map((events) => ({ encoded: encodedOf(events) })),
				);
				const { arrived, ...rest } = encoded;
				const { arrived: expected, ...restExpected } = objects;
				expect(rest).toEqual(restExpected);
				for (const [n, requests] of arrived.entries()) {
					expect(requests.flatMap(recordsIn)).toEqual(
						expected[n]?.flatMap(recordsIn),
					);
				}
				for (const { bytes, records } of arrived[0] ?? []) {
					if (records > 1) expect(bytes).toBeLessThanOrEqual(MAX_SIZE);
				}
				for (const { records } of arrived[1] ?? []) {
					expect(records).toBeLessThanOrEqual(7);
				}
				expect(arrived[2]?.length).toBeLessThanOrEqual(batches.length);
			},
		),
		{ numRuns: 40 },
	);
});

test("encoded records are cut into parts of about the same size", async () => {
	const events = Array.from({ length: 120 }, (_, uid) => ({
		uid,
		hour: 400_000,
		padding: 0,
	}));
	const { arrived } = await deliver([{ encoded: encodedOf(events) }]);
	const sizes = (arrived[0] ?? []).map(({ bytes }) => bytes);
	expect(sizes.length).toBeGreaterThan(3);
	const smallest = Math.min(...sizes);
	expect(Math.max(...sizes)).toBeLessThan(smallest * 1.3);
	expect(arrived[1]?.map(({ records }) => records)).toContain(7);
});

test("a batch is packed once for exporters that agree on the bytes", async () => {
	const storage = await open(temporaryDirectory());
	stores.push(storage);
	const bodies: Uint8Array[] = [];
	const pipeline = (id: string): Pipeline => ({
		processors: [],
		outlets: [
			{
				exporterId: id,
				encoder: createOtlpEncoder({ ...ENCODERS[0], encoding: "proto" }),
				async deliver({ body }) {
					bodies.push(body);
				},
			},
		],
	});
	await createFanOut(
		[pipeline("a"), pipeline("b")],
		storage,
		recordingTelemetry(),
		systemClock,
	).consume(
		{ encoded: encodedOf([{ uid: 1, hour: 400_000, padding: 0 }]) },
		NEVER,
	);
	expect(bodies).toHaveLength(2);
	expect(bodies[0]).toBe(bodies[1]);
});
