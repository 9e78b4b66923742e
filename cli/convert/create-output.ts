// Where `convert` writes: text lines or OTLP to a file or standard output, or OTLP
// straight to a backend.

import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { formatRecordLine } from "../../exporters/debug/record-line.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { colorOf } from "../color.ts";
import { createBackendOutput } from "./backend-output.ts";
import { createOtlpLines } from "./otlp-lines.ts";

export const FORMATS = ["text", "otlp_json", "otlp_proto"] as const;
export type Format = (typeof FORMATS)[number];

export function isFormat(name: string): name is Format {
	return (FORMATS as readonly string[]).includes(name);
}

export interface Output {
	/** Resolves when the records are safe there; false when the output has failed and takes no more. */
	write(records: readonly LogRecord[]): Promise<boolean>;
	/** Never rejects: what goes wrong is the failure. */
	close(): Promise<void>;
	/** Records that the backend refused for good. */
	undelivered(): number;
	/** Why it takes no more; the code is EPIPE when our reader has gone. */
	failure(): NodeJS.ErrnoException | undefined;
}

export interface OutputOptions {
	readonly to: Format;
	readonly endpoint?: string | undefined;
	readonly header: readonly string[];
	readonly output?: string | undefined;
}

/** Gives a message when the options can't work. */
export function createOutput(options: OutputOptions): Output | string {
	if (options.endpoint !== undefined) {
		if (options.output !== undefined) {
			return "--endpoint and --output exclude each other";
		}
		return createBackendOutput({ ...options, endpoint: options.endpoint });
	}
	return createStreamOutput(
		options.output === undefined
			? process.stdout
			: createWriteStream(options.output),
		encoderOf(options),
	);
}

/** Bytes for records; the empty chunk is never written. */
type Encode = (records: readonly LogRecord[]) => Promise<readonly Uint8Array[]>;

function encoderOf({ to, output }: OutputOptions): Encode {
	if (to !== "text") return createOtlpLines(to);
	const color = output === undefined && colorOf(process.stdout);
	return async (records) => [
		Buffer.from(
			records
				.map((record) => `${formatRecordLine(record, { color })}\n`)
				.join(""),
		),
	];
}

function createStreamOutput(stream: Writable, encode: Encode): Output {
	let failure: NodeJS.ErrnoException | undefined;
	stream.on("error", (error) => {
		failure ??= error;
	});

	/** Resolves either way: a failure is remembered above. */
	function written(bytes: Uint8Array): Promise<void> {
		return new Promise((resolve) => {
			stream.write(bytes, (error) => {
				failure ??= error ?? undefined;
				resolve();
			});
		});
	}

	return {
		async write(records) {
			for (const bytes of await encode(records)) {
				if (failure !== undefined) return false;
				await written(bytes);
			}
			return failure === undefined;
		},
		async close() {
			// Standard output stays open; it isn't ours.
			if (stream === process.stdout) return;
			stream.end();
			await finished(stream).catch((error) => {
				failure ??= error;
			});
		},
		undelivered: () => 0,
		failure: () => failure,
	};
}
