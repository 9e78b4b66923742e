// Two large files at once: one is transcoded on the main thread, the other one in a thread.
// What arrives does not tell which.

import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { HEADER, loginLines, loginRow } from "./support/login-csv.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { prepareService } from "./support/running-service.ts";
import { startEmptyOrg } from "./support/simulated-org.ts";

/** More than a file must have to be worth a thread. */
const FILE_BYTES = 66 * 1024 * 1024;
const AGENT = "Mozilla/5.0 ".repeat(5_000);

function largeFile(org: string): { ids: string[]; content: string } {
	const count = Math.ceil(FILE_BYTES / AGENT.length);
	const ids = Array.from({ length: count }, (_, row) => `${org}-${row}`);
	const rows = ids.map((id) => loginRow(id, { BROWSER_TYPE: AGENT }));
	return { ids, content: HEADER + loginLines(...rows) };
}

test("files of two orgs at once arrive whole, each in its order", async () => {
	await using one = await startEmptyOrg();
	await using other = await startEmptyOrg();
	await using backend = await startBackend();
	const files = { one: largeFile("one"), other: largeFile("other") };
	const createdDate = new Date(one.now() - 3_600_000);
	one.publishFile({ content: files.one.content, createdDate });
	other.publishFile({ content: files.other.content, createdDate });
	await using service = await prepareService({
		orgs: { one, other },
		exporters: { otlp_http: { endpoint: backend.url } },
	});

	await service.runOnce();
	await service.stop();

	const threads = service.log.filter(({ msg }) =>
		msg.startsWith("A thread begins"),
	);
	expect(threads).toHaveLength(availableParallelism() > 1 ? 1 : 0);
	const arrived = backend.records.map(({ attributes }) => ({
		uid: attributes["log.record.uid"],
		id: String(attributes["salesforce.request.id"]),
	}));
	for (const [org, { ids }] of Object.entries(files))
		expect(
			arrived.map(({ id }) => id).filter((id) => id.startsWith(`${org}-`)),
		).toEqual(ids);
	expect(new Set(arrived.map(({ uid }) => uid)).size).toBe(arrived.length);
	expect(service.complaints()).toEqual([]);
});
