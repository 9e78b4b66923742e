// The `doctor` command against real servers: what is right passes, each thing that is
// wrong is named with its cure, and what does not depend on it is looked at all the same.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { doctor } from "../../cli/doctor.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import {
	connectProxy,
	PROXY_PASSWORD,
} from "../unit/exporters/connect-proxy.ts";
import {
	accept,
	grpcBackend,
} from "../unit/exporters/otlp-grpc/grpc-backend.ts";
import { certificate, key } from "../unit/receiver/api/self-signed.ts";
import { startBackend, unusedPort } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import { runProduct, startProduct } from "./support/product-process.ts";
import { startOrg } from "./support/simulated-org.ts";
import {
	type TemporaryDirectory,
	temporaryDirectory,
} from "./support/temporary-directory.ts";

interface Found {
	readonly subject: string;
	readonly check: string;
	readonly status: "PASS" | "WARN" | "FAIL" | "SKIP";
	readonly found: string;
	readonly cure: string | null;
}

interface Report {
	readonly code: number;
	readonly text: string;
	readonly checks: readonly Found[];
	/** Of the first check of that name. */
	of(check: string): Found | undefined;
	/** `STATUS` by check. */
	statuses(): Record<string, string>;
}

afterEach(() => {
	vi.restoreAllMocks();
});

/** In this process, which is a hundred times quicker. */
async function examine(
	config: string,
	options: { sendTestRecord?: boolean } = {},
): Promise<Report> {
	const printed: string[] = [];
	vi.spyOn(console, "log").mockImplementation((text) => {
		printed.push(String(text));
	});
	const code = await doctor({ config: [config], json: true, ...options });
	const text = printed.join("\n");
	const { checks } = JSON.parse(text) as { checks: Found[] };
	return {
		code,
		text,
		checks,
		of: (check) => checks.find((found) => found.check === check),
		statuses: () =>
			Object.fromEntries(checks.map(({ check, status }) => [check, status])),
	};
}

