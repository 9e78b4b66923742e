import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";
import type { LogFile } from "../../../../../receiver/sources/event-log-file/log-file.ts";
import {
	inParts,
	mergeListings,
} from "../../../../../receiver/sources/event-log-file/merge-listings.ts";
import { createCollector } from "./collector.ts";
import { createFakeOrg, HOUR } from "./fake-org.ts";

const TYPES = Array.from({ length: 20 }, (_, n) => `Type${n}`);

describe("a listing", () => {
	test("of so many types that the request is too long is split, now and from then on", async () => {
		const org = createFakeOrg();
		for (const eventType of TYPES)
			org.add({ eventType, requestIds: [eventType] });
		org.refuse = (soql) =>
			(soql.match(/'Type/g)?.length ?? 0) > 6
				? new SalesforceError("request_too_long", { status: 414 })
				: undefined;
		const collector = createCollector(org, org.client(), {
			event_types: TYPES,
		});
		await collector.poll();
		expect(collector.delivered.toSorted()).toEqual(TYPES.toSorted());

		const before = org.queries.length;
		await collector.poll();
		expect(org.queries.length - before).toBe(4);
	});

	test("of one type that is too long fails", async () => {
		const org = createFakeOrg();
		org.refuse = (soql) =>
			soql === "describe"
				? undefined
				: new SalesforceError("request_too_long", { status: 431 });
		const collector = createCollector(org, org.client());
		await expect(collector.poll()).rejects.toMatchObject({
			code: "request_too_long",
		});
	});

	test("that takes too long is made for shorter times, and nothing is missed", async () => {
		const org = createFakeOrg();
		for (let age = 23; age >= 1; age--) {
			org.add({ createdDate: org.now - age * HOUR, requestIds: [`${age}`] });
		}
		org.refuse = (soql) => {
			const [start = "", end] =
				soql.match(/(?<=CreatedDate >?<?=? )\S+Z/g) ?? [];
			const reach = (end ? Date.parse(end) : org.now) - Date.parse(start);
			return reach > 5 * HOUR
				? new SalesforceError("query_timeout")
				: undefined;
		};
		const collector = createCollector(org, org.client());
		await collector.poll();
		expect(collector.delivered).toHaveLength(23);
		expect(new Set(collector.delivered).size).toBe(23);
	});

	test("whose rest is gone begins again", async () => {
		const org = createFakeOrg();
		org.add({ requestIds: ["a"] });
		let lost = 0;
		org.refuse = (soql) =>
			soql !== "describe" && lost++ < 2
				? new SalesforceError("query_locator_invalid")
				: undefined;
		const collector = createCollector(org, org.client());
		await collector.poll();
		expect(collector.delivered).toEqual(["a"]);
	});
});

test("types that never show a file are told once, with those that are free", async () => {
	const org = createFakeOrg();
	org.add({ requestIds: ["a"] });
	const collector = createCollector(org, org.client(), {
		event_types: ["Login", "ApexExecution", "ApexTrigger"],
	});
	await collector.poll();
	org.now += HOUR;
	await collector.poll();
	expect(
		collector.telemetry.lines.filter(({ message }) =>
			message.includes("not licensed, not enabled, or no activity"),
		),
	).toMatchObject([
		{
			level: "warn",
			fields: {
				event_types: ["ApexExecution", "ApexTrigger"],
				free_event_types: expect.arrayContaining(["Login", "Logout"]),
			},
		},
	]);
});

test("listings of several queries end where the first of them ends, so no file is passed unseen", () => {
	const created = fc.integer({ min: 0, max: 50 });
	const listing = fc
		.record({ files: fc.array(created, { maxLength: 8 }), cut: fc.boolean() })
		.map(({ files, cut }, index = 0) => {
			const ready = files
				.toSorted((a, b) => a - b)
				.map(
					(at, n) =>
						({
							id: `${index}-${n}`,
							createdDate: new Date(at).toISOString(),
						}) as LogFile,
				);
			const last = ready.at(-1);
			return cut && last
				? { ready, moreAfter: Date.parse(last.createdDate) }
				: { ready };
		});
	fc.assert(
		fc.property(fc.array(listing, { maxLength: 5 }), (listings) => {
			const { ready, moreAfter } = mergeListings(listings);
			const ends = listings.flatMap((one) =>
				"moreAfter" in one ? [one.moreAfter ?? 0] : [],
			);
			expect(moreAfter).toBe(ends.length ? Math.min(...ends) : undefined);
			const all = listings.flatMap((one) => one.ready);
			const within = all.filter(
				(file) => Date.parse(file.createdDate) <= (moreAfter ?? Infinity),
			);
			expect(new Set(ready)).toEqual(new Set(within));
			const times = ready.map((file) => file.createdDate);
			expect(times).toEqual(times.toSorted());
		}),
	);
});

test("parts hold every name once, none more than its size", () => {
	fc.assert(
		fc.property(
			fc.array(fc.string()),
			fc.integer({ min: 1, max: 10 }),
			(names, size) => {
				const parts = inParts(names, size);
				expect(parts.flatMap((part) => part ?? [])).toEqual(names);
				for (const part of parts) {
					expect(part?.length).toBeLessThanOrEqual(size);
				}
			},
		),
	);
	expect(inParts(undefined, 3)).toEqual([undefined]);
});
