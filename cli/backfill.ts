// `backfill`: reads a past range through the queue and the deduplication that the
// service has. A service that runs with the same state directory does the work itself,
// since that directory belongs to one process; without one this process does it.

import { resolve } from "node:path";
import { fileStorageOf } from "../config/schema/config.ts";
import { askControl } from "../extensions/control-socket/ask.ts";
import { StorageError } from "../extensions/file-storage/storage-error.ts";
import { systemClock } from "../pipeline/clock.ts";
import type {
	BackfillReport,
	BackfillRequest,
} from "../receiver/backfill/backfill.ts";
import type { BackfillTold } from "../service/backfill.ts";
import { createService } from "../service/create-service.ts";
import { listenForShutdown } from "../service/shutdown-signals.ts";
import { createTelemetry } from "../service/telemetry/create-telemetry.ts";
import {
	type BackfillDisplay,
	createBackfillDisplay,
} from "./backfill/progress.ts";
import { parseRequest, type RangeOptions } from "./backfill/request.ts";
import { colorOf } from "./color.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import { readConfig } from "./read-config.ts";

export interface BackfillOptions extends RangeOptions {
	readonly config: readonly string[];
}

/** What came of it. */
type End =
	| { readonly kind: "read"; readonly reports: readonly BackfillReport[] }
	| { readonly kind: "stopped"; readonly why: string }
	| { readonly kind: "refused"; readonly message: string };

const GO_ON = "The same command goes on from where it was.";

export async function backfill(options: BackfillOptions): Promise<number> {
	const request = parseRequest(options, systemClock.now());
	if (typeof request === "string") {
		console.error(request);
		return EXIT_USAGE;
	}
	const config = await readConfig(options.config);
	if (config === undefined) return EXIT_USAGE;
	const storage = fileStorageOf(config);

	const signals = listenForShutdown((code) => process.exit(code));
	const stop = new AbortController();
	void signals.received.then(() => stop.abort());
	const display = createBackfillDisplay(process.stderr, console.error);
	let end: End;
	try {
		end =
			(await inService(resolve(storage.directory), request, display, stop)) ??
			(await here(config, request, display, stop.signal));
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
		end = {
			kind: "refused",
			message:
				error.code === "in_use"
					? `${error.message}. It does not listen to commands yet or any more: try again in a moment`
					: error.message,
		};
	} finally {
		display.stop();
		signals.release();
	}
	return tell(end);
}

/** Undefined when no service runs with the directory. */
async function inService(
	directory: string,
	request: BackfillRequest,
	display: BackfillDisplay,
	stop: AbortController,
): Promise<End | undefined> {
	const answer = await askControl(
		directory,
		{ backfill: request },
		(progress) => display.update(progress as BackfillTold),
		stop.signal,
	);
	switch (answer?.kind) {
		case undefined:
			return undefined;
		case "result":
			return { kind: "read", reports: answer.result as BackfillReport[] };
		case "refused":
			return answer;
		case "stopped":
			return {
				kind: "stopped",
				why:
					answer.by === "asked"
						? "Stopped."
						: "The service stops, and the backfill with it.",
			};
		case "gone":
			return {
				kind: "stopped",
				why: "The service has gone, and the backfill with it.",
			};
	}
}

async function here(
	config: Parameters<typeof createService>[0]["config"],
	request: BackfillRequest,
	display: BackfillDisplay,
	stop: AbortSignal,
): Promise<End> {
	const service = await createService({
		config,
		telemetry: createTelemetry({
			// The progress is told by the display.
			level: "warn",
			encoding: config.service.telemetry.logs.encoding,
			write: (text) => process.stderr.write(text),
			clock: systemClock,
		}),
		clock: systemClock,
		print: {
			write: (text) => process.stdout.write(text),
			color: colorOf(process.stdout),
		},
	});
	try {
		const reports = await service.backfill(request, display.update, stop);
		display.update(reports);
		await service.drained(stop).catch((error) => {
			if (!stop.aborted) throw error;
			console.error(
				"Stopped before the backends had everything: what is queued is sent by the service when it runs.",
			);
		});
		return { kind: "read", reports };
	} catch (error) {
		if (stop.aborted) return { kind: "stopped", why: "Stopped." };
		const message = error instanceof Error ? error.message : String(error);
		return { kind: "refused", message };
	} finally {
		await service.shutdown();
	}
}

function tell(end: End): number {
	if (end.kind === "refused") {
		console.error(end.message);
		return EXIT_FAILED;
	}
	if (end.kind === "stopped") {
		console.error(`${end.why} ${GO_ON}`);
		return EXIT_FAILED;
	}
	const { reports } = end;
	const records = reports.reduce((sum, report) => sum + report.records, 0);
	const failures = reports.flatMap((report) => report.failures);
	console.log(
		`${records} records were read${failures.length === 0 ? "" : ", but not all there are"}; of these, what had been delivered lately is not sent again`,
	);
	for (const { receiver, name, message, cure } of failures) {
		console.error(
			`not read of ${receiver}, ${name}: ${message}${cure === undefined ? "" : ` ${cure}`}`,
		);
	}
	if (failures.length > 0) console.error(GO_ON);
	return failures.length > 0 ? EXIT_FAILED : EXIT_OK;
}
