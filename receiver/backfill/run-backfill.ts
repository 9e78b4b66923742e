// Reads a past range of one org, one source after the other, so that what the streams
// read live is not kept waiting for long. Invariants: what was read stays read when it
// is stopped at any moment; its checkpoints are its own, and go when all is read.

import type { Clock } from "../../pipeline/clock.ts";
import type { Consumer } from "../../pipeline/consumer.ts";
import type { CounterName, Telemetry } from "../../pipeline/telemetry.ts";
import type { OrgClient } from "../api/client.ts";
import type { BacklogPace } from "../budget/pace.ts";
import type { LogFilePlan, SourcePlan } from "../plan-streams.ts";
import type { OpenedSource } from "../stream.ts";
import {
	type BackfillFailure,
	type BackfillProgress,
	type BackfillReport,
	type BackfillRequest,
	backfillName,
	type PartProgress,
} from "./backfill.ts";
import { countFiles, type FileCount } from "./count-files.ts";
import { type PartSignals, readPart } from "./part.ts";
import { readOfObject } from "./position.ts";
import { createRest } from "./rest.ts";

export interface BackfillOptions {
	/** The receiver's id. */
	readonly receiver: string;
	/** What the keys of the receiver's checkpoints of this org begin with. */
	readonly prefix: string;
	/** Of the streams that are wanted. */
	readonly plans: readonly SourcePlan[];
	/** Makes a source that reads the range; what it counts goes to `telemetry`. */
	readonly open: (plan: SourcePlan, telemetry: Telemetry) => OpenedSource;
	readonly client: OrgClient;
	readonly consumer: Consumer;
	readonly checkpoints: (key: string) => Promise<string | undefined>;
	readonly forgetCheckpoints: (keys: readonly string[]) => Promise<void>;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	readonly pace: () => BacklogPace;
	/** Beside each file, or page of rows: our calls are remembered. */
	readonly called: () => Promise<void>;
	readonly onProgress: (progress: BackfillProgress) => void;
}

/** Files after which there is nothing more to read of them. */
const DONE_WITH: readonly CounterName[] = [
	"salesforce_receiver_files_read",
	"salesforce_receiver_files_lost",
];

/** Rejects with the reason of `signals.stop` when that aborts; what can't be read is in the report. */
export async function runBackfill(
	{ range }: BackfillRequest,
	options: BackfillOptions,
	signals: PartSignals,
): Promise<BackfillReport> {
	const { receiver, plans, client, clock, telemetry } = options;
	const checkpointPrefix = `${options.prefix}backfill:${backfillName(range)}:`;
	const run = `backfill ${clock.now()}`;
	const length = range.until - range.from;
	const failures: BackfillFailure[] = [];
	const finished: string[] = [];
	const parts: PartProgress[] = plans.map((plan) => ({
		name: plan.name,
		unit: plan.kind === "event_log_file" ? "files" : "ms",
		done: 0,
		total: plan.kind === "event_log_file" ? 0 : length,
	}));
	let records = 0;
	let waits = false;
	const progress = () => ({ receiver, parts: [...parts], records, waits });
	const rest = createRest({
		pace: options.pace,
		recheck: (signal) => client.readLimits(signal),
		onWait(now) {
			waits = now;
			options.onProgress(progress());
		},
		clock,
		logger: telemetry.logger,
	});
	/** Whether a call was made since the last rest: most batches are a part of a file. */
	let called = false;

	function set(index: number, change: Partial<PartProgress>): void {
		parts[index] = { ...(parts[index] as PartProgress), ...change };
		options.onProgress(progress());
	}

	function failed(plan: SourcePlan, message: string, cure?: string): void {
		failures.push({ receiver, name: plan.name, message, cure });
		telemetry.logger.error("A part of the backfill could not be read", {
			stream: plan.name,
			error: message,
			...(cure === undefined ? {} : { cure }),
		});
	}

	/** Before anything is read, so that the progress does not go backwards. */
	async function size(plan: LogFilePlan): Promise<FileCount> {
		const named = plan.members.flatMap(({ eventTypes }) => eventTypes);
		const others = plan.members.find((member) => member.others)?.others;
		const meant = lowerCase(named);
		const except = lowerCase(others?.except ?? []);
		return countFiles(
			client,
			{
				eventTypes: others === undefined ? named : undefined,
				interval: plan.interval,
				range,
				isMeant(eventType) {
					const name = eventType.toLowerCase();
					return meant.has(name) || (others !== undefined && !except.has(name));
				},
				stored: (eventType, interval) =>
					options.checkpoints(
						`${checkpointPrefix}event_log_file:${interval}:${eventType}`,
					),
			},
			signals.stop,
		);
	}

	for (const [index, plan] of plans.entries()) {
		if (plan.kind !== "event_log_file") continue;
		try {
			set(index, await size(plan));
		} catch (error) {
			signals.stop.throwIfAborted();
			// Reading it meets the same trouble, and decides.
			telemetry.logger.debug("The files of a backfill could not be counted", {
				error: error instanceof Error ? error.message : String(error),
			});
		}
	}

	for (const [index, plan] of plans.entries()) {
		const counting = counted(telemetry, (name, value) => {
			if (!DONE_WITH.includes(name)) return;
			called = true;
			const { done, total } = parts[index] as PartProgress;
			// A file that came meanwhile, or is read again, is one more.
			set(index, {
				done: done + value,
				total: Math.max(total, done + value),
			});
		});
		// Its listing, or its description.
		called = true;
		const end = await readPart(
			{
				opened: options.open(plan, counting),
				checkpointPrefix,
				run,
				consumer: options.consumer,
				checkpoints: options.checkpoints,
				clock,
				async rest(signal) {
					if (!called) return;
					called = false;
					await options.called();
					await rest(signal);
				},
				serverNow: client.serverNow,
				onBatch(count, states) {
					records += count;
					if (plan.kind !== "event_log_file") called = true;
					const [state] = states.values();
					set(
						index,
						plan.kind === "event_log_file"
							? {}
							: { done: readOfObject(state, range) },
					);
				},
			},
			signals,
		);
		if (end.kind === "failed") {
			failed(plan, end.message, end.cure);
			continue;
		}
		finished.push(...end.keys);
		const { total } = parts[index] as PartProgress;
		set(index, { done: total });
	}
	// Not before all is read: a part that is done would be read again after a stop.
	if (failures.length === 0) await options.forgetCheckpoints(finished);
	return { ...progress(), failures };
}

function lowerCase(names: readonly string[]): ReadonlySet<string> {
	return new Set(names.map((name) => name.toLowerCase()));
}

/**
 * The same telemetry, listened to; but for what says how far a stream is: a past range
 * tells nothing of that.
 */
function counted(
	telemetry: Telemetry,
	listen: (name: CounterName, value: number) => void,
): Telemetry {
	return {
		...telemetry,
		count(name, value, attributes) {
			telemetry.count(name, value, attributes);
			listen(name, value);
		},
		gauge() {},
		age() {},
		component: (kind, id) => counted(telemetry.component(kind, id), listen),
		stream: (name) => counted(telemetry.stream(name), listen),
	};
}
