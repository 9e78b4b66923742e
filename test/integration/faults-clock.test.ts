// The machine's clock is set forward and back by an hour, and the org's is right.
// Invariants: every kind of stream is read on, requests are delivered, nothing is lost
// and nothing comes twice.

import { describe, test } from "vitest";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import { rowsContent } from "../../simulator/log-files/file-content.ts";
import { LOGIN_COLUMNS, loginCsv, loginRow } from "./support/login-csv.ts";
import { startBackend, taken } from "./support/otlp-backend.ts";
import { startService } from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startEmptyOrg,
} from "./support/simulated-org.ts";

const HOUR_MS = 3_600_000;

/** Waits are short, and measured by nobody; the time of day is what the test says. */
function settableClock(): Clock & { set(byMs: number): void } {
	let off = 0;
	return {
		now: () => systemClock.now() + off,
		sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 10), signal),
		set(byMs) {
			off += byMs;
		},
	};
}

interface Kind {
	readonly what: string;
	readonly streams: Readonly<Record<string, Record<string, unknown>>>;
	/** Makes the n-th event of the org happen now; gives its uids. */
	readonly publish: (org: SimulatedOrg, n: number) => Iterable<string>;
}

/** Each alone: no other stream's answers tell the time. */
const KINDS: readonly Kind[] = [
	{
		what: "files",
		streams: { login: {} },
		publish(org, n) {
			const before = publishedUids(org);
			// The last two look alike, and are two.
			const rows = [`${n}`, "equal", "equal"].map((id) => loginRow(id));
			org.publishFile({ content: rowsContent(LOGIN_COLUMNS, rows) });
			return publishedUids(org).difference(before);
		},
	},
	{
		what: "an object of events",
		streams: {
			logout: {
				source: "object",
				initial_lookback: "6h",
				visibility_lag: "1s",
				overlap: "1m",
				poll_interval: "1m",
			},
		},
		publish(org, n) {
			const EventIdentifier = `event-${n}`;
			org.publishRows("LogoutEvent", [
				{ EventDate: org.now(), EventIdentifier },
			]);
			return [EventIdentifier];
		},
	},
	{
		what: "the setup audit trail",
		streams: { setup_audit_trail: { poll_interval: "1m" } },
		publish(org, n) {
			const Id = `0Ym5j${String(n).padStart(10, "0")}AAA`;
			org.publishRows("SetupAuditTrail", [{ CreatedDate: org.now(), Id }]);
			return [Id];
		},
	},
];

const JUMPS = [
	["forward", [HOUR_MS]],
	["back", [-HOUR_MS]],
	["forward and back", [HOUR_MS, -HOUR_MS]],
	["back and forward", [-HOUR_MS, HOUR_MS]],
] as const;

describe.concurrent("a clock that is set", () => {
	test.for(
		JUMPS.flatMap(([direction, jumps]) =>
			KINDS.map((kind) => [direction, kind.what, kind, jumps] as const),
		),
	)(
		"%s by an hour: %s are read on, once",
		async ([, , { streams, publish }, jumps], { expect }) => {
			const clock = settableClock();
			await using org = await startEmptyOrg();
			await using backend = await startBackend();
			await using service = await startService({
				orgs: { a: org },
				exporters: { otlp_http: { endpoint: backend.url } },
				streams,
				clock,
			});
			const expected = new Set<string>();
			let events = 0;
			const delivered = async () => {
				for (const uid of publish(org, events++)) expected.add(uid);
				org.advance(60_000);
				await backend.until(() => backend.uids.size >= expected.size);
			};
			await delivered();
			for (const jump of jumps) {
				clock.set(jump);
				await delivered();
				await delivered();
			}
			await service.stop();
			expect(new Set(backend.uids.keys())).toEqual(expected);
			expect(backend.records).toHaveLength(expected.size);
			expect(service.complaints("could not be read")).toEqual([]);
		},
	);

	test.for([
		["forward", HOUR_MS],
		["back", -HOUR_MS],
	] as const)(
		"%s by an hour while a backend asks for time holds nothing up",
		async ([, jump], { expect }) => {
			const clock = settableClock();
			await using org = await startEmptyOrg();
			await using backend = await startBackend(() => ({
				status: 429,
				headers: { "retry-after": "30" },
			}));
			org.publishFile({ content: loginCsv("a", "b") });
			await using service = await startService({
				orgs: { a: org },
				exporters: { otlp_http: { endpoint: backend.url } },
				clock,
			});
			await backend.until(() => backend.requests.length > 2);
			clock.set(jump);
			const seen = backend.requests.length;
			await backend.until(() => backend.requests.length > seen);
			backend.answer(taken);
			await backend.until(() => backend.records.length === 2);
			// Never longer than was asked for, and its jitter.
			expect(
				Math.max(...service.waits.filter((ms) => ms !== 900_000)),
			).toBeLessThan(15 * 60_000 * 1.06);
		},
	);
});
