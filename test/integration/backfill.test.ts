// The `backfill` command as an operator runs it, beside a running service and without
// one. Invariant, in every test: each event of the range arrives, and none twice.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Simulator } from "../../simulator/simulator.ts";
import { uidsOfFile } from "../e2e/expected-uid.ts";
import { type OtlpBackend, startBackend } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import {
	type ProductProcess,
	runProduct,
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
const HOUR_MS = 3_600_000;

interface Scene extends AsyncDisposable {
	readonly org: SimulatedOrg;
	readonly backend: OtlpBackend;
	/** Of the org's events: from the beginning of an hour, and before the end of a later one. */
	readonly range: { readonly since: string; readonly until: string };
	run(...args: readonly string[]): ReturnType<typeof runProduct>;
	start(...args: readonly string[]): ProductProcess;
	/** What `state export` prints. */
	checkpoints(): Promise<Record<string, string>>;
}

/** Six hours of logins, which a live stream without a look-back never reads. */
async function startScene(
	live: Record<string, unknown> = { initial_lookback: "1s" },
	receiver: Record<string, unknown> = {},
): Promise<Scene> {
	await using stack = new AsyncDisposableStack();
	const directory = stack.use(temporaryDirectory());
	const org = stack.use(
		await startOrg({ hours: 6, streams: ["login", "setup_audit_trail"] }),
	);
	const backend = stack.use(await startBackend());
	const config = writeConfig(
		directory.path,
		org,
		{ otlp_http: { endpoint: backend.url } },
		{},
		{
			login: { poll_interval: "100ms", ...live },
			setup_audit_trail: { poll_interval: "100ms", ...live },
		},
	);
	const tree = parse(readFileSync(config, "utf8"));
	Object.assign(tree.receivers.salesforce, receiver);
	writeFileSync(config, stringify(tree));
	const hours = hoursOf(org);
	const owned = stack.move();
	return {
		org,
		backend,
		range: {
			since: iso(hours[1] ?? 0),
			until: iso((hours[4] ?? 0) + HOUR_MS),
		},
		run: (command, ...args) =>
			runProduct([command as string, ...args, "--config", config]),
		start: (...args) => startProduct([...args, "--config", config]),
		async checkpoints() {
			const { stdout } = await runProduct([
				"state",
				"export",
				"--directory",
				join(directory.path, "state"),
			]);
			const { checkpoints } = JSON.parse(stdout);
			// What the receiver remembers of its API calls is no stream's.
			const ofStreams = checkpoints.filter(
				({ key }: Record<string, string>) => !key?.endsWith(":api_calls"),
			);
			return Object.fromEntries(
				ofStreams.map(({ key, value }: Record<string, string>) => [key, value]),
			);
		},
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** The hours that the org has login files of, oldest first. */
function hoursOf(org: Simulator): number[] {
	return org
		.ledger()
		.map(({ logDate }) => logDate)
		.toSorted((a, b) => a - b);
}

const iso = (ms: number) => new Date(ms).toISOString();

function loginUids(
	org: Simulator,
	{ since, until }: Scene["range"],
): Set<string> {
	return new Set(
		org
			.ledger()
			.filter(
				({ logDate }) =>
					logDate >= Date.parse(since) && logDate < Date.parse(until),
			)
			.flatMap((file) =>
				uidsOfFile(org.organizationId, file.eventType, [
					...(file.content.rows() ?? []),
				]),
			),
	);
}

function arrivedLogins({ records }: OtlpBackend): string[] {
	return records
		.filter(({ attributes }) => attributes["salesforce.event.type"] === "Login")
		.map(({ attributes }) => String(attributes["log.record.uid"]));
}

function auditTimes(
	org: Simulator,
	{ since, until }: Scene["range"],
): number[] {
	return org
		.objectLedger("SetupAuditTrail")
		.map(({ CreatedDate }) =>
			Date.parse(String(CreatedDate).replace("+0000", "Z")),
		)
		.filter((time) => time >= Date.parse(since) && time < Date.parse(until))
		.toSorted();
}

function arrivedAuditTimes({ records }: OtlpBackend): number[] {
	return records
		.filter(
			({ attributes }) =>
				attributes["salesforce.event.type"] === "SetupAuditTrail",
		)
		.map(({ timeUnixNano }) => Number(timeUnixNano / 1_000_000n))
		.toSorted();
}

function expectOnce({ uids }: OtlpBackend): void {
	expect([...uids].filter(([, times]) => times > 1)).toEqual([]);
}

/** The third file is stalled: two of four are delivered when it is asked for. */
function stallThirdFile(org: Simulator): void {
	org.intervene({
		on: { endpoint: "log_file" },
		after: 2,
		times: 100,
		effect: { kind: "stall", afterBytes: 10 },
	});
}

describe.concurrent("backfill", { timeout: TIMEOUT_MS }, () => {
	test("without a service: reads the range and nothing else, waits for the backend, and leaves no checkpoint", async () => {
		await using scene = await startScene();
		const { org, backend, range } = scene;
		const args = ["--since", range.since, "--until", range.until];
		const { code, stdout, stderr } = await scene.run("backfill", ...args);

		expect({ code, stderr }).toEqual({
			code: 0,
			stderr: expect.stringContaining("100% login 4/4 files"),
		});
		const logins = loginUids(org, range);
		const audits = auditTimes(org, range);
		expect(stdout).toContain(`${logins.size + audits.length} records`);
		expect(new Set(arrivedLogins(backend))).toEqual(logins);
		expect(arrivedAuditTimes(backend)).toEqual(audits);
		expectOnce(backend);
		expect(await scene.checkpoints()).toEqual({});

		// What was delivered lately is recognised by another backfill, too.
		const again = await scene.run("backfill", ...args, "--streams", "login");
		expect(again).toMatchObject({ code: 0 });
		expect(again.stdout).toContain(`${logins.size} records were read`);
		expectOnce(backend);
	});

	test("beside a running service: that service does it, and its own checkpoints stay as they are", async () => {
		await using scene = await startScene();
		const { org, backend, range } = scene;
		await using service = scene.start();
		await service.until(() => service.stderr.includes("everything is ready"));
		await org.requested({ endpoint: "query" }, { count: 4 });
		const before = await scene.checkpoints();
		expect(Object.keys(before)).toHaveLength(2);

		const { code, stdout } = await scene.run(
			"backfill",
			...["--since", range.since, "--until", range.until],
		);
		expect({ code, stdout }).toEqual({
			code: 0,
			stdout: expect.stringContaining("records were read"),
		});
		await backend.until(
			() => backend.uids.size >= loginUids(org, range).size + 1,
		);
		expect(new Set(arrivedLogins(backend))).toEqual(loginUids(org, range));
		expect(arrivedAuditTimes(backend)).toEqual(auditTimes(org, range));
		expectOnce(backend);
		expect(await scene.checkpoints()).toEqual(before);

		service.kill("SIGTERM");
		expect(await service.exited).toMatchObject({ code: 0 });
	});

	test("what the service has delivered is not delivered again", async () => {
		await using scene = await startScene({ initial_lookback: "30d" });
		const { org, backend, range } = scene;
		await using service = scene.start();
		const all =
			publishedUids(org).size + org.objectLedger("SetupAuditTrail").length;
		await backend.until(() => backend.uids.size === all);

		const { code, stdout } = await scene.run(
			"backfill",
			...["--since", range.since, "--until", range.until],
		);
		expect({ code, stdout }).toEqual({
			code: 0,
			stdout: expect.stringContaining("is not sent again"),
		});
		service.kill("SIGTERM");
		await service.exited;
		expect(backend.records).toHaveLength(all);
		expectOnce(backend);
	});

	test.each([
		["SIGINT", "beside a service"],
		["SIGKILL", "beside a service"],
		["SIGKILL", "without a service"],
	] as const)(
		"%s of the command %s stops it; the same command goes on where it was",
		async (signal, place) => {
			await using scene = await startScene();
			const { org, backend, range } = scene;
			await using service =
				place === "beside a service" ? scene.start() : undefined;
			await service?.until(() =>
				service.stderr.includes("everything is ready"),
			);
			const args = ["--since", range.since, "--until", range.until];
			stallThirdFile(org);
			{
				await using command = scene.start("backfill", ...args);
				await backend.until(() => arrivedLogins(backend).length >= 20);
				await org.requested({ endpoint: "log_file" }, { count: 3 });
				command.kill(signal);
				const { code } = await command.exited;
				if (signal === "SIGINT") {
					expect(code).toBe(1);
					expect(command.stderr).toContain("The same command goes on");
				}
			}
			org.clearInterventions();
			const read = () =>
				org.requests().filter(({ endpoint }) => endpoint === "log_file").length;
			const asked = read();

			// The service needs a moment to notice that a killed command is gone.
			let end = await scene.run("backfill", ...args);
			while (end.stderr.includes("another backfill is running")) {
				end = await scene.run("backfill", ...args);
			}
			expect(end).toMatchObject({ code: 0 });
			expect(read() - asked).toBe(2);
			await backend.until(
				() => arrivedLogins(backend).length >= loginUids(org, range).size,
			);
			expect(new Set(arrivedLogins(backend))).toEqual(loginUids(org, range));
			expect(arrivedAuditTimes(backend)).toEqual(auditTimes(org, range));
			// What a process that was killed had on its way can arrive twice.
			if (service !== undefined) expectOnce(backend);
		},
	);

	test("kill -9 of the service ends it with a message; with the next service the same command goes on", async () => {
		await using scene = await startScene();
		const { org, backend, range } = scene;
		const args = ["--since", range.since, "--until", range.until];
		stallThirdFile(org);
		{
			await using service = scene.start();
			await service.until(() => service.stderr.includes("everything is ready"));
			await using command = scene.start("backfill", ...args);
			await backend.until(() => arrivedLogins(backend).length >= 20);
			service.kill("SIGKILL");
			await service.exited;
			expect(await command.exited).toMatchObject({ code: 1 });
			expect(command.stderr).toContain("The service has gone");
		}
		org.clearInterventions();
		await using service = scene.start();
		await service.until(() => service.stderr.includes("everything is ready"));
		expect(await scene.run("backfill", ...args)).toMatchObject({ code: 0 });
		const logins = loginUids(org, range);
		await backend.until(
			() =>
				new Set(arrivedLogins(backend)).size === logins.size &&
				arrivedAuditTimes(backend).length === auditTimes(org, range).length,
		);
		expect(new Set(arrivedLogins(backend))).toEqual(logins);
	});

	test("a stream that can't be read is told with its cure, the others are read, and the exit code says so", async () => {
		await using scene = await startScene();
		const { org, backend, range } = scene;
		org.intervene({
			on: { endpoint: "describe", path: /SetupAuditTrail/ },
			times: 100,
			effect: {
				kind: "answer",
				answer: {
					status: 404,
					headers: { "Content-Type": "application/json" },
					body: '[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]',
				},
			},
		});
		const { code, stdout, stderr } = await scene.run(
			"backfill",
			...["--since", range.since, "--until", range.until],
		);
		expect({ code, stdout }).toEqual({
			code: 1,
			stdout: expect.stringContaining("but not all there are"),
		});
		expect(stderr).toMatch(
			/not read of salesforce, setup_audit_trail: .*permission/i,
		);
		expect(new Set(arrivedLogins(backend))).toEqual(loginUids(org, range));
	});

	test("it leaves the rest of the API budget to the live streams: it waits, says so, and can be stopped", async () => {
		await using scene = await startScene(undefined, { api_budget: 6 });
		const { org, range } = scene;
		const args = ["--since", range.since, "--until", range.until];
		await using command = scene.start("backfill", ...args);
		await command.until(() => command.stderr.includes("waiting for API calls"));
		const calls = org
			.requests()
			.filter(({ endpoint }) => endpoint !== "token").length;
		expect(calls).toBeLessThanOrEqual(6);
		command.kill("SIGINT");
		expect(await command.exited).toMatchObject({ code: 1 });
		expect(command.stderr).toContain("The same command goes on");
	});

	test("a wrong command line is refused before anything is opened", async () => {
		const args = ["backfill", "--since", "2026-05-01", "--until", "2999-01-01"];
		const { code, stderr } = await runProduct(args);
		expect({ code, stderr }).toEqual({
			code: 2,
			stderr: expect.stringContaining("in the future"),
		});
	});
});
