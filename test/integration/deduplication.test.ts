// What was delivered is not delivered again, however Salesforce repeats it; and
// nothing else is taken for a repetition. Invariant, in every test: each uid comes
// exactly once.

import { describe, test } from "vitest";
import { rowsContent } from "../../simulator/log-files/file-content.ts";
import { LOGIN_COLUMNS, loginCsv, loginRow } from "./support/login-csv.ts";
import { type OtlpBackend, startBackend } from "./support/otlp-backend.ts";
import {
	prepareService,
	type RunningService,
	startService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startEmptyOrg,
	startOrg,
} from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Scene extends AsyncDisposable {
	readonly org: SimulatedOrg;
	readonly backend: OtlpBackend;
	readonly service: RunningService;
	/** REQUEST_IDs of the records that came since the last call. */
	arrived(count: number, repeated?: number): Promise<string[]>;
}

async function startScene(
	login: Record<string, unknown> = {},
	receiver: Record<string, unknown> = {},
): Promise<Scene> {
	await using stack = new AsyncDisposableStack();
	const org = stack.use(await startEmptyOrg());
	const backend = stack.use(await startBackend());
	const service = stack.use(
		await startService({
			orgs: { a: org },
			exporters: { otlp_http: { endpoint: backend.url } },
			login,
			receiver,
		}),
	);
	const owned = stack.move();
	let seen = 0;
	let told = 0;
	return {
		org,
		backend,
		service,
		async arrived(count, repeated = 0) {
			seen += count;
			told += repeated;
			await service.until(() => duplicates(service) >= told);
			await backend.until(() => backend.records.length >= seen);
			return backend.records.slice(seen - count).map(requestIdOf);
		},
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

function requestIdOf(record: OtlpBackend["records"][number]): string {
	return String(record.attributes["salesforce.request.id"]);
}

function duplicates(service: RunningService): number {
	return service.total("salesforce_receiver_duplicate_log_records");
}

const DAILY = { log_file_interval: "daily" };

describe.concurrent("a file that repeats rows", () => {
	test.for([
		["under its old Id", false],
		["under a new Id", true],
	] as const)(
		"as a daily file that is replaced %s sends only its new rows",
		async ([, newId], { expect }) => {
			await using scene = await startScene(DAILY);
			const { org, backend } = scene;
			const file = org.publishFile({
				interval: "Daily",
				content: loginCsv("a", "b", "c"),
			});
			expect(await scene.arrived(3)).toEqual(["a", "b", "c"]);

			org.advance(12 * HOUR_MS);
			org.replaceFile(
				file.id,
				{ content: loginCsv("a", "new", "b", "c", "newer") },
				{ newId },
			);
			expect(await scene.arrived(2, 3)).toEqual(["new", "newer"]);
			expect([...backend.uids.values()]).toEqual([1, 1, 1, 1, 1]);
		},
	);

	test("as a late hourly file sends only its new rows", async ({ expect }) => {
		await using scene = await startScene();
		const { org, backend } = scene;
		org.publishFile({ content: loginCsv("a", "b") });
		expect(await scene.arrived(2)).toEqual(["a", "b"]);

		org.advance(3 * HOUR_MS);
		const logDate = new Date(org.ledger()[0]?.logDate ?? 0);
		org.publishFile({
			content: loginCsv("b", "late"),
			sequence: 2,
			logDate,
		});
		expect(await scene.arrived(1, 1)).toEqual(["late"]);
		expect(backend.uids.size).toBe(3);
	});

	test("as the daily file of hours that were read already sends nothing", async ({
		expect,
	}) => {
		using directory = temporaryDirectory();
		await using org = await startEmptyOrg();
		await using backend = await startBackend();
		const setup = {
			orgs: { a: org },
			exporters: { otlp_http: { endpoint: backend.url } },
			directory: directory.path,
		};
		org.publishFile({ content: loginCsv("a", "b") });
		{
			await using service = await startService(setup);
			await backend.until(() => backend.records.length === 2);
			await service.stop();
		}
		org.publishFile({ interval: "Daily", content: loginCsv("a", "b", "c") });
		await using service = await startService({ ...setup, login: DAILY });
		await service.until(() => duplicates(service) === 2);
		await backend.until(() => backend.records.length === 3);
		expect(backend.records.map(requestIdOf)).toEqual(["a", "b", "c"]);
	});

	test("sends all of them when deduplication is switched off", async ({
		expect,
	}) => {
		await using scene = await startScene(
			{},
			{ deduplication: { enabled: false } },
		);
		scene.org.publishFile({ content: loginCsv("a") });
		expect(await scene.arrived(1)).toEqual(["a"]);
		scene.org.publishFile({ content: loginCsv("a"), sequence: 2 });
		expect(await scene.arrived(1)).toEqual(["a"]);
	});
});

describe.concurrent("what is no repetition", () => {
	test("equal rows of one file are as many events, and their number is remembered", async ({
		expect,
	}) => {
		await using scene = await startScene(DAILY);
		const { org, backend } = scene;
		const file = org.publishFile({
			interval: "Daily",
			content: loginCsv("same", "same", "other", "same"),
		});
		await scene.arrived(4);
		expect(backend.uids.size).toBe(4);

		org.advance(12 * HOUR_MS);
		org.replaceFile(file.id, {
			content: loginCsv("same", "same", "same", "same", "other"),
		});
		expect(await scene.arrived(1, 4)).toEqual(["same"]);
		expect([...backend.uids.values()]).toEqual([1, 1, 1, 1, 1]);
	});

	test("the same rows of two orgs are two events each", async ({ expect }) => {
		await using one = await startEmptyOrg({ seed: 1 });
		await using two = await startEmptyOrg({ seed: 2 });
		await using backend = await startBackend();
		for (const org of [one, two]) {
			org.publishFile({ content: loginCsv("a", "b") });
		}
		await using service = await startService({
			orgs: { one, two },
			exporters: { otlp_http: { endpoint: backend.url } },
		});
		await backend.until(() => backend.records.length === 4);
		expect([...backend.uids.values()]).toEqual([1, 1, 1, 1]);
		expect(duplicates(service)).toBe(0);
	});

	test("two receivers of one org deliver each for itself", async ({
		expect,
	}) => {
		await using org = await startEmptyOrg();
		await using backend = await startBackend();
		org.publishFile({ content: loginCsv("a", "b") });
		await using service = await startService({
			orgs: { one: org, two: org },
			exporters: { otlp_http: { endpoint: backend.url } },
		});
		await backend.until(() => backend.records.length === 4);
		expect([...backend.uids.values()]).toEqual([2, 2]);
		expect(duplicates(service)).toBe(0);
	});
});

test("a restart inside a file sends none of the rows before the checkpoint, and counts equal rows on", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startEmptyOrg({ gzip: false });
	await using backend = await startBackend();
	// Each tenth row is the same, in what is read before the restart and behind it.
	const rows = Array.from({ length: 6_000 }, (_, index) =>
		loginRow(index % 10 === 0 ? "same" : `row-${index}`),
	);
	const file = org.publishFile({ content: rowsContent(LOGIN_COLUMNS, rows) });
	const expected = publishedUids(org);
	const setup = {
		orgs: { a: org },
		exporters: { otlp_http: { endpoint: backend.url } },
		directory: directory.path,
	};
	org.intervene({
		on: { endpoint: "log_file" },
		effect: { kind: "stall", afterBytes: Math.floor(file.length * 0.75) },
	});
	{
		await using service = await startService(setup);
		await backend.until(() => backend.records.length >= 4_000);
		await service.stop();
	}
	const before = backend.records.length;
	expect(before).toBeLessThan(6_000);
	await using service = await startService(setup);
	await backend.until(() => backend.records.length >= 6_000);
	await service.stop();

	expect(new Set(backend.uids.keys())).toEqual(expected);
	expect(expected.size).toBe(6_000);
	expect(backend.records).toHaveLength(6_000);
	expect(service.total("otelcol_receiver_accepted_log_records")).toBe(
		6_000 - before,
	);
	// Known by the checkpoint, not by their uids.
	expect(duplicates(service)).toBe(0);
});

test("an object whose windows overlap sends each event once, restarts included", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg({ hours: 2, rows_per_hour: 50 });
	await using backend = await startBackend();
	const poll = async () => {
		await using service = await prepareService({
			orgs: { a: org },
			exporters: { otlp_http: { endpoint: backend.url } },
			streams: {
				login: {
					source: "object",
					initial_lookback: "30h",
					visibility_lag: "1m",
					overlap: "2h",
					max_window: "20m",
				},
			},
			directory: directory.path,
		});
		await service.runOnce();
		await service.stop();
	};
	const olderThan = (ms: number) =>
		new Set(
			org
				.objectLedger("LoginEvent")
				.filter(
					({ EventDate }) => Date.parse(String(EventDate)) < org.now() - ms,
				)
				.map(({ EventIdentifier }) => String(EventIdentifier)),
		);
	const expectAllDue = () => {
		const arrived = new Set(backend.uids.keys());
		// The org tells its time in whole seconds, and it goes on meanwhile.
		expect(olderThan(MINUTE_MS + 1_000).difference(arrived)).toEqual(new Set());
		expect(arrived.difference(olderThan(0))).toEqual(new Set());
		expect(backend.records).toHaveLength(arrived.size);
	};
	await poll();
	await poll();
	expect(backend.uids.size).toBeGreaterThan(0);
	expectAllDue();

	org.publishRows("LoginEvent", [
		{ EventDate: org.now() - 30 * MINUTE_MS, EventIdentifier: "came-late" },
	]);
	org.advance(10 * MINUTE_MS);
	await poll();
	expectAllDue();
	expect(backend.uids.get("came-late")).toBe(1);
});
