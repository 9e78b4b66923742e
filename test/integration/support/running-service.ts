// The service as the command runs it, in this process: a configuration text, its
// components, its log and its counts.

import { parse, stringify } from "yaml";
import { loadConfig } from "../../../config/load.ts";
import { type Clock, systemClock } from "../../../pipeline/clock.ts";
import type {
	CounterAttributes,
	CounterName,
} from "../../../pipeline/telemetry.ts";
import { createService } from "../../../service/create-service.ts";
import {
	createTelemetry,
	type ServiceTelemetry,
} from "../../../service/telemetry/create-telemetry.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import { type Changes, createChanges } from "./changes.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

type Section = Readonly<Record<string, unknown>>;

export interface LogLine {
	readonly level: string;
	readonly msg: string;
	readonly [field: string]: unknown;
}

export interface ServiceSetup {
	/** Receivers by name: each becomes `salesforce/NAME`. */
	readonly orgs: Readonly<Record<string, Simulator>>;
	readonly exporters: Readonly<Record<string, Section>>;
	/** Keys of each receiver. */
	readonly receiver?: Section;
	/** Keys of each `login` stream. */
	readonly login?: Section;
	/** Streams in the place of those that each org proposes, by name. */
	readonly streams?: Readonly<Record<string, Section>>;
	/** The same for one org alone, by its name. */
	readonly streamsOf?: Readonly<
		Record<string, Readonly<Record<string, Section | null>>>
	>;
	/** Keys of `service`. */
	readonly service?: Section;
	/** Of the state; a temporary one when absent. */
	readonly directory?: string;
	readonly clock?: Clock;
	readonly changes?: Changes;
}

export interface RunningService extends AsyncDisposable {
	readonly log: readonly LogLine[];
	/** Every wait that the service has asked its clock for, ms. */
	readonly waits: readonly number[];
	/** Looks again at each log line, each wait and each change that was passed in. */
	until(condition: () => boolean): Promise<void>;
	/** One poll of every stream, and the queues emptied. */
	runOnce(): Promise<void>;
	readonly telemetry: ServiceTelemetry;
	total(name: CounterName, where?: CounterAttributes): number;
	/** Warnings and errors that hold the text anywhere. */
	complaints(text?: string): LogLine[];
	/** Idempotent. */
	stop(): Promise<void>;
}

/** Started, unless `runOnce` is what the test wants. */
export async function startService(
	setup: ServiceSetup,
): Promise<RunningService> {
	const service = await prepareService(setup);
	service.start();
	return service;
}

export async function prepareService(
	setup: ServiceSetup,
): Promise<RunningService & { start(): void }> {
	const changes = setup.changes ?? createChanges();
	const temporary = setup.directory ? undefined : temporaryDirectory();
	const directory = setup.directory ?? temporary?.path ?? "";
	const log: LogLine[] = [];
	const waits: number[] = [];
	const clock = setup.clock ?? hurriedClock();
	const telemetry = createTelemetry({
		level: "debug",
		encoding: "json",
		clock,
		write(text) {
			log.push(JSON.parse(text));
			changes.changed();
		},
	});
	const { config } = loadConfig(
		[{ name: "test.yaml", text: configText(setup, directory) }],
		{},
	);
	const service = await createService({
		config,
		telemetry,
		clock: {
			now: clock.now,
			sleep(ms, signal) {
				waits.push(ms);
				changes.changed();
				return clock.sleep(ms, signal);
			},
		},
		print: { write() {}, color: false },
	});

	async function stop(): Promise<void> {
		await service.shutdown();
		temporary?.[Symbol.dispose]();
	}

	return {
		log,
		waits,
		start: service.start,
		runOnce: () => service.runOnce(AbortSignal.timeout(30_000)),
		until: (condition) =>
			changes.until(condition, () =>
				[condition, ...log.slice(-20).map((line) => JSON.stringify(line))].join(
					"\n",
				),
			),
		telemetry,
		total: telemetry.metrics.total,
		complaints: (text = "") =>
			log.filter(
				(line) =>
					(line.level === "warn" || line.level === "error") &&
					JSON.stringify(line).includes(text),
			),
		stop,
		[Symbol.asyncDispose]: stop,
	};
}

/** Whatever is waited for takes 10 ms at most: polls, back-offs, retries. */
export function hurriedClock(): Clock {
	return {
		now: systemClock.now,
		sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 10), signal),
	};
}

/** Waiting costs no time either, but the clock jumps ahead: what is blocked for minutes is tried again. */
export function jumpingClock(): Clock {
	let jumped = 0;
	return {
		now: () => systemClock.now() + jumped,
		async sleep(ms, signal) {
			await systemClock.sleep(Math.min(ms, 10), signal);
			jumped += ms;
		},
	};
}

function configText(setup: ServiceSetup, directory: string): string {
	const receivers = Object.entries(setup.orgs).map(([name, org]) => {
		const { salesforce } = parse(
			org.config({
				login: setup.login,
				streams: setup.streamsOf?.[name] ?? setup.streams,
			}),
		).receivers;
		return [`salesforce/${name}`, { ...salesforce, ...setup.receiver }];
	});
	return stringify({
		receivers: Object.fromEntries(receivers),
		exporters: setup.exporters,
		extensions: { file_storage: { directory } },
		service: {
			...setup.service,
			extensions: ["file_storage"],
			pipelines: {
				logs: {
					receivers: receivers.map(([id]) => id),
					exporters: Object.keys(setup.exporters),
				},
			},
		},
	});
}
