// The `file` exporter: requests to a file of OTLP JSON lines, for archives and for
// sites without a network; `convert --from otlp_json` sends such files on. A request
// counts as delivered when the disk has it.

import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { FileExporterConfig } from "../../config/schema/file-exporter.ts";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Exporter } from "../../pipeline/exporter.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createOtlpEncoder } from "../otlp/encoder.ts";
import { createArchiveFile } from "./archive-file.ts";
import { gzipFraming, plainFraming } from "./framing.ts";
import { FILE_MODE, OPEN_FLAGS } from "./open-archive.ts";

const DIRECTORY_MODE = 0o700;

/** Two exporters with one file would take each other's lines out. */
const inUse = new Set<string>();

/**
 * Throws when the file can't be written, so that the start fails and not the first
 * request. `telemetry` is already marked with the component.
 */
export function createFileExporter(
	id: string,
	config: FileExporterConfig,
	telemetry: Telemetry,
	clock: Clock = systemClock,
): Exporter {
	const path = resolve(config.path);
	if (inUse.has(path)) {
		throw new Error(
			`path: another exporter writes to ${path} already; each needs a file of its own`,
		);
	}
	prepare(path, config.create_directory);
	inUse.add(path);
	const framing = config.compression === "gzip" ? gzipFraming : plainFraming;
	const file = createArchiveFile({
		path,
		framing,
		rotation: config.rotation,
		clock,
		logger: telemetry.logger,
	});
	const { batch } = config.sending_queue;

	return {
		id,
		encoder: createOtlpEncoder({
			encoding: "json",
			compression: config.compression,
			maxSize: batch.max_size,
			sizer: batch.sizer,
		}),

		async send(request, signal) {
			signal.throwIfAborted();
			let body: Uint8Array;
			try {
				body = await framing.body(request);
			} catch (error) {
				return {
					kind: "permanent",
					message: `the stored request can't be decompressed: ${(error as Error).message}`,
				};
			}
			try {
				await file.append(body);
				return { kind: "accepted" };
			} catch (error) {
				return {
					kind: "retry",
					message: `can't write to ${path}: ${explain(error)}`,
				};
			}
		},

		async shutdown() {
			await file.close();
			inUse.delete(path);
		},
	};
}

function prepare(path: string, createDirectory: boolean): void {
	const directory = dirname(path);
	if (createDirectory) {
		mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
	} else if (statSync(directory, { throwIfNoEntry: false }) === undefined) {
		throw new Error(
			`path: the directory ${directory} does not exist; make it, or set create_directory: true`,
		);
	}
	// Not opened at all: a pipe or a device would answer in its own way.
	const there = statSync(path, { throwIfNoEntry: false });
	if (there !== undefined && !there.isFile()) {
		throw new Error(`path: ${path} is not a regular file`);
	}
	try {
		closeSync(openSync(path, OPEN_FLAGS, FILE_MODE));
	} catch (error) {
		throw new Error(`path: can't write to ${path}: ${explain(error)}`, {
			cause: error,
		});
	}
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
	ENOSPC: "no space is left on its disk",
	EDQUOT: "the disk quota is used up",
	EFBIG: "it has reached the largest size that is allowed",
	EROFS: "its file system is read-only",
	EACCES: "permission denied",
	EPERM: "the operation is not permitted",
	ENOENT: "its directory is gone",
	ENOTDIR: "a part of its path is not a directory",
	EIO: "the disk reports an error",
	EMFILE: "too many files are open",
};

function explain(error: unknown): string {
	const { code, message } = error as NodeJS.ErrnoException;
	const explanation = code === undefined ? undefined : EXPLANATIONS[code];
	return explanation === undefined ? message : `${explanation} (${code})`;
}
