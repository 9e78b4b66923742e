// The composition root: builds the pipelines that the configuration describes,
// starts them back to front and stops them front to back. The only place that
// knows both ends.

import { availableParallelism } from "node:os";
import { type Config, fileStorageOf } from "../config/schema/config.ts";
import {
	type ControlServer,
	serveControl,
} from "../extensions/control-socket/serve.ts";
import { openFileStorage } from "../extensions/file-storage/open-file-storage.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Storage } from "../pipeline/storage.ts";
import {
	createSalesforceReceiver,
	type SalesforceReceiver,
} from "../receiver/salesforce-receiver.ts";
import type { TranscodeFile } from "../receiver/sources/csv/transcode-file.ts";
import type { CreateRowTranscoder } from "../receiver/sources/object/row-transcoder.ts";
import { createFileTranscoding } from "../transcoder/create-file-transcoding.ts";
import { createRowTranscoderFactory } from "../transcoder/create-row-transcoder.ts";
import {
	type Backfill,
	createBackfill,
	parseBackfillRequest,
} from "./backfill.ts";
import { createExporter, type Print } from "./create-exporter.ts";
import { createOutlet, type RunningOutlet } from "./create-outlet.ts";
import { createProcessor } from "./create-processor.ts";
import { createFanOut, type Pipeline } from "./fan-out.ts";
import { inTurn } from "./in-turn.ts";
import { measureState } from "./measure-state.ts";
import type { ServiceTelemetry } from "./telemetry/create-telemetry.ts";
import { VERSION } from "./version.ts";

export interface ServiceOptions {
	readonly config: Config;
	readonly telemetry: ServiceTelemetry;
	readonly clock: Clock;
	readonly print: Print;
}

export interface Service {
	/** Starts exporters, then receivers, and listens to commands beside it. */
	start(): void;
	/** Polls every stream once and waits until every queue is empty. */
	runOnce(signal: AbortSignal): Promise<void>;
	/** Reads a past range, one report for each receiver; needs no `start`, and goes on beside one. */
	readonly backfill: Backfill;
	/** Resolves when every queue is empty. */
	drained(signal: AbortSignal): Promise<void>;
	/** Resolves when the stored state turns out to be damaged; a new service recovers it. */
	readonly damaged: Promise<Error>;
	/** Finishes the batches and requests in hand within the shutdown time-out. Idempotent. */
	shutdown(): Promise<void>;
}

/** Rejects when the state directory, or a file that an exporter needs, can't be used. */
export async function createService(options: ServiceOptions): Promise<Service> {
	const { directory, max_size: maxSize } = fileStorageOf(options.config);
	const { logger } = options.telemetry;
	const storage = await openFileStorage({
		directory,
		maxSize,
		telemetry: options.telemetry.component("extension", "file_storage"),
		clock: options.clock,
	});
	options.telemetry
		.component("extension", "file_storage")
		.report({ status: { state: "ok" } });
	logger.info("state directory opened", { directory });
	try {
		const service = await assemble(options, storage, directory);
		await reportLeftovers(storage, options);
		return service;
	} catch (error) {
		await storage.close();
		throw error;
	}
}

async function assemble(
	options: ServiceOptions,
	storage: Storage,
	directory: string,
): Promise<Service> {
	const { config, telemetry } = options;
	const outlets = new Map<string, RunningOutlet>();
	for (const id of inUse(config, "exporters")) {
		outlets.set(id, await buildOutlet(id, options, storage));
	}
	const transcoding = createFileTranscoding({
		mayBeginThread: availableParallelism() > 1,
		clock: options.clock,
		logger: telemetry.logger,
	});
	const createRowTranscoder = createRowTranscoderFactory();
	const receivers = inUse(config, "receivers").map((id) =>
		buildReceiver(id, options, {
			storage,
			pipelines: pipelinesOf(id, options, outlets),
			transcodeFile: transcoding.transcodeFile,
			createRowTranscoder,
		}),
	);
	let control: Promise<ControlServer> | undefined;
	let started = false;

	function startOutlets(): void {
		if (started) return;
		started = true;
		for (const outlet of outlets.values()) outlet.start();
	}

	const drained = async (signal: AbortSignal) => {
		await Promise.all(
			[...outlets.values()].map((outlet) => outlet.drained(signal)),
		);
	};

	const readRange = createBackfill(receivers);
	const backfill: Backfill = (...asked) => {
		startOutlets();
		return readRange(...asked);
	};

	const forget = telemetry.onCollect(async () => {
		for (const outlet of outlets.values()) await outlet.measure();
		measureState(telemetry, directory);
	});

	const damage = new AbortController();
	void storage.damaged.then((error) => damage.abort(error));

	async function stop(): Promise<void> {
		forget();
		const deadline = AbortSignal.any([
			AbortSignal.timeout(config.service.shutdown_timeout),
			// What is in hand can't be written down any more.
			damage.signal,
		]);
		// Before the receivers: what ends for lack of them would be told as a failure.
		const closing = (await control)?.close();
		const finished = receivers.map((receiver) => receiver.shutdown(deadline));
		// A batch in hand that a dead backend or a full disk keeps waiting is given up:
		// its checkpoint has not moved, so the next start reads it again.
		for (const outlet of outlets.values()) outlet.stopWaiting();
		storage.stopWaiting();
		await Promise.all([closing, ...finished]);
		await transcoding.close();
		await Promise.all(
			[...outlets.values()].map((outlet) => outlet.shutdown(deadline)),
		);
		await storage.close();
	}

	let stopping: Promise<void> | undefined;
	return {
		damaged: storage.damaged,
		start() {
			startOutlets();
			for (const receiver of receivers) receiver.start();
			control = serveControl(
				directory,
				(asked, tell, signal) =>
					backfill(parseBackfillRequest(asked), tell, signal),
				telemetry.logger,
			);
		},
		async runOnce(signal) {
			startOutlets();
			await Promise.all(receivers.map((receiver) => receiver.pollOnce(signal)));
			await drained(signal);
		},
		backfill,
		drained,
		shutdown() {
			stopping ??= stop();
			return stopping;
		},
	};
}