/** A good backend, unless the test brings its own exporters. */
async function setUp(
	options: Parameters<typeof startOrg>[0] = {},
	exporters?: Record<string, Record<string, unknown>>,
	streams?: Record<string, Record<string, unknown>>,
) {
	await using stack = new AsyncDisposableStack();
	const directory = stack.use(temporaryDirectory());
	const org = stack.use(await startOrg(options));
	const backend = stack.use(await startBackend());
	const config = writeConfig(
		directory.path,
		org,
		exporters ?? { otlp_http: { endpoint: backend.url } },
		{},
		streams ?? { login: { poll_interval: "5m" } },
	);
	const owned = stack.move();
	return {
		directory,
		org,
		backend,
		config,
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** The same configuration with a receiver's keys changed. */
function changed(
	directory: TemporaryDirectory,
	config: string,
	change: Record<string, unknown>,
): string {
	const tree = parse(readFileSync(config, "utf8"));
	tree.receivers.salesforce = { ...tree.receivers.salesforce, ...change };
	const file = join(directory.path, "changed.yaml");
	writeFileSync(file, stringify(tree));
	return file;
}

/** Everything in a directory with what a write would change. */
function contents(directory: string): string[] {
	return readdirSync(directory).map((name) => {
		const { size, mtimeMs, mode } = statSync(join(directory, name));
		return `${name} ${size} ${mtimeMs} ${mode}`;
	});
}

function failedChecks({ checks }: Report): string[] {
	return checks
		.filter(({ status }) => status === "FAIL")
		.map(({ check }) => check);
}

const secretsOf = (org: Simulator) =>
	[
		...org.privateKeyPem.split("\n").filter((line) => line.length === 64),
		"hunter2-the-api-key",
	] as const;

describe("where all is well", () => {
	test("everything passes, nothing is stored anywhere, and no secret is printed", async () => {
		await using scene = await setUp(
			{
				streams: ["login", "setup_audit_trail"],
				objects: { ApiEvent: 60 },
				interval: "both",
			},
			undefined,
			{
				login: { poll_interval: "5m" },
				setup_audit_trail: { poll_interval: "5m" },
				event_objects: { objects: ["ApiEvent"], poll_interval: "5m" },
			},
		);
		const { org, backend } = scene;
		const tree = parse(readFileSync(scene.config, "utf8"));
		tree.exporters.otlp_http.headers = { "x-api-key": "hunter2-the-api-key" };
		writeFileSync(scene.config, stringify(tree));
		const before = contents(scene.directory.path);
		const report = await examine(scene.config);

		expect(report.statuses()).toEqual({
			writable: "PASS",
			"local disk": expect.stringMatching(/PASS|WARN|SKIP/),
			"free space": expect.stringMatching(/PASS|WARN/),
			state: "PASS",
			DNS: "SKIP",
			proxy: "PASS",
			TCP: "PASS",
			TLS: "SKIP",
			HTTP: "PASS",
			clock: "PASS",
			"API version": "PASS",
			login: "PASS",
			'permission "API Enabled"': "PASS",
			"API budget": "PASS",
			'permission "View Event Log Files"': "PASS",
			'permission "View Real-Time Event Monitoring Data"': "PASS",
			'permission "View Setup and Configuration"': "PASS",
			"hourly files": "PASS",
			"object SetupAuditTrail": "PASS",
			"object ApiEvent": "PASS",
			"hourly event log files": "PASS",
			"event type Login": "PASS",
			"size of an hour": "PASS",
			backend: "PASS",
		});
		expect(report.code).toBe(0);
		expect(report.of("event type Login")?.found).toMatch(
			/^2 files, the last one created .+ ago, of .+Z; up to .+ an hour$/,
		);
		expect(report.of("login")?.found).toContain(org.organizationId);
		expect(backend.requests).toHaveLength(1);
		expect(backend.records).toEqual([]);
		expect(contents(scene.directory.path)).toEqual(before);
		for (const secret of secretsOf(org)) {
			expect(report.text).not.toContain(secret);
		}
	});

	test("--send-test-record sends one record that nobody takes for an event", async () => {
		await using scene = await setUp();
		const report = await examine(scene.config, { sendTestRecord: true });
		expect(report.of("test record")).toMatchObject({ status: "PASS" });
		expect(scene.backend.records).toMatchObject([
			{
				eventName: "salesforce_otlp.doctor.test",
				attributes: { "salesforce_otlp.test": true },
			},
		]);
	});

	test("beside a running service it looks at the same directory, and says whose it is", async () => {
		await using scene = await setUp();
		await using service = startProduct(["--config", scene.config]);
		await scene.backend.until(() => scene.backend.records.length === 20);
		const { code, stdout } = await runProduct([
			"doctor",
			"--config",
			scene.config,
		]);
		expect(stdout).toMatch(/PASS {2}state .*process \d+ has it/);
		expect(stdout).toMatch(/PASS {2}backend/);
		expect(stdout).toMatch(/0 failed/);
		expect(code).toBe(0);
		service.kill("SIGKILL");
		await service.exited;
		// What a killed service leaves behind names nobody.
		const after = await examine(scene.config);
		expect(after.of("state")?.found).not.toContain("has it");
	});
});

describe("the way to Salesforce", () => {
	test("a host that is not there: DNS fails, what is behind it is skipped, all else is looked at", async () => {
		await using scene = await setUp();
		const report = await examine(
			changed(scene.directory, scene.config, {
				instance_url: "https://nowhere.invalid",
			}),
		);
		expect(report.code).toBe(1);
		expect(failedChecks(report)).toEqual(["DNS"]);
		expect(report.of("DNS")?.cure).toContain("instance_url");
		for (const check of ["TCP", "TLS", "HTTP", "login", "event type Login"]) {
			expect(report.of(check)).toMatchObject({
				status: "SKIP",
				found: 'needs "DNS"',
			});
		}
		expect(report.of("backend")?.status).toBe("PASS");
	});

	test("a port where nobody listens", async () => {
		await using scene = await setUp();
		const report = await examine(
			changed(scene.directory, scene.config, {
				instance_url: `http://127.0.0.1:${await unusedPort()}`,
			}),
		);
		expect(failedChecks(report)).toEqual(["TCP"]);
		expect(report.of("TCP")?.found).toContain("ECONNREFUSED");
	});

	test("a certificate that nobody trusts, and one that was said to be trusted", async () => {
		await using scene = await setUp();
		const server = createTlsServer({ cert: certificate, key }, (_, response) =>
			response.writeHead(503, { "Content-Type": "text/html" }).end("<html>"),
		);
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		);
		try {
			const { port } = server.address() as AddressInfo;
			const instance_url = `https://127.0.0.1:${port}`;
			const untrusted = await examine(
				changed(scene.directory, scene.config, { instance_url }),
			);
			expect(failedChecks(untrusted)).toEqual(["TLS"]);
			expect(untrusted.of("TLS")?.cure).toContain("tls.ca_file");

			const trusted = await examine(
				changed(scene.directory, scene.config, {
					instance_url,
					tls: { ca_pem: certificate },
				}),
			);
			expect(trusted.of("TLS")?.status).toBe("PASS");
			expect(failedChecks(trusted)).toEqual(["HTTP"]);
		} finally {
			server.closeAllConnections();
			server.close();
		}
	});

	test("a proxy that is not there", async () => {
		await using scene = await setUp();
		const report = await examine(
			changed(scene.directory, scene.config, {
				proxy_url: `http://user:hunter2@127.0.0.1:${await unusedPort()}`,
			}),
		);
		expect(failedChecks(report)).toEqual(["proxy"]);
		expect(report.of("proxy")?.cure).toContain("proxy_url");
		expect(report.of("TCP")?.status).toBe("SKIP");
		expect(report.of("HTTP")?.found).toBe('needs "proxy"');
		expect(report.text).not.toContain("hunter2");
	});

	test("a proxy between: only the way to it is looked at, and all else goes through it", async () => {
		await using scene = await setUp();
		await using proxy = await connectProxy();
		const report = await examine(
			changed(scene.directory, scene.config, { proxy_url: proxy.url }),
		);
		expect(report.checks.filter(({ status }) => status === "FAIL")).toEqual([]);
		expect(report.of("proxy")).toMatchObject({
			status: "PASS",
			found: expect.stringContaining(`127.0.0.1:${proxy.port}`),
		});
		expect(report.of("TCP")?.status).toBe("SKIP");
		expect(report.of("event type Login")?.status).toBe("PASS");
		expect(proxy.targets).toContain(`127.0.0.1:${scene.org.port}`);
		expect(report.text).not.toContain(encodeURIComponent(PROXY_PASSWORD));
	});

	test.each([
		[2, "WARN"],
		[5, "FAIL"],
	])(
		"clocks %i minutes apart: %s, and the login is tried all the same",
		async (minutes, status) => {
			await using scene = await setUp();
			scene.org.advance(minutes * 60_000);
			const report = await examine(scene.config);
			expect(report.of("clock")).toMatchObject({
				status,
				found: expect.stringMatching(/behind/),
				cure: expect.stringContaining("NTP"),
			});
			expect(report.of("login")?.status).toBe("PASS");
		},
	);

	test("an API version that the org does not have", async () => {
		await using scene = await setUp();
		const report = await examine(
			changed(scene.directory, scene.config, { api_version: "99.0" }),
		);
		expect(failedChecks(report)).toEqual(["API version"]);
		expect(report.of("API version")?.found).toContain("31.0 to 68.0");
	});
});

describe("what the user may do", () => {
	test("a login that is refused is told by its cause, with the click path", async () => {
		await using scene = await setUp();
		scene.org.failNextLogins(["user hasn't approved this consumer"]);
		const report = await examine(scene.config);
		expect(failedChecks(report)).toEqual(["login"]);
		expect(report.of("login")?.cure).toMatch(/External Client App Manager/);
		expect(report.of("event type Login")?.found).toBe('needs "login"');
		expect(report.of("backend")?.status).toBe("PASS");
	});

	test("a permission that is missing is named; others are looked at", async () => {
		await using scene = await setUp(
			{
				streams: ["login", "setup_audit_trail"],
				permissions: { SetupAuditTrail: false },
			},
			undefined,
			{
				login: { poll_interval: "5m" },
				setup_audit_trail: { poll_interval: "5m" },
			},
		);
		const report = await examine(scene.config);
		const name = 'permission "View Setup and Configuration"';
		expect(failedChecks(report)).toEqual([name]);
		expect(report.of(name)?.cure).toContain("Setup > Permission Sets");
		expect(report.of("object SetupAuditTrail")?.status).toBe("SKIP");
		expect(report.of("event type Login")?.status).toBe("PASS");
	});

	test("an org without hourly files, where they are wanted", async () => {
		await using scene = await setUp(
			{
				interval: "daily",
				hours: 96,
				faults: { no_interval_column: { probability: 1 } },
			},
			undefined,
			{ login: { poll_interval: "5m", log_file_interval: "hourly" } },
		);
		const report = await examine(scene.config);
		expect(report.code).toBe(0);
		expect(report.of("hourly files")).toMatchObject({
			status: "WARN",
			cure: expect.stringContaining("log_file_interval to daily"),
		});
		expect(report.of("event type Login")).toMatchObject({ status: "PASS" });
	});

	test("an event type without files is told with the types that are free", async () => {
		await using scene = await setUp({}, undefined, {
			login: { poll_interval: "5m" },
			apex: { event_types: ["ApexExecution"], poll_interval: "5m" },
		});
		const report = await examine(scene.config);
		expect(report.code).toBe(0);
		expect(report.of("event type ApexExecution")).toMatchObject({
			status: "WARN",
			cure: expect.stringMatching(/Event Monitoring.*ApexUnexpectedException/),
		});
		expect(report.of("event type Login")?.status).toBe("PASS");
	});

	test("API calls: others use them up, and none are left", async () => {
		await using scene = await setUp({ daily_api_requests: 10_000 });
		scene.org.spendApiCalls(9_000);
		expect((await examine(scene.config)).of("API budget")).toMatchObject({
			status: "WARN",
			cure: expect.stringContaining("API Usage"),
		});
		scene.org.spendApiCalls(1_000);
		const spent = await examine(scene.config);
		expect(spent.code).toBe(1);
		expect(failedChecks(spent)).toEqual(['permission "API Enabled"']);
		expect(spent.of('permission "API Enabled"')?.found).toContain(
			"used up its API calls",
		);
	});
});

describe("the backends", () => {
	test("each is looked at, and the one that is down or refuses is named", async () => {
		await using accepting = await startBackend();
		await using refusing = await startBackend(() => ({ status: 401 }));
		await using picky = await startBackend(() => ({ status: 422 }));
		await using grpc = await grpcBackend(accept);
		await using scene = await setUp(
			{},
			{
				"otlp_http/good": { endpoint: accepting.url, encoding: "json" },
				"otlp_http/key": { endpoint: refusing.url },
				"otlp_http/picky": { endpoint: picky.url },
				"otlp_http/down": {
					endpoint: `http://127.0.0.1:${await unusedPort()}`,
				},
				"otlp_grpc/good": {
					endpoint: grpc.address,
					tls: { insecure: true },
				},
				"file/archive": { path: "/nowhere/at/all/events.jsonl" },
				debug: {},
			},
		);
		const report = await examine(scene.config);
		const found = Object.fromEntries(
			report.checks
				.filter(({ subject }) => subject.startsWith("exporter"))
				.map(({ subject, status }) => [subject.slice(9), status]),
		);
		expect(found).toEqual({
			"otlp_http/good": "PASS",
			"otlp_http/key": "FAIL",
			"otlp_http/picky": "WARN",
			"otlp_http/down": "FAIL",
			"otlp_grpc/good": "PASS",
			"file/archive": "FAIL",
			debug: "SKIP",
		});
		expect(report.code).toBe(1);
		expect(accepting.requests[0]?.body.length).toBeGreaterThan(0);
		expect(grpc.calls[0]?.message).toHaveLength(0);
	});
});

test("a configuration that can't be used: exit code 2, on standard error", async () => {
	const { code, stdout, stderr } = await runProduct([
		"doctor",
		"--config",
		"yaml:receivers: {}",
	]);
	expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
	expect(stderr).toContain("service.pipelines");
});
