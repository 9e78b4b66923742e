// The Pub/Sub API of the org over gRPC, without TLS: Subscribe, GetTopic and GetSchema
// of the streams whose events an object stores, such as LoginEventStream.

import { createHash } from "node:crypto";
import {
	Metadata,
	Server,
	ServerCredentials,
	type ServerDuplexStream,
	type ServerUnaryCall,
	type sendUnaryData,
} from "@grpc/grpc-js";
import type { Timeline } from "../objects/timeline.ts";
import type { ObjectDefinition } from "../soql/object-definition.ts";
import { avroRecord, avroSchema } from "./avro.ts";
import {
	AUTH_ERROR,
	NOTHING_REQUESTED,
	type PubSubRefusal,
	REPLAY_ID_CORRUPTED,
	REPLAY_ID_MISSING,
	UNKNOWN_TOPIC,
} from "./refusals.ts";
import {
	createSubscription,
	type Subscription,
	type TopicEvent,
} from "./subscription.ts";
import { bytesOf, decode, encode, numberOf, textOf } from "./wire.ts";

const SERVICE = "/eventbus.v1.PubSub/";
const RETENTION_MS = 72 * 3_600_000;
const LATEST = 0;
const CUSTOM = 2;

/** What a fault can meet: any request for events, or one that begins at a replay id. */
export type PubSubOccasion = "fetch" | "replay";

export interface PubSub {
	readonly port: number;
	/** Sends what is due by the org's clock. */
	look(): void;
	/** When something will be due, ms; a subscriber's events are due whenever they are seen. */
	nextAt(): number;
	close(): void;
}

export interface PubSubOptions {
	/** By the name of the object, `LoginEvent` for `/event/LoginEventStream`. */
	readonly source: (
		object: string,
	) => { definition: ObjectDefinition; timeline: Timeline } | undefined;
	readonly isSession: (token: string) => boolean;
	readonly refusal: (
		occasion: PubSubOccasion,
		topic: string,
	) => PubSubRefusal | undefined;
	readonly organizationId: string;
	readonly now: () => number;
}

interface Topic {
	readonly name: string;
	readonly schema: string;
	readonly schemaId: string;
	/** Those of the last 72 hours that can be seen now. */
	events(): TopicEvent[];
}

function toError({ code, errorCode, details }: PubSubRefusal) {
	const metadata = new Metadata();
	if (errorCode) metadata.set("error-code", errorCode);
	return { code, details: `${details} rpcId: simulated`, metadata };
}

/** Ten bytes, as real ones have; they ascend with time, and not one by one. */
function replayIdOf(at: number, index: number): Buffer {
	const id = Buffer.alloc(10);
	id.writeBigUInt64BE(BigInt(at));
	id.writeUInt16BE(index, 8);
	return id;
}

