// `convert`: downloaded event log files into OTLP, without an org, by the code that
// the receiver runs. A file that can't be read does not keep the others back.

import { convertFile, type FileCounts } from "./convert/convert-file.ts";
import { createOutput, FORMATS, isFormat } from "./convert/create-output.ts";
import { inputSize } from "./convert/open-input.ts";
import { createProgress } from "./convert/progress.ts";
import { formatSummary } from "./convert/summary.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";

export interface ConvertOptions {
	readonly to: string;
	readonly endpoint?: string;
	readonly header: readonly string[];
	readonly output?: string;
	readonly instanceUrl?: string;
	readonly includeOriginal?: boolean;
}

export async function convert(
	files: readonly string[],
	options: ConvertOptions,
): Promise<number> {
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
	const failures: string[] = [];
	try {
		for (const file of files) {
			try {
				counts.push(
					await convertFile(file, {
						instanceUrl: options.instanceUrl,
						includeOriginal: options.includeOriginal ?? false,
						write: output.write,
						onRead: progress.advance,
					}),
				);
			} catch (error) {
				// Whoever reads our output has seen enough, as in `convert ... | head`.
				if (output.closed()) break;
				failures.push(`${file}: ${(error as Error).message}`);
			}
		}
		await output.close();
	} finally {
		progress.stop();
	}
	const seconds = (performance.now() - started) / 1000;
	for (const failure of failures) console.error(failure);
	console.error(formatSummary(counts, output.undelivered(), seconds));
	const lost =
		output.undelivered() > 0 || counts.some((file) => file.rowsSetAside > 0);
	return failures.length > 0 || lost ? EXIT_FAILED : EXIT_OK;
}
