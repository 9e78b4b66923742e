// `convert`: downloaded event log files and rows of objects into OTLP, without an org,
// by the code that the receiver runs; or files of OTLP JSON lines on to where they were meant to go. A
// file that can't be read does not keep the others back.

import { convertFile, type FileCounts } from "./convert/convert-file.ts";
import { convertOtlpFile } from "./convert/convert-otlp-file.ts";
import { createOutput, FORMATS, isFormat } from "./convert/create-output.ts";
import { inputSize } from "./convert/open-input.ts";
import { createProgress } from "./convert/progress.ts";
import { formatSummary } from "./convert/summary.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";

const SOURCES = ["csv", "otlp_json"] as const;
type SourceFormat = (typeof SOURCES)[number];

export interface ConvertOptions {
	readonly from: string;
	readonly to: string;
	readonly endpoint?: string;
	readonly header: readonly string[];
	readonly output?: string;
	readonly instanceUrl?: string;
	readonly organizationId?: string;
	readonly includeOriginal?: boolean;
}

export async function convert(
	files: readonly string[],
	options: ConvertOptions,
): Promise<number> {
	const { from } = options;
	if (!isSourceFormat(from)) {
		console.error(`--from ${from}: expected one of ${SOURCES.join(", ")}`);
		return EXIT_USAGE;
	}
	if (
		from === "otlp_json" &&
		(options.instanceUrl || options.organizationId || options.includeOriginal)
	) {
		console.error(
			"--instance-url, --organization-id and --include-original are for event log files and rows of objects: OTLP records are passed on as they are",
		);
		return EXIT_USAGE;
	}
	if (!isFormat(options.to)) {
		console.error(`--to ${options.to}: expected one of ${FORMATS.join(", ")}`);
		return EXIT_USAGE;
	}
	const output = createOutput({ ...options, to: options.to });
	if (typeof output === "string") {
		console.error(output);
		return EXIT_USAGE;
	}
	const started = performance.now();
	const progress = createProgress(files.map(inputSize));
	const counts: FileCounts[] = [];
	try {
		for (const file of files) {
			const { write } = output;
			const onRead = progress.advance;
			counts.push(
				from === "otlp_json"
					? await convertOtlpFile(file, { write, onRead })
					: await convertFile(file, {
							instanceUrl: options.instanceUrl,
							organizationId: options.organizationId,
							includeOriginal: options.includeOriginal ?? false,
							write,
							onRead,
						}),
			);
			if (output.failure() !== undefined) break;
		}
		await output.close();
	} finally {
		progress.stop();
	}
	const seconds = (performance.now() - started) / 1000;
	const unit = from === "csv" ? "row" : "line";
	console.error(formatSummary(counts, output.undelivered(), seconds, unit));
	// Whoever reads our output has seen enough, as in `convert ... | head`.
	const failure = output.failure();
	if (failure?.code === "EPIPE") return EXIT_OK;
	if (failure !== undefined) {
		console.error(`${outputName(options)}: ${failure.message}`);
	}
	const lost = counts.some(
		(file) => file.rowsSetAside > 0 || file.failure !== undefined,
	);
	return failure !== undefined || output.undelivered() > 0 || lost
		? EXIT_FAILED
		: EXIT_OK;
}

function isSourceFormat(name: string): name is SourceFormat {
	return (SOURCES as readonly string[]).includes(name);
}

function outputName({ endpoint, output }: ConvertOptions): string {
	return endpoint ?? output ?? "standard output";
}