export async function startPubSub(options: PubSubOptions): Promise<PubSub> {
	const { now } = options;
	const topics = new Map<string, Topic>();
	const open = new Set<Subscription>();

	function topicOf(name: string): Topic | undefined {
		const known = topics.get(name);
		if (known) return known;
		const object = /^\/event\/(\w+)Stream$/.exec(name)?.[1];
		const source = object === undefined ? undefined : options.source(object);
		if (source === undefined) return undefined;
		const { timeField = "", fields } = source.definition;
		const schema = avroSchema(`${object}Stream`, fields);
		const schemaId = createHash("sha256")
			.update(schema)
			.digest("base64url")
			.slice(0, 22);
		const topic: Topic = {
			name,
			schema,
			schemaId,
			events: () =>
				source.timeline
					.rows({ from: now() - RETENTION_MS, to: now() })
					.map((row) => ({ row, at: Number(row[timeField]) }))
					.sort((a, b) => a.at - b.at)
					.map(({ row, at }, index, all) => ({
						replayId: replayIdOf(
							at,
							index - all.findIndex((other) => other.at === at),
						),
						event: encode([
							[1, String(row.EventIdentifier)],
							[2, schemaId],
							[3, avroRecord(fields, row)],
						]),
					})),
		};
		topics.set(name, topic);
		return topic;
	}

	const authorized = ({ metadata }: { metadata: Metadata }) =>
		options.isSession(String(metadata.get("accesstoken")[0] ?? "")) &&
		metadata.get("instanceurl").length > 0 &&
		metadata.get("tenantid").length > 0;

	function subscribe(call: ServerDuplexStream<Buffer, Buffer>): void {
		let subscription: Subscription | undefined;
		const leave = () => {
			if (subscription) open.delete(subscription);
		};
		const end = (refusal: PubSubRefusal) => {
			leave();
			call.emit("error", toError(refusal));
		};
		call.on("data", (bytes: Buffer) => {
			const request = decode(bytes);
			const topic = topicOf(textOf(request, 1));
			const events = numberOf(request, 4);
			const preset = numberOf(request, 2);
			const replayId = bytesOf(request, 3);
			if (!authorized(call)) return end(AUTH_ERROR);
			if (topic === undefined) return end(UNKNOWN_TOPIC);
			if (events <= 0) return end(NOTHING_REQUESTED);
			const met =
				options.refusal("fetch", topic.name) ??
				(subscription === undefined && preset === CUSTOM
					? options.refusal("replay", topic.name)
					: undefined);
			if (met) return end(met);
			if (subscription === undefined) {
				const all = topic.events();
				if (preset === CUSTOM && replayId.length === 0) {
					return end(REPLAY_ID_MISSING);
				}
				const known = all.some((event) => event.replayId.equals(replayId));
				// One that is too old is refused like one that never was.
				if (preset === CUSTOM && !known) return end(REPLAY_ID_CORRUPTED);
				const latest = () =>
					topic.events().at(-1)?.replayId ?? replayIdOf(now(), 0);
				subscription = createSubscription({
					eventsAfter: (after) =>
						topic
							.events()
							.filter(
								(event) => !after || Buffer.compare(event.replayId, after) > 0,
							),
					latest,
					after:
						preset === CUSTOM
							? replayId
							: preset === LATEST
								? latest()
								: undefined,
					now,
					send: (response) => void call.write(response),
					end,
				});
				open.add(subscription);
			}
			subscription.request(events);
		});
		call.on("end", () => {
			leave();
			call.end();
		});
		call.on("cancelled", leave);
	}

	const unary =
		(answer: (request: ReturnType<typeof decode>) => Buffer | undefined) =>
		(
			call: ServerUnaryCall<Buffer, Buffer>,
			callback: sendUnaryData<Buffer>,
		): void => {
			const allowed = authorized(call);
			const found = allowed ? answer(decode(call.request)) : undefined;
			if (found) callback(null, found);
			else callback(toError(allowed ? UNKNOWN_TOPIC : AUTH_ERROR));
		};

	const identity = (bytes: Buffer) => bytes;
	const method = (name: string, stream: boolean) => ({
		path: SERVICE + name,
		requestStream: stream,
		responseStream: stream,
		requestSerialize: identity,
		requestDeserialize: identity,
		responseSerialize: identity,
		responseDeserialize: identity,
	});
	const server = new Server();
	server.addService(
		{
			Subscribe: method("Subscribe", true),
			GetTopic: method("GetTopic", false),
			GetSchema: method("GetSchema", false),
		},
		{
			Subscribe: subscribe,
			GetTopic: unary((request) => {
				const topic = topicOf(textOf(request, 1));
				return (
					topic &&
					encode([
						[1, topic.name],
						[2, options.organizationId],
						[4, 1],
						[5, topic.schemaId],
						[6, "simulated"],
					])
				);
			}),
			GetSchema: unary((request) => {
				const id = textOf(request, 1);
				const topic = [...topics.values()].find(
					({ schemaId }) => schemaId === id,
				);
				return (
					topic &&
					encode([
						[1, topic.schema],
						[2, topic.schemaId],
						[3, "simulated"],
					])
				);
			}),
		},
	);
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync(
			"127.0.0.1:0",
			ServerCredentials.createInsecure(),
			(error, bound) => (error ? reject(error) : resolve(bound)),
		);
	});
	return {
		port,
		look: () => {
			for (const subscription of open) subscription.look();
		},
		nextAt: () =>
			[...open].reduce(
				(least, subscription) => Math.min(least, subscription.nextAt()),
				Infinity,
			),
		close: () => server.forceShutdown(),
	};
}
