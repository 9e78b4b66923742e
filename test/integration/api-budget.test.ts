// API calls are the org's, not ours: how much of them the service takes, and that it
// says so.

import { describe, expect, test } from "vitest";
import { createChanges } from "./support/changes.ts";
import { type OtlpBackend, startBackend } from "./support/otlp-backend.ts";
import { jumpingClock, startService } from "./support/running-service.ts";
import { startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const SPENT = /has spent its share of the org's API calls/;
const NEARLY_OUT = /all but its last API calls/;

function serviceOf(
	org: Awaited<ReturnType<typeof startOrg>>,
	backend: OtlpBackend,
	receiver: Record<string, unknown>,
	directory: string,
) {
	return startService({
		orgs: { only: org },
		exporters: { otlp_http: { endpoint: backend.url } },
		receiver,
		directory,
		clock: jumpingClock(),
		changes: createChanges(),
	});
}

const callsIn = (org: { requests(): readonly { path: string }[] }) =>
	org.requests().filter(({ path }) => path.startsWith("/services/data")).length;

describe("api_budget", () => {
	test("slows polling before it is spent, stops it, and lets it go on when a day has passed", async () => {
		await using org = await startOrg();
		await using backend = await startBackend();
		using directory = temporaryDirectory();
		await using service = await serviceOf(
			org,
			backend,
			{ api_budget: 30 },
			directory.path,
		);
		const told = (message: RegExp) =>
			service.log.filter(({ msg }) => message.test(msg));
		await service.until(() => told(SPENT).length > 0);
		const spent = callsIn(org);
		expect(told(/polled less often/)).toHaveLength(1);
		expect(told(SPENT)).toMatchObject([
			{ reason: "budget_spent", api_budget: 30 },
		]);
		// The budget, and the question for the org's limits that follows.
		expect(spent).toBeGreaterThanOrEqual(30);
		expect(spent).toBeLessThanOrEqual(32);

		await service.until(() => told(/The org is read again/).length > 0);
		expect(
			service.total("salesforce_receiver_polls_postponed"),
		).toBeGreaterThan(10);
	});

	test("is remembered across a restart", async () => {
		await using org = await startOrg();
		await using backend = await startBackend();
		using directory = temporaryDirectory();
		const first = await serviceOf(
			org,
			backend,
			{ api_budget: 30 },
			directory.path,
		);
		await first.until(() => first.log.some(({ msg }) => SPENT.test(msg)));
		await first.stop();
		const before = callsIn(org);

		await using second = await serviceOf(
			org,
			backend,
			{ api_budget: 30 },
			directory.path,
		);
		await second.until(() => second.log.some(({ msg }) => SPENT.test(msg)));
		expect(callsIn(org) - before).toBeLessThanOrEqual(2);
	});
});

test("the org's last 5 percent are left to others", async () => {
	await using org = await startOrg({ daily_api_requests: 40 });
	await using backend = await startBackend();
	using directory = temporaryDirectory();
	await using service = await serviceOf(
		org,
		backend,
		{ api_budget: "100%" },
		directory.path,
	);
	await service.until(() =>
		service.log.some(({ msg }) => NEARLY_OUT.test(msg)),
	);
	expect(callsIn(org)).toBeLessThanOrEqual(39);
	expect(service.complaints("REQUEST_LIMIT_EXCEEDED")).toEqual([]);
});
