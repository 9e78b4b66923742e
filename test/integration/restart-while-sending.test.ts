// A real process that is stopped while requests are on their way, and started again.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { logRecords } from "../unit/exporters/log-records.ts";
import { temporaryDirectory } from "../unit/extensions/file-storage/state-directories.ts";
import { startBackend, taken } from "./support/otlp-backend.ts";

const ALL = logRecords(30)
	.map((record) => String(record.attributes["log.record.uid"]))
	.toSorted();

function start(directory: string, endpoint: string) {
	return spawn(
		process.execPath,
		[
			"--disable-warning=ExperimentalWarning",
			`${import.meta.dirname}/support/sending-process.ts`,
			directory,
			endpoint,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
}

test.each([
	["SIGKILL", "kill -9"],
	["SIGTERM", "a clean stop"],
] as const)(
	"%s: after %s only what was in flight is sent again",
	async (signal, _) => {
		const directory = temporaryDirectory();
		await using backend = await startBackend();
		for (const answered of [7, 0]) {
			const before = backend.requests.length;
			// Three consumers: when three hang, what was answered before is settled.
			backend.answer((_, index) =>
				index < before + answered ? { status: 200 } : undefined,
			);
			const child = start(directory, backend.url);
			const exited = once(child, "exit");
			await backend.until(
				() => backend.requests.length === before + answered + 3,
			);
			child.kill(signal);
			await exited;
		}
		expect(backend.records).toHaveLength(7);

		backend.answer(taken);
		const child = start(directory, backend.url);
		await once(child.stdout, "data");
		child.kill("SIGKILL");
		await once(child, "exit");

		// Nothing that was answered came a second time, and nothing is missing.
		expect([...backend.uids.keys()].toSorted()).toEqual(ALL);
		expect(new Set(backend.uids.values())).toEqual(new Set([1]));
	},
	60_000,
);