async function buildOutlet(
	id: string,
	{ config, telemetry, clock, print }: ServiceOptions,
	storage: Storage,
): Promise<RunningOutlet> {
	const exporterConfig = defined(config.exporters[id], id);
	const part = telemetry.component("exporter", id);
	return createOutlet({
		...(await createExporter(id, exporterConfig, part, print)),
		queue: exporterConfig.sending_queue,
		storage,
		telemetry: part,
		clock,
	});
}

/** What a receiver stands between. */
interface Surroundings {
	readonly storage: Storage;
	readonly pipelines: readonly Pipeline[];
	/** One for all: they share its memory. */
	readonly transcodeFile: TranscodeFile;
	readonly createRowTranscoder: CreateRowTranscoder;
}

function buildReceiver(
	id: string,
	{ config, telemetry, clock }: ServiceOptions,
	{ storage, pipelines, transcodeFile, createRowTranscoder }: Surroundings,
): SalesforceReceiver & { readonly id: string } {
	const part = telemetry.component("receiver", id);
	const receiver = createSalesforceReceiver({
		id,
		config: defined(config.receivers[id], id),
		consumer: inTurn(createFanOut(pipelines, storage, part, clock)),
		transcodeFile,
		createRowTranscoder,
		checkpoints: (key) => storage.checkpoint(key),
		forgetCheckpoints: (keys) => storage.forgetCheckpoints(keys),
		telemetry: part,
		clock,
		version: VERSION,
		stateDirectory: fileStorageOf(config).directory,
	});
	return { ...receiver, id };
}

/** The configuration was validated, so a reference that leads nowhere is our own mistake. */
function defined<T>(value: T | undefined, id: string): T {
	if (value === undefined) throw new Error(`${id} is not configured`);
	return value;
}

function inUse(config: Config, kind: "receivers" | "exporters"): string[] {
	const pipelines = Object.values(config.service.pipelines);
	return [...new Set(pipelines.flatMap((pipeline) => pipeline[kind]))];
}

/** A processor in two pipelines is two: each has its records to itself. */
function pipelinesOf(
	receiver: string,
	{ config, telemetry }: ServiceOptions,
	outlets: ReadonlyMap<string, RunningOutlet>,
): Pipeline[] {
	return Object.values(config.service.pipelines)
		.filter(({ receivers }) => receivers.includes(receiver))
		.map(({ processors, exporters }) => ({
			processors: processors.map((id) =>
				createProcessor(
					id,
					defined(config.processors[id], id),
					telemetry.component("processor", id),
				),
			),
			outlets: exporters.map((id) => defined(outlets.get(id), id)),
		}));
}

/** An exporter that left the configuration keeps its data: say so rather than let it lie there unseen. */
async function reportLeftovers(
	storage: Storage,
	{ config, telemetry }: ServiceOptions,
): Promise<void> {
	const configured = inUse(config, "exporters");
	for (const id of await storage.exporters()) {
		if (configured.includes(id)) continue;
		const { requests, records } = storage.queue(id).depth;
		telemetry.logger.warn(
			"the state directory holds records for an exporter that is in no pipeline; they stay there until it is configured again, or dropped by: salesforce-otlp state drop-exporter NAME --yes",
			{
				exporter: id,
				requests,
				records,
				dead_letters: await storage.deadLetters.count(id),
			},
		);
	}
}
