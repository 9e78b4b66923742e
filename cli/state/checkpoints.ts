// `state set-checkpoint`, `reset`, `export` and `import`: where streams go on.
// Invariant: a value that its source can't read is never stored.

import { readFileSync, writeFileSync } from "node:fs";
import {
	type CheckpointEditor,
	openCheckpointEditor,
} from "../../extensions/file-storage/checkpoint-editor.ts";
import {
	type CheckpointCopy,
	parseCopy,
} from "../../extensions/file-storage/recovery-copy.ts";
import { systemClock } from "../../pipeline/clock.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { plural } from "./format.ts";
import {
	CommandFailure,
	commandTelemetry,
	inState,
	reading,
	requireState,
	requireYes,
	type StateLocation,
	type StateOptions,
} from "./state-location.ts";
import {
	belongingTo,
	checkpointAt,
	deliveredScope,
	parseCalls,
	parseKey,
	positionOf,
	type StreamKey,
} from "./stream-checkpoint.ts";

export interface SetOptions extends StateOptions {
	readonly file?: string;
	readonly redeliver?: boolean;
}

export interface ResetOptions extends StateOptions {
	readonly redeliver?: boolean;
	readonly yes?: boolean;
}

export interface ExportOptions extends StateOptions {
	readonly output?: string;
}

export interface ImportOptions extends StateOptions {
	readonly yes?: boolean;
}

/** A day or a moment, in ISO 8601. */
const TIME = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;

export function setCheckpoint(
	key: string,
	given: string | undefined,
	options: SetOptions,
): Promise<number> {
	return inState(options, (location) => {
		if ((given === undefined) === (options.file === undefined)) {
			throw misuse("give the checkpoint's VALUE, or --file, one of the two");
		}
		const stream = streamOf(key);
		const value = checkpointValue(
			stream,
			given ?? readText(options.file ?? "").trim(),
		);
		editing(location, (editor) =>
			editor.change({
				set: [{ key, value }],
				remove: belongingTo(key),
				forgetDelivered: options.redeliver ? [deliveredScope(stream)] : [],
			}),
		);
		console.log(`${key} is set`);
	});
}

export function reset(
	keys: readonly string[],
	options: ResetOptions,
): Promise<number> {
	return inState(options, (location) => {
		requireState(location);
		editing(location, (editor) => {
			const known = editor.keys();
			const unknown = keys.filter((key) => !known.includes(key));
			if (unknown.length > 0) {
				throw new CommandFailure(
					`nothing was changed: there is no checkpoint ${unknown.join(", ")}; there are:\n${known.join("\n")}`,
				);
			}
			const removed = keys.length > 0 ? keys : known;
			if (keys.length === 0) {
				requireYes(
					options.yes,
					`all ${plural(known.length, "checkpoint")} would be forgotten:\n${known.join("\n")}`,
				);
			}
			const streams = removed.map(parseKey).filter((key) => key !== undefined);
			editor.change({
				remove: [...removed, ...removed.flatMap(belongingTo)],
				forgetDelivered: options.redeliver ? streams.map(deliveredScope) : [],
			});
			console.log(
				`${plural(removed.length, "checkpoint")} forgotten; their streams begin again at their initial_lookback`,
			);
		});
	});
}

export function exportState(options: ExportOptions): Promise<number> {
	return inState(options, async (location) => {
		const { checkpoints, exporters } = await reading(location, (reader) =>
			reader.overview(),
		);
		const copy: CheckpointCopy = {
			v: 1,
			saved_at: new Date(systemClock.now()).toISOString(),
			checkpoints: checkpoints.map(({ key, value, updatedAt }) => ({
				key,
				value,
				updated_at: updatedAt,
			})),
		};
		const text = JSON.stringify(copy, undefined, 2);
		if (options.output === undefined) console.log(text);
		else writeText(options.output, `${text}\n`);
		console.error(
			`${plural(checkpoints.length, "checkpoint")} exported; queues, dead letters and the memory of delivered uids are not`,
		);
		for (const { id, queued, deadLetters } of exporters) {
			console.error(
				`not exported of exporter ${id}: ${plural(queued.requests, "request")} with ${plural(queued.records, "record")} to send, ${plural(deadLetters, "dead letter")}. The checkpoints are past them: let them be delivered from here`,
			);
		}
	});
}

export function importState(
	file: string,
	options: ImportOptions,
): Promise<number> {
	return inState(options, (location) => {
		const imported = readCheckpoints(file);
		editing(location, (editor) => {
			const known = new Set(editor.keys());
			const replaced = imported.filter(({ key }) => known.has(key));
			if (replaced.length > 0) {
				requireYes(
					options.yes,
					`these checkpoints are there already and would be replaced:\n${replaced.map(({ key }) => key).join("\n")}`,
				);
			}
			editor.change({ set: imported });
			console.log(`${plural(imported.length, "checkpoint")} imported`);
		});
	});
}

function editing(
	{ directory }: StateLocation,
	work: (editor: CheckpointEditor) => void,
): void {
	const { logger } = commandTelemetry();
	const editor = openCheckpointEditor({
		directory,
		logger,
		clock: systemClock,
	});
	try {
		work(editor);
	} finally {
		editor.close();
	}
}

function streamOf(key: string): StreamKey {
	const stream = parseKey(key);
	if (stream !== undefined) return stream;
	throw misuse(
		`${key} is not the key of a checkpoint: expected RECEIVER:ORG:event_log_file:hourly|daily:EVENTTYPE or RECEIVER:ORG:object:NAME, as "state export" prints them`,
	);
}

/** A time becomes a checkpoint that begins there. */
function checkpointValue(stream: StreamKey, given: string): string {
	const time = TIME.test(given) ? Date.parse(given) : Number.NaN;
	if (!Number.isNaN(time)) {
		const value = checkpointAt(stream, time);
		if (value !== undefined) return value;
	}
	const position = positionOf(stream, given);
	if (typeof position !== "string") return given;
	throw misuse(
		`that is neither a time, such as 2026-05-01T00:00:00Z, nor a checkpoint of this stream (${position})`,
	);
}

function readCheckpoints(file: string): CheckpointCopy["checkpoints"] {
	let copy: CheckpointCopy | string;
	try {
		copy = parseCopy(readText(file));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		copy = error.message;
	}
	if (typeof copy === "string") {
		throw misuse(`${file} is not what "state export" writes: ${copy}`);
	}
	for (const { key, value } of copy.checkpoints) {
		const position = problemOrPosition(key, value);
		if (typeof position === "string") {
			throw misuse(`${file}: checkpoint ${key}: ${position}`);
		}
	}
	return copy.checkpoints;
}

function problemOrPosition(key: string, value: string) {
	const calls = parseCalls(key, value);
	if (calls !== undefined) return calls;
	const stream = parseKey(key);
	return stream ? positionOf(stream, value) : "not a stream's key";
}

function readText(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw misuse(`${file}: ${(error as Error).message}`);
	}
}

function writeText(file: string, text: string): void {
	try {
		writeFileSync(file, text, { mode: 0o600 });
	} catch (error) {
		throw new CommandFailure(`${file}: ${(error as Error).message}`);
	}
}

function misuse(message: string): CommandFailure {
	return new CommandFailure(message, EXIT_USAGE);
}
