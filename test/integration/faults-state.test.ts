// The state file is damaged. Invariants: it is kept as evidence and told of once;
// everything goes on by itself, from the last good copy of the checkpoints or from
// initial_lookback; every event arrives at both backends, and what comes twice has the
// uid that it had before.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { createChanges } from "./support/changes.ts";
import { startBackend, taken } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import { startProduct } from "./support/product-process.ts";
import {
	type RunningService,
	startService,
} from "./support/running-service.ts";
import { publishedUids, startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const EXPORTER = { sending_queue: { batch: { max_size: 20_000 } } };

/** All at once: a running process that has found one of them damaged may move or remove the others. */
function spoil(files: readonly string[], from: number): void {
	const contents = files.map((file) => readFileSync(file).fill(0xa5, from));
	for (const [n, file] of files.entries())
		writeFileSync(file, contents[n] as Buffer);
}

const evidence = (directory: string) =>
	readdirSync(directory).filter((name) => /^state\.db\.corrupt-/.test(name));

const told = ({ log }: RunningService) =>
	log.filter(({ level }) => level === "error").map(({ msg }) => msg);

describe.concurrent("a state file that was damaged while nothing ran", () => {
	test.for([
		["from the copy of the checkpoints", true, /go on from the copy/],
		["from initial_lookback without one", false, /initial_lookback/],
	] as const)(
		"is kept, and the streams go on %s: nothing is lost",
		async ([, copy, message], { expect }) => {
			using directory = temporaryDirectory();
			const changes = createChanges();
			await using org = await startOrg({ rows_per_hour: 60 });
			await using healthy = await startBackend(taken, { changes });
			// What is queued for it is lost with the file.
			await using down = await startBackend(() => ({ status: 503 }), {
				changes,
			});
			const start = () =>
				startService({
					orgs: { a: org },
					exporters: {
						"otlp_http/healthy": { endpoint: healthy.url, ...EXPORTER },
						"otlp_http/down": { endpoint: down.url, ...EXPORTER },
					},
					directory: directory.path,
					changes,
				});
			{
				await using service = await start();
				const all = publishedUids(org).size;
				await healthy.until(() => healthy.uids.size === all);
				await service.stop();
			}
			spoil([join(directory.path, "state.db")], 100);
			if (!copy) rmSync(join(directory.path, "checkpoints.json"));
			org.advance(2 * 3_600_000);
			down.answer(taken);

			const expected = publishedUids(org);
			await using again = await start();
			await healthy.until(() => healthy.uids.size === expected.size);
			await down.until(() => down.uids.size === expected.size);
			await again.stop();
			expect(new Set(healthy.uids.keys())).toEqual(expected);
			expect(new Set(down.uids.keys())).toEqual(expected);
			expect(down.records).toHaveLength(expected.size);
			expect(told(again)).toEqual([expect.stringMatching(message)]);
			expect(told(again)[0]).toContain("log.record.uid");
			expect(evidence(directory.path)).toHaveLength(1);

			await using once = await start();
			await once.until(() => once.waits.length > 0);
			await once.stop();
			expect(told(once)).toEqual([]);
			expect(healthy.uids.size).toBe(expected.size);
		},
	);
});

test.concurrent("a state file that is damaged under a running process: it starts again by itself, and loses nothing", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg({ rows_per_hour: 2_000 });
	await using backend = await startBackend(() => ({ status: 503 }));
	const config = writeConfig(directory.path, org, {
		otlp_http: {
			endpoint: backend.url,
			compression: "none",
			sending_queue: { num_consumers: 1, batch: { max_size: 200_000 } },
		},
	});
	const state = join(directory.path, "state");
	await using product = startProduct(["--config", config]);
	const filesRead = () =>
		product.stderr.split("Read an event log file").length - 1;
	await product.until(() => filesRead() === org.ledger().length);
	// More lies in the queue than SQLite keeps in memory.
	spoil(
		["state.db", "state.db-wal"].map((part) => join(state, part)),
		8_192,
	);
	backend.answer(taken);
	const expected = publishedUids(org);
	await backend.until(() => backend.uids.size >= expected.size);
	expect(new Set(backend.uids.keys())).toEqual(expected);
	expect(product.stderr).toContain("starts again with a new state file");
	expect(evidence(state).length).toBeGreaterThan(0);
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 0, signal: null });
});
