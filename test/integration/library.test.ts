// The package as a library.

import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import {
	ConfigError,
	createService,
	type LogLine,
	parseConfig,
} from "../../index.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

describe.concurrent("the library", () => {
	test("reads an org, tells its log to whoever asks, and writes to nobody's terminal", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		await using org = await startOrg();
		await using backend = await startBackend();
		const state = join(directory.path, "state");
		const { config, warnings } = parseConfig(
			org.config({
				exporters: { otlp_http: { endpoint: backend.url } },
				extensions: { file_storage: { directory: state } },
			}),
			{},
		);
		expect(warnings).toEqual([]);
		const lines: LogLine[] = [];
		const service = await createService({
			config,
			log: (line) => lines.push(line),
		});
		await service.runOnce(AbortSignal.timeout(20_000));
		await service.shutdown();
		await service.shutdown();
		expect(backend.records.length).toBeGreaterThan(0);
		expect(lines.map(({ message }) => message)).toContain(
			"Read an event log file",
		);
		expect(statSync(state).mode & 0o777).toBe(0o700);
		// Closed: another service can have the directory.
		const next = await createService({ config });
		await next.shutdown();
	});

	test("tells every mistake of a configuration by its place", ({ expect }) => {
		const text = "receivers:\n  salesforce:\n    streams: {}\nexporter: {}\n";
		try {
			parseConfig(text, {});
			expect.unreachable();
		} catch (error) {
			expect(error).toBeInstanceOf(ConfigError);
			expect((error as ConfigError).problems).toEqual(
				expect.arrayContaining([
					expect.objectContaining({ line: 4, column: 1, path: "exporter" }),
				]),
			);
		}
	});
});
