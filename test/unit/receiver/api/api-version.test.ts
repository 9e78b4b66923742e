import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	newestTested,
	parseVersions,
} from "../../../../receiver/api/api-versions.ts";
import {
	answerJson,
	clientOf,
	collectRows,
	neverAborted,
	rejection,
	startServer,
} from "./loopback.ts";

const listOf = (...versions: number[]) =>
	versions.map((version) => ({
		label: "Winter '27",
		url: `/services/data/v${version}.0`,
		version: `${version}.0`,
	}));
const RETIRED = [{ errorCode: "UNSUPPORTED_API_VERSION", message: "retired" }];
const NOT_FOUND = [
	{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" },
];

/** An org that offers and serves these versions; `served` may change. */
async function startOrg(served: number[], refusal: 404 | 410 = 404) {
	const org = await startServer((request, response) => {
		const { pathname } = new URL(request.url ?? "", "http://org");
		if (pathname === "/services/data") {
			return answerJson(response, 200, listOf(...served));
		}
		const version = Number(/v(\d+)\.0/.exec(pathname)?.[1]);
		if (!served.includes(version)) {
			return answerJson(
				response,
				refusal,
				refusal === 404 ? NOT_FOUND : RETIRED,
			);
		}
		answerJson(response, 200, { done: true, records: [{ version }] });
	});
	const asked = () =>
		org.requests.map(({ url }) => /v\d+|data$/.exec(url ?? "")?.[0]);
	return { origin: org.origin, asked };
}

describe("api_version: auto", () => {
	test("is the newest that both know, asked for once", async () => {
		const org = await startOrg([31, 46, 60, 68, 69, 70]);
		const { client } = clientOf(org.origin, { apiVersion: "auto" });
		await Promise.all([
			collectRows(client.query("q", neverAborted)),
			collectRows(client.query("q", neverAborted)),
		]);
		expect(org.asked()).toEqual(["data", "v68", "v68"]);
	});

	test("an org that is behind gets its own newest", async () => {
		const org = await startOrg([31, 46, 60]);
		const { client } = clientOf(org.origin, { apiVersion: "auto" });
		expect(await collectRows(client.query("q", neverAborted))).toEqual([
			{ version: 60 },
		]);
	});

	test.each([
		["too old", [31, 45]],
		["too new", [69, 80]],
	])("an org that is %s is told, with what it offers", async (_, served) => {
		const org = await startOrg(served);
		const { client } = clientOf(org.origin, { apiVersion: "auto" });
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({
			code: "api_version_not_supported",
			message: expect.stringContaining(
				`${served[0]}.0 to ${served[1]}.0; tested are 46.0 to 68.0`,
			),
		});
	});

	test.each([404, 410] as const)(
		"a version that the org has given up (%d) is chosen anew",
		async (refusal) => {
			const served = [60, 67];
			const org = await startOrg(served, refusal);
			const { client } = clientOf(org.origin, { apiVersion: "auto" });
			if (refusal === 410) await collectRows(client.query("q", neverAborted));
			else served.push(68);
			if (refusal === 404)
				await client.describe("X", neverAborted).catch(() => {});
			served.splice(0, served.length, 66);
			expect(await collectRows(client.query("q", neverAborted))).toEqual([
				{ version: 66 },
			]);
		},
	);

	test("a failed question is asked again by the next request", async () => {
		let asked = 0;
		const org = await startServer((request, response) => {
			if (!request.url?.endsWith("data")) {
				return answerJson(response, 200, { done: true, records: [] });
			}
			if (asked++ === 0) return answerJson(response, 403, []);
			answerJson(response, 200, listOf(67));
		});
		const { client } = clientOf(org.origin, { apiVersion: "auto" });
		await rejection(collectRows(client.query("q", neverAborted)));
		expect(await collectRows(client.query("q", neverAborted))).toEqual([]);
	});

	test("a caller that leaves does not take the answer from the others", async () => {
		let answerVersions: (() => void) | undefined;
		const org = await startServer((request, response) => {
			if (!request.url?.endsWith("data")) {
				return answerJson(response, 200, { done: true, records: [] });
			}
			answerVersions ??= () => leaving.abort(new Error("left"));
			if (org.requests.length === 1) return answerVersions();
			answerJson(response, 200, listOf(67));
		});
		const leaving = new AbortController();
		const { client } = clientOf(org.origin, { apiVersion: "auto" });
		const left = rejection(collectRows(client.query("q", leaving.signal)));
		const stayed = collectRows(client.query("q", neverAborted));
		expect(await left).toMatchObject({ message: "left" });
		expect(await stayed).toEqual([]);
	});
});

describe("a fixed version", () => {
	test("is used without a question", async () => {
		const org = await startOrg([67]);
		const { client } = clientOf(org.origin, { apiVersion: "67.0" });
		await collectRows(client.query("q", neverAborted));
		expect(org.asked()).toEqual(["v67"]);
	});

	test("that the org does not know is told with those that it knows", async () => {
		const org = await startOrg([31, 67]);
		const { client } = clientOf(org.origin, { apiVersion: "68.0" });
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({
			code: "api_version_unknown",
			message: expect.stringContaining(
				"api_version is 68.0; the org offers 31.0 to 67.0",
			),
		});
	});

	test("that is retired is told, too", async () => {
		const org = await startOrg([31, 67], 410);
		const { client } = clientOf(org.origin, { apiVersion: "30.0" });
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({ code: "api_version_unknown", status: 410 });
	});

	test("is not blamed for an object that is not there", async () => {
		const org = await startServer((request, response) => {
			if (request.url?.endsWith("data")) {
				return answerJson(response, 200, listOf(67));
			}
			answerJson(response, 404, NOT_FOUND);
		});
		const { client } = clientOf(org.origin, { apiVersion: "67.0" });
		const error = await rejection(client.describe("LoginEvent", neverAborted));
		expect(error).toMatchObject({ code: "object_not_available" });
	});
});

describe("the list of versions", () => {
	test("is understood as XML, too", () => {
		const xml = `<?xml version="1.0" encoding="UTF-8"?><Versions><Version><label>Spring</label><url>/services/data/v66.0</url><version>66.0</version></Version><Version><version>67.0</version></Version></Versions>`;
		expect(parseVersions(xml, "application/xml", "GET")).toEqual([66, 67]);
	});

	test.each([
		["a web page", "<html><title>Login</title></html>", "html_answer"],
		["something else", '{"error":1}', "unexpected_answer"],
		["nothing", "", "not_json"],
	])("that is %s is an error of the family", (_, body, code) => {
		expect(() => parseVersions(body, undefined, "GET")).toThrow(
			expect.objectContaining({ code }),
		);
	});

	test("gives a version that is on it and was tested, and none greater is", () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer({ min: 20, max: 90 }), { minLength: 1 }),
				(offered) => {
					const sorted = offered.toSorted((a, b) => a - b);
					const tested = sorted.filter((v) => v >= 46 && v <= 68);
					if (tested.length === 0) {
						expect(() => newestTested(sorted, "GET")).toThrow();
					} else {
						expect(newestTested(sorted, "GET")).toBe(Math.max(...tested));
					}
				},
			),
		);
	});
});
