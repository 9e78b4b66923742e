// What reading an org costs of its API calls: counted by the simulated org, for all four
// streams at their default intervals, over one hour of its clock.

import { expect, test } from "vitest";
import { startBackend } from "./support/otlp-backend.ts";
import { prepareService } from "./support/running-service.ts";
import { startOrg } from "./support/simulated-org.ts";

const MINUTE_MS = 60_000;
/** By their default `poll_interval`. */
const EVERY_5_MINUTES = { setup_audit_trail: {} };
const EVERY_15_MINUTES = { login: {}, logout: {}, apex: {} };

/** API calls of one hour after a first poll of everything, and those of that first poll. */
async function callsOfAnHour(rowsPerHour: number) {
	await using org = await startOrg({
		// Which files appear within an hour is the org's chance, and that is its time's.
		start_time: "2026-11-23T12:30:00Z",
		hours: 8,
		rows_per_hour: rowsPerHour,
		streams: ["login", "logout", "apex", "setup_audit_trail"],
	});
	await using backend = await startBackend();
	const services = [];
	for (const streams of [EVERY_5_MINUTES, EVERY_15_MINUTES]) {
		services.push(
			await prepareService({
				orgs: { only: org },
				exporters: { otlp_http: { endpoint: backend.url } },
				// An assertion would be of today.
				receiver: {
					streams,
					auth: {
						client_credentials: {
							client_id: org.clientId,
							client_secret: org.clientSecret,
						},
					},
				},
				clock: { now: () => org.now(), sleep: async () => {} },
			}),
		);
	}
	const [often, seldom] = services;
	const calls = () =>
		org
			.requests()
			.filter(({ path }) => path.startsWith("/services/data"))
			.map(({ endpoint }) => endpoint);
	try {
		await often?.runOnce();
		await seldom?.runOnce();
		const first = calls();
		const began = org.now();
		for (let minute = 5; minute <= 60; minute += 5) {
			org.advance(5 * MINUTE_MS);
			await often?.runOnce();
			if (minute % 15 === 0) await seldom?.runOnce();
		}
		const hour = calls().slice(first.length);
		// Younger files are left for the next poll.
		const settled = (now: number) => now - 2 * MINUTE_MS;
		const files = org
			.ledger()
			.filter(
				({ createdDate }) =>
					createdDate > settled(began) && createdDate <= settled(org.now()),
			).length;
		return { first, hour, files };
	} finally {
		for (const service of services) await service.stop();
	}
}

const count = (calls: readonly string[], endpoint: string) =>
	calls.filter((of) => of === endpoint).length;

test("an idle org costs a query for each poll, and nothing else", async () => {
	const { hour } = await callsOfAnHour(0);
	expect(hour).toHaveLength(16);
	expect(count(hour, "query")).toBe(12 + 4);
});

test("a busy org costs one call more for each file", async () => {
	const { first, hour, files } = await callsOfAnHour(40);
	expect(count(hour, "query")).toBe(16);
	// Of Login, Logout and the nine Apex types.
	expect(files).toBeGreaterThanOrEqual(8);
	expect(count(hour, "log_file")).toBe(files);
	expect(hour).toHaveLength(16 + files);
	// Once a day for each object, and once for each service.
	expect(count(first, "describe")).toBe(2);
});
