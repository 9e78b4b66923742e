// Which state directory a command works on, and what it says when it may not.
// Invariant: a command that changes something holds the directory's lock.

import { resolve } from "node:path";
import { fileStorageOf } from "../../config/schema/config.ts";
import { lockHolder } from "../../extensions/file-storage/directory-lock.ts";
import { openFileStorage } from "../../extensions/file-storage/open-file-storage.ts";
import {
	hasState,
	openStateReader,
	type StateReader,
} from "../../extensions/file-storage/state-reader.ts";
import { StorageError } from "../../extensions/file-storage/storage-error.ts";
import { systemClock } from "../../pipeline/clock.ts";
import type { Storage } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createTelemetry } from "../../service/telemetry/create-telemetry.ts";
import { EXIT_FAILED, EXIT_USAGE } from "../exit-codes.ts";
import { readConfig } from "../read-config.ts";

export interface StateOptions {
	readonly config: readonly string[];
	readonly directory?: string;
}

export interface StateLocation {
	/** Absolute. */
	readonly directory: string;
	/** Ids, when there is a configuration. */
	readonly exporters?: readonly string[] | undefined;
}

/** Ends a command: what is wrong, and the exit code. */
export class CommandFailure extends Error {
	readonly exitCode: number;

	constructor(message: string, exitCode: number = EXIT_FAILED) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** Undefined when the configuration is unusable; the reasons are on stderr then. */
async function locate({
	config,
	directory,
}: StateOptions): Promise<StateLocation | undefined> {
	if (directory !== undefined && config.length === 0) {
		return { directory: resolve(directory) };
	}
	const read = await readConfig(config);
	if (read === undefined) return undefined;
	return {
		directory: resolve(directory ?? fileStorageOf(read).directory),
		exporters: Object.keys(read.exporters),
	};
}

/** Runs a command and gives its exit code; failures are told on stderr. */
export async function inState(
	options: StateOptions,
	command: (location: StateLocation) => Promise<void> | void,
): Promise<number> {
	let location: StateLocation | undefined;
	try {
		location = await locate(options);
		if (location === undefined) return EXIT_USAGE;
		await command(location);
		return 0;
	} catch (error) {
		if (error instanceof CommandFailure) {
			console.error(error.message);
			return error.exitCode;
		}
		if (!(error instanceof StorageError)) throw error;
		console.error(
			error.code === "in_use" && location !== undefined
				? refusal(location.directory)
				: error.message,
		);
		return EXIT_FAILED;
	}
}

function refusal(directory: string): string {
	const pid = lockHolder(directory);
	const holder = pid === undefined ? "another process" : `process ${pid}`;
	return `nothing was changed: the state directory ${directory} is in use by ${holder}. Stop it first, then run this again ("state show", "state export", "state dead-letters list" and "show" work beside it)`;
}

export async function reading<T>(
	{ directory }: StateLocation,
	work: (reader: StateReader) => Promise<T> | T,
): Promise<T> {
	const reader = openStateReader(directory);
	try {
		return await work(reader);
	} finally {
		reader.close();
	}
}

/** Fails when there is no state, rather than making some. */
export function requireState({ directory }: StateLocation): void {
	if (!hasState(directory)) {
		throw new CommandFailure(`there is no state in ${directory}`);
	}
}

export async function changing<T>(
	location: StateLocation,
	work: (storage: Storage) => Promise<T>,
): Promise<T> {
	requireState(location);
	const storage = await openFileStorage({
		directory: location.directory,
		telemetry: commandTelemetry(),
	});
	try {
		return await work(storage);
	} finally {
		await storage.close();
	}
}

/** What the storage has to say goes to stderr. */
export function commandTelemetry(): Telemetry {
	return createTelemetry({
		level: "warn",
		encoding: "console",
		write: (text) => process.stderr.write(text),
		clock: systemClock,
	}).component("extension", "file_storage");
}

/** Refuses what can't be undone unless `--yes` was given. */
export function requireYes(yes: boolean | undefined, what: string): void {
	if (yes) return;
	throw new CommandFailure(
		`${what}\nnothing was changed: add --yes to go on`,
		EXIT_USAGE,
	);
}
