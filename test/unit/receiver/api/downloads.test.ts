import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDownloadSlots } from "../../../../receiver/api/download-slots.ts";
import {
	afterRefusal,
	fullWidth,
	LONG_RUNNING_MS,
	MAX_LONG_RUNNING,
	mayBegin,
	recovered,
} from "../../../../receiver/api/download-width.ts";
import {
	answerJson,
	clientOf,
	collectText,
	neverAborted,
	recordTelemetry,
	rejection,
	startServer,
} from "./loopback.ts";

/** Answers a file's first bytes, and its end when the test says so. */
async function startOrg() {
	const open: ServerResponse[] = [];
	let most = 0;
	let arrived = Promise.withResolvers<void>();
	const org = await startServer((_request, response) => {
		open.push(response);
		most = Math.max(most, open.length);
		response.on("close", () => open.splice(open.indexOf(response), 1));
		response.write("a,b\n");
		arrived.resolve();
		arrived = Promise.withResolvers();
	});
	return {
		origin: org.origin,
		requests: org.requests,
		open,
		most: () => most,
		async until(count: number) {
			while (org.requests.length < count) await arrived.promise;
		},
	};
}

describe("downloads at once", () => {
	test("are as many as max_concurrent_downloads, and the next begins when one ends", async () => {
		const org = await startOrg();
		const { client } = clientOf(org.origin, { maxConcurrentDownloads: 2 });
		const texts = [1, 2, 3, 4].map(async (n) =>
			collectText(await client.openLogFile(`/file-${n}`, neverAborted)),
		);
		for (let ended = 0; ended < 4; ended++) {
			await org.until(Math.min(4, 2 + ended));
			expect(org.requests).toHaveLength(Math.min(4, 2 + ended));
			org.open[0]?.end();
			await texts[ended];
		}
		expect(org.most()).toBe(2);
		expect(await Promise.all(texts)).toEqual(Array(4).fill("a,b\n"));
	});

	test.each(["leaves early", "aborts"])(
		"a reader that %s makes room",
		async (how) => {
			const org = await startOrg();
			const { client } = clientOf(org.origin, { maxConcurrentDownloads: 1 });
			const stop = new AbortController();
			const first = await client.openLogFile("/first", stop.signal);
			const second = client.openLogFile("/second", neverAborted);
			if (how === "aborts") stop.abort();
			else for await (const _ of first) break;
			const body = collectText(await second);
			org.open.at(-1)?.end();
			expect(await body).toBe("a,b\n");
		},
	);

	test("a file that is refused makes room", async () => {
		const org = await startServer((request, response) =>
			request.url === "/gone"
				? answerJson(response, 404, [{ errorCode: "NOT_FOUND", message: "" }])
				: response.end("a\n"),
		);
		const { client } = clientOf(org.origin, { maxConcurrentDownloads: 1 });
		await rejection(client.openLogFile("/gone", neverAborted));
		expect(
			await collectText(await client.openLogFile("/there", neverAborted)),
		).toBe("a\n");
	});

	test("are fewer when the org has no long-running request to spare", async () => {
		const org = await startServer((_request, response) =>
			org.requests.length === 1
				? answerJson(response, 403, [
						{
							errorCode: "REQUEST_LIMIT_EXCEEDED",
							message: "ConcurrentPerOrgLongTxn Limit exceeded.",
						},
					])
				: response.end("a\n"),
		);
		const { client, telemetry } = clientOf(org.origin);
		expect(
			await collectText(await client.openLogFile("/file", neverAborted)),
		).toBe("a\n");
		expect(telemetry.lines).toContainEqual(
			expect.objectContaining({
				fields: { downloads: 2, max_concurrent_downloads: 4 },
			}),
		);
	});

	test("long ones are counted", async () => {
		let now = 0;
		const telemetry = recordTelemetry();
		const slots = createDownloadSlots({
			max: 4,
			telemetry,
			clock: { now: () => now, sleep: async () => {} },
		});
		const short = await slots.enter(neverAborted);
		const long = await slots.enter(neverAborted);
		short();
		now = LONG_RUNNING_MS;
		long();
		long();
		expect(telemetry.total("salesforce_client_long_requests")).toBe(1);
	});
});

describe("the width", () => {
	test("never lets more begin than there are places, or more long ones run than half of the org's", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20 }),
				fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 25 }),
				(places, began) => {
					const now = 100_000;
					const long = began.filter((at) => now - at >= LONG_RUNNING_MS);
					expect(mayBegin(fullWidth(places), began, now)).toBe(
						began.length < places && long.length < MAX_LONG_RUNNING,
					);
				},
			),
		);
	});

	test("falls with each refusal to one at least, and comes back with time to what was asked for", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20 }),
				fc.integer({ min: 1, max: 8 }),
				(max, refusals) => {
					let width = fullWidth(max);
					for (let n = 0; n < refusals; n++) {
						const next = afterRefusal(width, n);
						expect(next.places).toBeGreaterThanOrEqual(1);
						expect(next.places).toBeLessThanOrEqual(width.places);
						width = next;
					}
					expect(recovered(width, max, refusals)).toEqual(width);
					const day = 24 * 3_600_000;
					expect(recovered(width, max, day).places).toBe(max);
				},
			),
		);
	});
});
