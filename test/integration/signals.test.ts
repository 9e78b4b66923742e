// The life of the process: one owner of the state, an orderly end, a quick one.

import { statSync } from "node:fs";
import { join } from "node:path";
import { test, vi } from "vitest";
import { startBackend } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import { startProduct } from "./support/product-process.ts";
import { publishedUids, startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

// Processes that start side by side, each twice.
vi.setConfig({ testTimeout: 60_000 });

test.concurrent.for(["SIGTERM", "SIGINT"] as const)(
	"%s lets the request in hand end, then the process ends with 0",
	async (signal, { expect }) => {
		using directory = temporaryDirectory();
		await using org = await startOrg();
		const asked = Promise.withResolvers<void>();
		await using backend = await startBackend(async () => {
			await asked.promise;
			return { status: 200 };
		});
		const config = writeConfig(directory.path, org, {
			otlp_http: { endpoint: backend.url },
		});
		await using product = startProduct(["--config", config]);
		await backend.until(() => backend.requests.length === 1);
		product.kill(signal);
		await product.until(() => product.stderr.includes("stopping"));
		asked.resolve();
		expect(await product.exited).toEqual({ code: 0, signal: null });

		// What was in hand was finished, and is not sent again.
		const first = new Set(backend.uids.keys());
		expect(first.size).toBeGreaterThan(0);
		await using again = startProduct(["--config", config]);
		await again.until(() => again.stderr.includes("everything is ready"));
		await backend.until(() => backend.uids.size === 20);
		again.kill("SIGTERM");
		expect(await again.exited).toEqual({ code: 0, signal: null });
		expect(new Set(backend.uids.keys())).toEqual(publishedUids(org));
		expect(backend.records).toHaveLength(20);
	},
);

test.concurrent("SIGTERM ends a process whose backend is down at once; the records wait in the store", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using backend = await startBackend(() => ({ status: 503 }));
	const config = writeConfig(directory.path, org, {
		otlp_http: { endpoint: backend.url },
	});
	await using product = startProduct(["--config", config]);
	await product.until(() =>
		product.stderr.includes("delivery fails and is retried"),
	);
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 0, signal: null });
	expect(backend.records).toHaveLength(0);

	backend.answer(() => ({ status: 200 }));
	await using _again = startProduct(["--config", config]);
	await backend.until(() => backend.uids.size === 20);
	expect(backend.records).toHaveLength(20);
});

test.concurrent("SIGTERM ends a process whose full queue keeps the receiver waiting at once", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg({ hours: 4 });
	await using backend = await startBackend(() => ({ status: 503 }));
	const config = writeConfig(
		directory.path,
		org,
		{
			otlp_http: {
				endpoint: backend.url,
				sending_queue: { queue_size: 1, num_consumers: 1 },
			},
		},
		// Longer than the test may take.
		{ shutdown_timeout: "1h" },
	);
	await using product = startProduct(["--config", config]);
	await product.until(() =>
		product.stderr.includes("delivery fails and is retried"),
	);
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 0, signal: null });

	backend.answer(() => ({ status: 200 }));
	await using _again = startProduct(["--config", config]);
	await backend.until(() => backend.uids.size === 40);
	expect(backend.records).toHaveLength(40);
});

test.concurrent("a second signal ends the process at once, whatever hangs", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using backend = await startBackend(() => undefined);
	const config = writeConfig(directory.path, org, {
		otlp_http: { endpoint: backend.url },
	});
	await using product = startProduct(["--config", config]);
	await backend.until(() => backend.requests.length > 0);
	product.kill("SIGTERM");
	await product.until(() => product.stderr.includes("stopping"));
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 1, signal: null });
	expect(product.stderr).not.toContain("stopped");
});

test.concurrent("a backend that hangs keeps the process no longer than shutdown_timeout", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using backend = await startBackend(() => undefined);
	const config = writeConfig(
		directory.path,
		org,
		{ otlp_http: { endpoint: backend.url } },
		{ shutdown_timeout: "100ms" },
	);
	await using product = startProduct(["--config", config]);
	await backend.until(() => backend.requests.length > 0);
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 0, signal: null });

	backend.answer(() => ({ status: 200 }));
	await using _again = startProduct(["--config", config]);
	await backend.until(() => backend.uids.size === 20);
});

test.concurrent("a second process on the same state directory is refused, and named the directory", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using backend = await startBackend();
	const config = writeConfig(directory.path, org, {
		otlp_http: { endpoint: backend.url },
	});
	await using first = startProduct(["--config", config]);
	await first.until(() => first.stderr.includes("everything is ready"));

	await using second = startProduct(["--config", config]);
	expect(await second.exited).toEqual({ code: 1, signal: null });
	const state = join(directory.path, "state");
	expect(second.stderr).toContain(state);
	expect(second.stderr).toMatch(/in use/i);
	expect(second.stderr).not.toContain("    at ");

	// The first one didn't notice.
	await backend.until(() => backend.uids.size === 20);
	expect(statSync(state).mode & 0o777).toBe(0o700);
	expect(statSync(join(state, "state.db")).mode & 0o777).toBe(0o600);
	first.kill("SIGTERM");
	expect(await first.exited).toEqual({ code: 0, signal: null });
});
