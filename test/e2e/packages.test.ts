// What the product is shipped as, checked as far as a machine without a container
// engine or a cluster can: with the real helm, actionlint and systemd, and Kubernetes'
// own types.

import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	writeFile,
} from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { validate as lintDockerfile } from "dockerfile-utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import {
	ALWAYS,
	loadedPackages,
	REPORTING,
} from "../integration/support/loaded-packages.ts";
import {
	HEADER,
	loginLines,
	loginRow,
} from "../integration/support/login-csv.ts";
import {
	startBackend,
	unusedPort,
} from "../integration/support/otlp-backend.ts";
import { startProduct } from "../integration/support/product-process.ts";
import {
	startEmptyOrg,
	startOrg,
} from "../integration/support/simulated-org.ts";
import { COLLECTOR_BINARY } from "./build-collector.ts";
import { buildModule, goTool } from "./go-build.ts";
import { runDockerfile } from "./support/dockerfile.ts";

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, "../..");
const CHART = join(ROOT, "deploy/helm/salesforce-otlp");
const COMMAND = join(ROOT, "cli/main.ts");
/** Long enough to build helm from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;

/** More than a file must have to be worth a thread. */
const LARGE_FILE_BYTES = 66 * 1024 * 1024;
const AGENT = "Mozilla/5.0 ".repeat(5_000);
const LARGE_FILE_ROWS = Math.ceil(LARGE_FILE_BYTES / AGENT.length);

let directory: string;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-packages-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** The product's own check of a configuration. */
function validateConfig(text: string, env: NodeJS.ProcessEnv = {}) {
	const { status, stderr } = spawnSync(
		process.execPath,
		[COMMAND, "validate", "--config", `yaml:${text}`],
		{
			encoding: "utf8",
			env: { PATH: process.env.PATH, HOME: directory, ...env },
		},
	);
	return { status, stderr };
}

async function validateCollectorConfig(text: string): Promise<void> {
	const file = join(directory, "collector.yaml");
	await writeFile(file, text);
	await run(COLLECTOR_BINARY, ["validate", "--config", file]);
}

const CREDENTIALS = {
	SALESFORCE_INSTANCE_URL: "https://acme.my.salesforce.com",
	SALESFORCE_CLIENT_ID: "3MVG9",
	SALESFORCE_USERNAME: "otel@acme.com",
	POD_IP: "127.0.0.1",
};

describe("the Dockerfile", () => {
	test("is without fault to a linter", async () => {
		const text = await readFile(join(ROOT, "Dockerfile"), "utf8");
		expect(lintDockerfile(text).map(({ message }) => message)).toEqual([]);
	});

	test("builds, with its own commands, something that runs without a shell or a development dependency", {
		timeout: BUILD_MS,
	}, async () => {
		const { root, entrypoint, environment } = await runDockerfile(
			ROOT,
			join(directory, "image"),
		);
		const [node, command = "", ...rest] = entrypoint;
		expect(node).toBe("node");
		const start = (...args: string[]) =>
			run(process.execPath, [join(root, command), ...rest, ...args], {
				env: environment,
			});
		const { version } = JSON.parse(
			await readFile(join(ROOT, "package.json"), "utf8"),
		);
		expect((await start("--version")).stdout.trim()).toBe(version);
		const { stdout } = await run(
			process.execPath,
			[join(root, command), "demo"],
			{ env: { ...environment, HOME: root, TMPDIR: directory } },
		);
		expect(stdout).toMatch(/acknowledged\s+\d/);
		expect(
			existsSync(join(root, "opt/salesforce-otlp/node_modules/vitest")),
		).toBe(false);
		const state = await stat(join(root, "var/lib/salesforce-otlp"));
		expect(state.mode & 0o777).toBe(0o700);
	});
});

