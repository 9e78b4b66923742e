// One org: one login and one client, shared by streams that run independently of
// each other.

import type { SalesforceReceiverConfig } from "../config/schema/salesforce-receiver.ts";
import { type StreamName, streamNames } from "../config/schema/streams.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Consumer } from "../pipeline/consumer.ts";
import type { LogResource } from "../pipeline/log-record.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import type { OrgClient } from "./api/client.ts";
import type {
	BackfillProgress,
	BackfillReport,
	BackfillRequest,
} from "./backfill/backfill.ts";
import { runBackfill } from "./backfill/run-backfill.ts";
import { createApiBudget } from "./budget/api-budget.ts";
import { createBudgetWatch } from "./budget/watch-budget.ts";
import { connectOrg } from "./connect-org.ts";
import { createResource, createScope } from "./mapping/resource.ts";
import { openSource } from "./open-source.ts";
import {
	planStreams,
	type SourcePlan,
	streamsOf,
	streamsOnly,
} from "./plan-streams.ts";
import type { TranscodeFile } from "./sources/csv/transcode-file.ts";
import { createGate } from "./sources/gate.ts";
import type { CreateRowTranscoder } from "./sources/object/row-transcoder.ts";
import { createStream, type OpenedSource, type Stream } from "./stream.ts";
import type { TimeRange } from "./time-range.ts";
import { withinOrganization } from "./within-organization.ts";

/** Windows of events that are held in memory at once. */
const WINDOWS_AT_ONCE = 2;

export interface SalesforceReceiverOptions {
	/** `salesforce[/name]`; part of the checkpoints' keys. */
	readonly id: string;
	readonly config: SalesforceReceiverConfig;
	readonly consumer: Consumer;
	/** For files; without it rows become objects. */
	readonly transcodeFile?: TranscodeFile;
	/** The same for rows of objects. */
	readonly createRowTranscoder?: CreateRowTranscoder;
	/** Reads a stored checkpoint. */
	readonly checkpoints: (key: string) => Promise<string | undefined>;
	/** Forgets checkpoints that nobody will go on from. */
	readonly forgetCheckpoints: (keys: readonly string[]) => Promise<void>;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Of this program. */
	readonly version: string;
	/** Where a session is kept if `auth.cache` asks for it. */
	readonly stateDirectory?: string;
	/** Made from `config` when absent; the receiver closes it either way. */
	readonly client?: OrgClient;
	/** Uniform in [0, 1); Math.random when absent. */
	readonly random?: () => number;
	/** Where proxies are looked up; the process's own when absent. */
	readonly env?: NodeJS.ProcessEnv;
}

export interface SalesforceReceiver {
	/** Those that are configured. */
	readonly streams: readonly StreamName[];
	/** Polls every stream, now and then at its interval, until `shutdown`. */
	start(): void;
	/**
	 * Finishes the batches in hand, then closes the connections. When `deadline`
	 * aborts first, those batches are given up: their checkpoints have not moved.
	 * Idempotent.
	 */
	shutdown(deadline?: AbortSignal): Promise<void>;
	/** One poll of every stream, instead of `start`. Rejects when one failed, after all have ended. */
	pollOnce(signal: AbortSignal): Promise<void>;
	/**
	 * Reads a past range beside the streams, whose checkpoints it leaves alone. Rejects
	 * when `signal` aborts or the receiver shuts down; asked again it goes on from there.
	 */
	backfill(
		request: BackfillRequest,
		onProgress: (progress: BackfillProgress) => void,
		signal: AbortSignal,
	): Promise<BackfillReport>;
}

