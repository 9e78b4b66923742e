// The Pub/Sub API of the simulated org, from a client that knows gRPC and nothing of
// the simulator. The org's clock stands still unless a test moves it.

import {
	Client,
	type ClientDuplexStream,
	credentials,
	Metadata,
	type ServiceError,
	status,
} from "@grpc/grpc-js";
import { afterEach, describe, expect, test } from "vitest";
import type { SimulatorOptions } from "../../../../simulator/options.ts";
import {
	decode,
	encode,
	type MessageIn,
	numberOf,
	textOf,
} from "../../../../simulator/pub-sub/wire.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";
import { simulatorKey } from "../../../integration/support/simulated-org.ts";
import { logIn } from "../connect.ts";

const TOPIC = "/event/LoginEventStream";
const LATEST = 0;
const EARLIEST = 1;
const CUSTOM = 2;
const PREFIX = "sfdc.platform.eventbus.grpc";
const identity = (bytes: Buffer) => bytes;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const undo of cleanUp.splice(0).reverse()) await undo();
});

interface Subscriber {
	readonly org: Simulator;
	readonly responses: readonly MessageIn[];
	fetch(events: number, preset?: number, replayId?: Buffer): void;
	/** Resolves with so many responses. */
	until(count: number): Promise<void>;
	readonly ended: Promise<ServiceError>;
	unary(method: string, request: Buffer): Promise<MessageIn>;
}

async function subscribe(
	options: SimulatorOptions = {},
	token?: string,
): Promise<Subscriber> {
	const org = await startSimulator({
		speed: 0,
		start_time: "2026-11-23T12:30:00Z",
		hours: 2,
		rows_per_hour: 60,
		rhythm: false,
		users: 5,
		streams: ["login"],
		private_key: simulatorKey,
		pub_sub: true,
		...options,
	});
	cleanUp.push(() => org.close());
	const { body } = await logIn(org);
	const client = new Client(
		org.pubSubAddress ?? "",
		credentials.createInsecure(),
	);
	cleanUp.push(() => client.close());
	const metadata = new Metadata();
	metadata.set("accesstoken", token ?? String(body.access_token));
	metadata.set("instanceurl", org.url);
	metadata.set("tenantid", org.organizationId);
	const call: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(
		"/eventbus.v1.PubSub/Subscribe",
		identity,
		identity,
		metadata,
	);
	cleanUp.push(() => call.cancel());
	const responses: MessageIn[] = [];
	let tell = () => {};
	call.on("data", (bytes: Buffer) => {
		responses.push(decode(bytes));
		tell();
	});
	const ended = new Promise<ServiceError>((resolve) =>
		call.on("error", resolve),
	);
	return {
		org,
		responses,
		ended,
		fetch: (events, preset = LATEST, replayId = Buffer.alloc(0)) =>
			void call.write(
				encode([
					[1, TOPIC],
					[2, preset],
					[3, replayId],
					[4, events],
				]),
			),
		until: (count) =>
			new Promise((resolve) => {
				tell = () => responses.length >= count && resolve();
				tell();
			}),
		unary: (method, request) =>
			new Promise((resolve, reject) => {
				client.makeUnaryRequest(
					`/eventbus.v1.PubSub/${method}`,
					identity,
					identity,
					request,
					metadata,
					(error, answer) =>
						error || !answer ? reject(error) : resolve(decode(answer)),
				);
			}),
	};
}

const inner = (message: MessageIn, field: number) =>
	(message.get(field) ?? []).map((bytes) => decode(bytes as Buffer));

/** Events of a response: their ids and replay ids. */
function eventsOf(response: MessageIn | undefined) {
	return inner(response ?? new Map(), 1).map((event) => ({
		id: inner(event, 1).map((producer) => textOf(producer, 1))[0],
		schemaId: inner(event, 1).map((producer) => textOf(producer, 2))[0],
		replayId: event.get(2)?.[0] as Buffer,
	}));
}

function refusalOf({ code, metadata }: ServiceError) {
	return { code, errorCode: metadata.get("error-code")[0] };
}

