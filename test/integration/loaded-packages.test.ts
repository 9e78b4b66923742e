// What is not configured is not loaded: packages are most of what a start costs.

import { join } from "node:path";
import { describe, test } from "vitest";
import {
	ALWAYS,
	loadedPackages,
	REPORTING,
} from "./support/loaded-packages.ts";
import { type OtlpBackend, startBackend } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import { runProduct, startProduct } from "./support/product-process.ts";
import { startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

async function packagesOfService(
	args: readonly string[],
	env: NodeJS.ProcessEnv,
	backend: OtlpBackend,
): Promise<string[]> {
	await using service = startProduct(args, { env: { ...REPORTING, ...env } });
	await backend.until(() => backend.records.length > 0);
	service.kill("SIGTERM");
	await service.exited;
	return Object.keys(loadedPackages(service.stderr)).sort();
}

describe.concurrent("the packages that are loaded", () => {
	test("are few for variables, and a login that signs nothing", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		await using org = await startOrg();
		await using backend = await startBackend();
		const packages = await packagesOfService(
			[],
			{
				SALESFORCE_INSTANCE_URL: org.instanceUrl,
				SALESFORCE_CLIENT_ID: org.clientId,
				SALESFORCE_CLIENT_SECRET: org.clientSecret,
				SALESFORCE_STATE_DIRECTORY: join(directory.path, "state"),
				OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
			},
			backend,
		);
		expect(packages).toEqual(ALWAYS);
	});

	test("are two more for a file and JWT bearer", async ({ expect }) => {
		using directory = temporaryDirectory();
		await using org = await startOrg();
		await using backend = await startBackend();
		const config = writeConfig(directory.path, org, {
			otlp_http: { endpoint: backend.url },
		});
		const packages = await packagesOfService(["--config", config], {}, backend);
		expect(packages).toEqual([...ALWAYS, "jose", "yaml"].sort());
	});

	test("are one for --help", async ({ expect }) => {
		const { stderr } = await runProduct(["--help"], { env: REPORTING });
		expect(Object.keys(loadedPackages(stderr))).toEqual(["commander"]);
	});
});