export function createSalesforceReceiver(
	options: SalesforceReceiverOptions,
): SalesforceReceiver {
	const { id, config, telemetry, clock } = options;
	const budget = createApiBudget({
		setting: config.api_budget,
		telemetry,
		clock,
	});
	telemetry.report({ status: { state: "starting" } });
	const client = options.client ?? connectOrg({ ...options, meter: budget });
	const watch = createBudgetWatch({
		budget,
		client,
		prefixOf,
		checkpoints: options.checkpoints,
		consumer: options.consumer,
		clock,
	});
	const stop = new AbortController();
	const abandon = new AbortController();
	const scope = createScope({ version: options.version });
	let organization: { id: string; resource: LogResource } | undefined;
	const gate = createGate(WINDOWS_AT_ONCE);
	/** A backfill that waits for API calls must not keep live windows waiting. */
	const backfillGate = createGate(1);
	const plans = planStreams(config.streams);
	const streams = plans.map(streamOf);
	let running: Promise<unknown> = Promise.resolve();
	let backfilling: Promise<unknown> = Promise.resolve();
	let stopping: Promise<void> | undefined;

	function streamOf(plan: SourcePlan): Stream {
		return createStream({
			name: plan.name,
			streams: streamsOf(plan),
			open: (signal) => open(plan, signal),
			consumer: options.consumer,
			checkpoints: options.checkpoints,
			pollIntervalMs: plan.pollIntervalMs,
			pace: watch.pace,
			polled: (signal) => watch.store(signal),
			telemetry,
			clock,
			random: options.random ?? Math.random,
		});
	}

	async function open(
		plan: SourcePlan,
		signal: AbortSignal,
	): Promise<OpenedSource> {
		return openFor(plan, await client.organizationId(signal), telemetry);
	}

	function openFor(
		plan: SourcePlan,
		organizationId: string,
		telemetry: Telemetry,
		range?: TimeRange,
	): OpenedSource {
		const own = client.forStream();
		const source = openSource(plan, {
			client: withinOrganization(own, organizationId),
			context: {
				resource: resourceOf(organizationId),
				scope,
				organizationId,
			},
			includeOriginal: config.include_original,
			gate: range === undefined ? gate : backfillGate,
			telemetry,
			clock,
			backlogPace: budget.backlogPace,
			range,
			transcodeFile: options.transcodeFile,
			createRowTranscoder: options.createRowTranscoder,
		});
		const { enabled, window, object_window } = config.deduplication;
		const isFile = plan.kind === "event_log_file";
		return {
			source,
			isCurrent: async (signal) =>
				(await client.organizationId(signal)) === organizationId,
			beginPoll: own.beginPoll,
			checkpointPrefix: prefixOf(organizationId),
			deduplicationMs: enabled ? (isFile ? window : object_window) : undefined,
		};
	}

	function prefixOf(organizationId: string): string {
		return `${id}:${organizationId}:`;
	}

	async function backfill(
		request: BackfillRequest,
		onProgress: (progress: BackfillProgress) => void,
		signal: AbortSignal,
	): Promise<BackfillReport> {
		const either = AbortSignal.any([signal, stop.signal]);
		const organizationId = await client.organizationId(either);
		// Also remembers the calls of an earlier process.
		await watch.pace(either);
		return runBackfill(
			request,
			{
				receiver: id,
				prefix: prefixOf(organizationId),
				plans: streamsOnly(plans, request.streams),
				open: (plan, part) =>
					openFor(plan, organizationId, part, request.range),
				client,
				consumer: options.consumer,
				checkpoints: options.checkpoints,
				forgetCheckpoints: options.forgetCheckpoints,
				telemetry,
				clock,
				pace: budget.backlogPace,
				called: () => watch.store(abandon.signal).catch(() => {}),
				onProgress,
			},
			{ stop: either, abandon: abandon.signal },
		);
	}

	/** One for all streams: records are grouped by its identity. */
	function resourceOf(id: string): LogResource {
		if (organization?.id !== id) {
			const resource = createResource({
				instanceUrl: config.instance_url,
				organizationId: id,
				attributes: config.resource,
			});
			organization = { id, resource };
		}
		return organization.resource;
	}

	async function stopAll(deadline?: AbortSignal): Promise<void> {
		const giveUp = () => abandon.abort(deadline?.reason);
		if (deadline?.aborted) giveUp();
		deadline?.addEventListener("abort", giveUp, { once: true });
		try {
			stop.abort();
			await Promise.all([running, backfilling]);
			await watch.store(abandon.signal, true).catch(() => {});
			await client.close();
		} finally {
			deadline?.removeEventListener("abort", giveUp);
		}
	}

	return {
		streams: streamNames.filter((name) => config.streams[name] !== undefined),
		start() {
			running = Promise.all(
				streams.map((stream) => stream.run(stop.signal, abandon.signal)),
			);
		},
		shutdown(deadline) {
			stopping ??= stopAll(deadline);
			return stopping;
		},
		backfill(request, onProgress, signal) {
			const reading = backfill(request, onProgress, signal);
			backfilling = reading.catch(() => {});
			return reading;
		},
		async pollOnce(signal) {
			const either = AbortSignal.any([signal, stop.signal]);
			const polls = streams.map((stream) =>
				stream.pollOnce(either, abandon.signal),
			);
			const settled = Promise.allSettled(polls);
			running = settled;
			for (const result of await settled) {
				if (result.status === "rejected") throw result.reason;
			}
		},
	};
}