describe("a subscription", () => {
	test("gets the stored events in the order of time, no more than it asks for", async () => {
		const { org, fetch, until, responses } = await subscribe();
		const stored = org
			.objectLedger("LoginEvent")
			.map((row) => row.EventIdentifier);
		fetch(30, EARLIEST);
		await until(1);
		expect(eventsOf(responses[0]).map(({ id }) => id)).toEqual(
			stored.slice(0, 30),
		);
		expect(numberOf(responses[0] as MessageIn, 4)).toBe(0);
		fetch(20);
		await until(2);
		expect(eventsOf(responses[1]).map(({ id }) => id)).toEqual(
			stored.slice(30, 50),
		);
	});

	test("is taken for 100 events when it asks for more", async () => {
		const { fetch, until, responses } = await subscribe();
		fetch(500, EARLIEST);
		await until(1);
		expect(eventsOf(responses[0])).toHaveLength(100);
	});

	test("goes on after a replay id", async () => {
		const { fetch, until, responses } = await subscribe();
		fetch(10, EARLIEST);
		await until(1);
		const tenth = eventsOf(responses[0])[9]?.replayId as Buffer;
		expect(tenth).toHaveLength(10);
		const other = await subscribe();
		other.fetch(100, CUSTOM, tenth);
		await other.until(1);
		expect(eventsOf(other.responses[0])[0]?.id).toBe(
			other.org.objectLedger("LoginEvent")[10]?.EventIdentifier,
		);
	});

	test("hears of an event as soon as it can be seen", async () => {
		const { org, fetch, until, responses, unary } = await subscribe();
		fetch(100, LATEST);
		await unary("GetTopic", encode([[1, TOPIC]]));
		const known = org.objectLedger("LoginEvent").length;
		org.advance(600_000);
		await until(1);
		const later = org.objectLedger("LoginEvent").slice(known);
		expect(later.length).toBeGreaterThan(1);
		expect(eventsOf(responses[0]).map(({ id }) => id)).toEqual(
			later.map((row) => row.EventIdentifier),
		);
	});

	test("hears nothing but an empty response after 270 seconds without events", async () => {
		const { org, fetch, until, responses, unary } = await subscribe({
			rows_per_hour: 0,
		});
		fetch(5, LATEST);
		// Answered after the request before it has come.
		await unary("GetTopic", encode([[1, TOPIC]]));
		org.advance(269_999);
		await unary("GetTopic", encode([[1, TOPIC]]));
		expect(responses).toEqual([]);
		org.advance(1);
		await until(1);
		expect(eventsOf(responses[0])).toEqual([]);
		expect(numberOf(responses[0] as MessageIn, 4)).toBe(5);
		expect(responses[0]?.get(2)?.[0]).toHaveLength(10);
	});

	test("ends 60 seconds after it has what it asked for", async () => {
		const { org, fetch, until, ended } = await subscribe();
		fetch(5, EARLIEST);
		await until(1);
		org.advance(60_000);
		expect((await ended).message).toContain("60 seconds");
	});

	test.for<
		[
			what: string,
			code: number,
			errorCode: string,
			fetch: [number, number?, Buffer?],
		]
	>([
		[
			"an unknown replay id",
			status.INVALID_ARGUMENT,
			"subscription.fetch.replayid.corrupted",
			[5, CUSTOM, Buffer.from("0123456789")],
		],
		[
			"no replay id with CUSTOM",
			status.INVALID_ARGUMENT,
			"subscription.fetch.replayid.validation.failed",
			[5, CUSTOM],
		],
		[
			"no events",
			status.INVALID_ARGUMENT,
			"subscription.fetch.requested.events.invalid",
			[0, LATEST],
		],
	])("is refused with %s", async ([, code, errorCode, request]) => {
		const { fetch, ended } = await subscribe();
		fetch(...request);
		expect(refusalOf(await ended)).toEqual({
			code,
			errorCode: `${PREFIX}.${errorCode}`,
		});
	});

	test("is refused without a session", async () => {
		const { fetch, ended } = await subscribe({}, "00D!no");
		fetch(1, EARLIEST);
		expect(refusalOf(await ended)).toEqual({
			code: status.UNAUTHENTICATED,
			errorCode: `${PREFIX}.service.auth.error`,
		});
	});
});

test("a topic has a schema, which its events name", async () => {
	const { unary, fetch, until, responses, org } = await subscribe();
	const topic = await unary("GetTopic", encode([[1, TOPIC]]));
	const schemaId = textOf(topic, 5);
	const schema = await unary("GetSchema", encode([[1, schemaId]]));
	const { name, fields } = JSON.parse(textOf(schema, 1));
	expect(name).toBe("LoginEventStream");
	expect(fields).toContainEqual({
		name: "EventDate",
		type: ["null", "long"],
		default: null,
	});
	expect(textOf(topic, 2)).toBe(org.organizationId);
	fetch(1, EARLIEST);
	await until(1);
	expect(eventsOf(responses[0])[0]?.schemaId).toBe(schemaId);
});

describe("the fault", () => {
	test.for<
		[
			name: "pub_sub_auth_error" | "pub_sub_unavailable",
			code: number,
			errorCode: string | undefined,
		]
	>([
		[
			"pub_sub_auth_error",
			status.UNAUTHENTICATED,
			`${PREFIX}.service.auth.error`,
		],
		["pub_sub_unavailable", status.UNAVAILABLE, undefined],
	])(
		"%s ends a stream in its middle, once",
		async ([name, code, errorCode]) => {
			const { org, fetch, until, ended } = await subscribe({
				faults: { [name]: { at: "1m" } },
			});
			fetch(1, EARLIEST);
			await until(1);
			org.advance(59_999);
			fetch(1);
			await until(2);
			org.advance(1);
			fetch(1);
			expect(refusalOf(await ended)).toEqual({ code, errorCode });
			expect(org.faultsHappened()).toMatchObject([{ name, times: 1 }]);
		},
	);

	test("pub_sub_replay_id_corrupted refuses a good replay id, and needs no other option", async () => {
		const { fetch, ended } = await subscribe({
			pub_sub: false,
			faults: ["pub_sub_replay_id_corrupted"],
		});
		fetch(1, CUSTOM, Buffer.alloc(10, 1));
		expect(refusalOf(await ended)).toEqual({
			code: status.INVALID_ARGUMENT,
			errorCode: `${PREFIX}.subscription.fetch.replayid.corrupted`,
		});
	});
});
