// kill -9 at the worst moments. Invariant: every row of the org arrives, a row that
// comes twice is known by its uid, and no file is read again from its beginning.

import { describe, test } from "vitest";
import { createChanges } from "./support/changes.ts";
import {
	type OtlpBackend,
	startBackend,
	taken,
} from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import {
	type ProductProcess,
	startProduct,
} from "./support/product-process.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startOrg,
} from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** Processes that start side by side, each several times. */
const TIMEOUT_MS = 120_000;
/** More than one batch. */
const ROWS_A_FILE = 2_200;
const FILES = 2;
const MAX_REQUEST_BYTES = 200_000;
/** No Login record is smaller. */
const MIN_RECORD_BYTES = 500;

/** A queue so short that the receiver is never more than a batch ahead. */
const TIGHT_QUEUE = {
	num_consumers: 1,
	queue_size: 2,
	batch: { max_size: MAX_REQUEST_BYTES, sizer: "bytes" },
};

interface Scene {
	readonly org: SimulatedOrg;
	readonly backend: OtlpBackend;
}

/** Resolves at the moment of the kill; nothing can go on before it. */
type Moment = (scene: Scene) => Promise<unknown>;

const MOMENTS: readonly (readonly [name: string, moment: Moment])[] = [
	["in the middle of the first file's download", stalled(0)],
	["in the middle of the second file's download", stalled(1)],
	["when the first request is at the backend, unanswered", unanswered(0)],
	["when a request in mid-file is at the backend, unanswered", unanswered(5)],
	[
		"when a request of the second file is at the backend, unanswered",
		unanswered(16),
	],
];

function stalled(file: number): Moment {
	return async ({ org, backend }) => {
		org.intervene({
			on: { endpoint: "log_file" },
			after: file,
			effect: { kind: "stall", afterBytes: 100_000 },
		});
		await org.requested({ endpoint: "log_file" }, { count: file + 1 });
		await backend.until(() => backend.records.length === file * ROWS_A_FILE);
	};
}

function unanswered(index: number): Moment {
	return ({ backend }) => {
		backend.answer((_, at) => (at < index ? { status: 200 } : undefined));
		return backend.until(() => backend.requests.length > index);
	};
}

describe.concurrent("kill -9", { timeout: TIMEOUT_MS }, () => {
	test.for(MOMENTS)("%s loses nothing", async ([, moment], { expect }) => {
		using directory = temporaryDirectory();
		await using org = await startOrg({
			hours: FILES,
			rows_per_hour: ROWS_A_FILE,
		});
		await using backend = await startBackend(taken, {
			changes: createChanges(TIMEOUT_MS),
		});
		const config = writeConfig(directory.path, org, {
			otlp_http: {
				endpoint: backend.url,
				sending_queue: TIGHT_QUEUE,
			},
		});
		const start = () => startProduct(["--config", config]);
		const expected = publishedUids(org);

		await using victim = start();
		await moment({ org, backend });
		victim.kill("SIGKILL");
		expect(await victim.exited).toEqual({ code: null, signal: "SIGKILL" });
		const before = backend.uids.size;
		expect(before, "the kill came too late").toBeLessThan(expected.size);

		backend.answer(taken);
		await using survivor = start();
		await backend.until(() => backend.uids.size >= expected.size);
		await survivor.until(() => readFiles(survivor).length > 0);
		survivor.kill("SIGTERM");
		expect(await survivor.exited).toEqual({ code: 0, signal: null });

		expect(new Set(backend.uids.keys())).toEqual(expected);
		// At most the one request that was on its way came twice.
		const repeated = backend.records.length - expected.size;
		expect(repeated).toBeLessThan(MAX_REQUEST_BYTES / MIN_RECORD_BYTES);
		// What was stored before was not read again.
		expect(accepted(survivor)).toBeLessThanOrEqual(expected.size - before);
		expect(readFiles(survivor).at(-1)?.rows).toBe(
			org.ledger().at(-1)?.rowCount,
		);
	});

	test("again and again, at every second request, still ends with every row", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		await using org = await startOrg({ rows_per_hour: 800 });
		await using backend = await startBackend(taken, {
			changes: createChanges(TIMEOUT_MS),
		});
		const config = writeConfig(directory.path, org, {
			otlp_http: {
				endpoint: backend.url,
				sending_queue: { num_consumers: 1, batch: { max_size: 500_000 } },
			},
		});
		const expected = publishedUids(org);
		for (let kills = 0; kills < 5; kills++) {
			await using victim = startProduct(["--config", config]);
			const seen = backend.requests.length;
			await backend.until(
				() =>
					backend.requests.length >= seen + 2 ||
					backend.uids.size === expected.size,
			);
			victim.kill("SIGKILL");
			await victim.exited;
		}
		await using _survivor = startProduct(["--config", config]);
		await backend.until(() => backend.uids.size >= expected.size);
		expect(new Set(backend.uids.keys())).toEqual(expected);
	});
});

/** The `fields` of "Read an event log file". */
function readFiles({ stderr }: ProductProcess): { rows: number }[] {
	return stderr
		.split("\n")
		.filter((line) => line.includes("Read an event log file"))
		.map((line) => JSON.parse(line.slice(line.indexOf("{"))));
}

function accepted({ stderr }: ProductProcess): number {
	return Number(/"records_accepted":(\d+)/.exec(stderr)?.[1]);
}