describe("the npm package", () => {
	let installed: string;
	const start = (...args: string[]) =>
		run(
			process.execPath,
			[join(installed, "node_modules/.bin/salesforce-otlp"), ...args],
			{ env: { PATH: process.env.PATH, HOME: installed } },
		);
	let files: string[];

	beforeAll(async () => {
		installed = join(directory, "installed");
		await mkdir(installed);
		const { stdout } = await run(
			"npm",
			["pack", "--json", "--pack-destination", installed],
			{ cwd: ROOT, maxBuffer: 64 * 1024 * 1024 },
		);
		// What prepack prints comes first.
		const packed = Object.values(
			JSON.parse(stdout.slice(stdout.search(/^[[{]/m))),
		)[0] as { filename: string; files: { path: string }[] };
		files = packed.files.map(({ path }) => path);
		await writeFile(
			join(installed, "package.json"),
			JSON.stringify({ private: true, type: "module" }),
		);
		await run("npm", ["install", join(installed, packed.filename)], {
			cwd: installed,
		});
	}, BUILD_MS);

	test("has compiled code, types, the example, the licence, and no test", () => {
		expect(files).toEqual(
			expect.arrayContaining([
				"dist/cli/main.js",
				"dist/index.js",
				"dist/index.d.ts",
				"otel-config.example.yaml",
				"LICENSE",
				"README.md",
			]),
		);
		expect(
			files.filter((path) => /(^|\/)(test|bench)\/|(?<!\.d)\.ts$/.test(path)),
		).toEqual([]);
	});

	test("runs as a command, demo included", async () => {
		expect((await start("--help")).stdout).toContain("salesforce-otlp");
		expect((await start("demo")).stdout).toMatch(/acknowledged\s+\d/);
	});

	test("starts with few modules of its own, and without a package that is not configured", async () => {
		await using org = await startOrg();
		await using backend = await startBackend();
		await using service = startProduct([], {
			command: join(installed, "node_modules/.bin/salesforce-otlp"),
			env: {
				...REPORTING,
				SALESFORCE_INSTANCE_URL: org.instanceUrl,
				SALESFORCE_CLIENT_ID: org.clientId,
				SALESFORCE_CLIENT_SECRET: org.clientSecret,
				SALESFORCE_STATE_DIRECTORY: join(directory, "few-modules"),
				OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
			},
		});
		await backend.until(() => backend.records.length > 0);
		service.kill("SIGTERM");
		await service.exited;
		const { "salesforce-otlp": own, ...others } = loadedPackages(
			service.stderr,
		);
		expect(own).toBeLessThan(100);
		expect(Object.keys(others).sort()).toEqual(ALWAYS);
	});

	test("finds what lies beside its code: the status page, and the thread for large files at once", async () => {
		await using one = await startEmptyOrg();
		await using other = await startEmptyOrg();
		await using backend = await startBackend();
		const createdDate = new Date(one.now() - 3_600_000);
		const rows = Array.from({ length: LARGE_FILE_ROWS }, (_, row) =>
			loginRow(`${row}`, { BROWSER_TYPE: AGENT }),
		);
		for (const org of [one, other])
			org.publishFile({ content: HEADER + loginLines(...rows), createdDate });
		const port = await unusedPort();
		const configs = [one, other].map((org) =>
			parse(
				org.config({
					exporters: { otlp_http: { endpoint: backend.url } },
					extensions: {
						file_storage: { directory: join(directory, "state") },
						status_page: { endpoint: `127.0.0.1:${port}` },
					},
				}),
			),
		);
		const config = configs[0];
		config.receivers = Object.fromEntries(
			configs.map(({ receivers }, n) => [
				`salesforce/${n}`,
				receivers.salesforce,
			]),
		);
		config.service.pipelines.logs.receivers = Object.keys(config.receivers);
		config.service.telemetry = { logs: { level: "debug" } };
		const file = join(directory, "large-files.yaml");
		await writeFile(file, stringify(config), { mode: 0o600 });
		await using service = startProduct(["--config", file], {
			command: join(installed, "node_modules/.bin/salesforce-otlp"),
		});
		await backend.until(() => backend.records.length === 2 * LARGE_FILE_ROWS);
		const threads = service.stderr.match(/A thread begins/g) ?? [];
		expect(threads).toHaveLength(availableParallelism() > 1 ? 1 : 0);
		expect(service.stderr).not.toMatch(/\t(warn|error)\t/);
		const page = await fetch(`http://127.0.0.1:${port}/`);
		expect(await page.text()).toContain("<html");
		service.kill("SIGTERM");
		expect(await service.exited).toEqual({ code: 0, signal: null });
	});

	test("is a library with types, for who imports createService", async () => {
		const program = `import { ConfigError, createService, parseConfig, type Service, version } from "salesforce-otlp";
try {
	parseConfig("receivers: {}");
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	const [first] = error.problems;
	console.log(first?.line, error.problems.length > 0, version);
}
export const stop = (service: Service): Promise<void> => service.shutdown();
export const create: (options: { config: ReturnType<typeof parseConfig>["config"] }) => Promise<Service> = createService;
`;
		await writeFile(join(installed, "program.mts"), program);
		const version = JSON.parse(
			await readFile(join(ROOT, "package.json"), "utf8"),
		).version;
		const { stdout } = await run(process.execPath, ["program.mts"], {
			cwd: installed,
		});
		expect(stdout.trim()).toBe(`1 true ${version}`);
		await run(
			process.execPath,
			[
				join(ROOT, "node_modules/typescript/bin/tsc"),
				"--noEmit",
				"--strict",
				"--module",
				"nodenext",
				"--target",
				"es2024",
				"--typeRoots",
				join(ROOT, "node_modules/@types"),
				"--types",
				"node",
				"program.mts",
			],
			{ cwd: installed },
		);
	});
});

describe("compose.yaml", () => {
	const config = async (name: string): Promise<string> => {
		const compose = parse(await readFile(join(ROOT, "compose.yaml"), "utf8"));
		return compose.configs[name].content;
	};

	test("gives the receiver a configuration that fits the simulated org's", async () => {
		const file = join(directory, "receiver.yaml");
		const simulator = spawnSync(
			process.execPath,
			[
				"--input-type=module",
				"--eval",
				`const { startSimulator } = await import(${JSON.stringify(join(ROOT, "simulator/start-simulator.ts"))});
				 const org = await startSimulator();
				 process.stdout.write(org.config());
				 await org.close();`,
			],
			{ encoding: "utf8" },
		);
		await writeFile(file, simulator.stdout, { mode: 0o600 });
		const { status, stderr } = spawnSync(
			process.execPath,
			[
				COMMAND,
				"validate",
				"--config",
				file,
				"--config",
				`yaml:${await config("exporters")}`,
			],
			{ encoding: "utf8", env: { PATH: process.env.PATH, HOME: directory } },
		);
		expect(stderr).not.toMatch(/error|unknown/);
		expect(status).toBe(0);
	});

	test("gives the Collector a configuration that it takes", async () => {
		await validateCollectorConfig(await config("collector"));
	});
});

describe("the Helm chart", () => {
	let helm: string;
	let decode: string;
	beforeAll(async () => {
		helm = await goTool("helm");
		decode = await buildModule("kubernetes", "decode");
	}, 2 * BUILD_MS);

	const template = async (values: unknown = {}): Promise<string> => {
		const file = join(directory, "values.yaml");
		await writeFile(file, stringify(values));
		return (await run(helm, ["template", "sf", CHART, "--values", file]))
			.stdout;
	};
	const objectsOf = (manifests: string) =>
		parseAllDocuments(manifests)
			.map((document) => document.toJS())
			.filter((object) => object !== null);
	const ofKind = (manifests: string, kind: string) =>
		objectsOf(manifests).find((object) => object.kind === kind);

	test("is without fault to helm lint", async () => {
		const { stdout } = await run(helm, ["lint", "--strict", CHART]);
		expect(stdout).toContain("0 chart(s) failed");
	});

	test.for([
		[
			"as it is",
			{},
			[
				"ConfigMap",
				"NetworkPolicy",
				"PodDisruptionBudget",
				"Service",
				"ServiceAccount",
				"StatefulSet",
			],
		],
		[
			"with everything",
			{
				collector: { enabled: true },
				serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
				envFrom: [{ secretRef: { name: "salesforce" } }],
				secretFiles: [
					{ secretName: "salesforce-key", mountPath: "/etc/salesforce" },
				],
				image: { digest: `sha256:${"0".repeat(64)}` },
				imagePullSecrets: [{ name: "pull" }],
				nodeSelector: { "kubernetes.io/os": "linux" },
				tolerations: [{ key: "audit", operator: "Exists" }],
				priorityClassName: "high",
				podLabels: { team: "security" },
				podAnnotations: { note: "x" },
				networkPolicy: {
					metricsFrom: [{ namespaceSelector: {} }],
					egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
				},
			},
			[
				"ConfigMap",
				"NetworkPolicy",
				"PodDisruptionBudget",
				"Service",
				"ServiceAccount",
				"ServiceMonitor",
				"StatefulSet",
			],
		],
		[
			"with nothing that can be left out",
			{
				persistence: { enabled: false },
				networkPolicy: { enabled: false },
				podDisruptionBudget: { enabled: false },
				serviceAccount: { create: false },
			},
			["ConfigMap", "Service", "StatefulSet"],
		],
	] as const)(
		"%s makes objects that Kubernetes' types take, field by field",
		async ([, values, kinds]) => {
			const manifests = await template(values);
			const { stdout, status } = spawnSync(decode, {
				input: manifests,
				encoding: "utf8",
			});
			expect(
				stdout
					.trim()
					.split("\n")
					.map((line) => line.split("/")[0])
					.sort(),
			).toEqual([...kinds]);
			expect(status).toBe(0);
		},
	);

	test("gives the service and the Collector configurations that they take", async () => {
		const { data } = ofKind(
			await template({ collector: { enabled: true } }),
			"ConfigMap",
		);
		expect(validateConfig(data["config.yaml"], CREDENTIALS)).toEqual({
			status: 0,
			stderr: expect.not.stringContaining("error"),
		});
		await validateCollectorConfig(data["collector.yaml"]);
	});

	test("runs one pod that is not root and can write nothing but its state", async () => {
		const { spec } = ofKind(await template(), "StatefulSet");
		expect(spec.replicas).toBe(1);
		const pod = spec.template.spec;
		expect(pod.securityContext).toMatchObject({
			runAsNonRoot: true,
			seccompProfile: { type: "RuntimeDefault" },
		});
		expect(pod.automountServiceAccountToken).toBe(false);
		for (const { securityContext } of pod.containers) {
			expect(securityContext).toEqual({
				allowPrivilegeEscalation: false,
				readOnlyRootFilesystem: true,
				capabilities: { drop: ["ALL"] },
			});
		}
	});

	test.for([
		["a key that the chart has not", { replicas: 2 }, "replicas"],
		[
			"a mistake in the service's configuration",
			{ config: { service: { shutdown_timeoutt: "1m" } } },
			"shutdown_timeoutt",
		],
		["a digest that is none", { image: { digest: "latest" } }, "digest"],
	] as const)("refuses %s", async ([, values, named]) => {
		await expect(template(values)).rejects.toThrow(named);
	});
});

test("the systemd unit is one that systemd takes, and exposes little", async () => {
	const unit = join(ROOT, "deploy/systemd/salesforce-otlp.service");
	const verified = await run("systemd-analyze", ["verify", unit]);
	expect(verified.stderr).toBe("");
	const { stdout } = await run("systemd-analyze", [
		"security",
		"--offline=true",
		"--threshold=20",
		unit,
	]);
	expect(stdout).toContain("OK");
});

test("the workflows are without fault to actionlint", {
	timeout: BUILD_MS,
}, async () => {
	const workflows = join(ROOT, ".github/workflows");
	const files = (await readdir(workflows)).map((name) => join(workflows, name));
	expect(files.length).toBeGreaterThan(0);
	await run(await goTool("actionlint"), ["-shellcheck=", ...files]);
});
