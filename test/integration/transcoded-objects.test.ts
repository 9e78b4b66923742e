// Rows of objects over both ways, from a simulated org to backends: one takes Protobuf,
// for which rows are transcoded, and one JSON, for which they become records first.

import { expect, test } from "vitest";
import type { ArrivedRecord } from "./support/arrived-record.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { prepareService } from "./support/running-service.ts";
import { startOrg } from "./support/simulated-org.ts";

const STREAMS = {
	login: { source: "object", initial_lookback: "12h" },
	logout: { source: "object", initial_lookback: "12h" },
	setup_audit_trail: { initial_lookback: "12h" },
	event_objects: {
		objects: ["ApiEvent", "ReportEvent"],
		initial_lookback: "12h",
	},
};

test("pages of every object are transcoded whole, to what records of them are", async () => {
	await using org = await startOrg({
		hours: 4,
		rhythm: false,
		rows_per_hour: 40,
		streams: ["login", "logout", "setup_audit_trail"],
		objects: { ApiEvent: 20, ReportEvent: 20 },
	});
	const arrived: ArrivedRecord[][] = [];
	for (const encoding of ["proto", "json"]) {
		await using backend = await startBackend();
		await using service = await prepareService({
			orgs: { only: org },
			exporters: { otlp_http: { endpoint: backend.url, encoding } },
			receiver: { streams: STREAMS },
			clock: { now: () => org.now(), sleep: async () => {} },
		});
		await service.runOnce();
		const read = service.total("salesforce_receiver_rows_read");
		await backend.until(() => backend.records.length === read);
		expect(service.total("salesforce_receiver_rows_not_transcoded")).toBe(0);
		arrived.push(backend.records.toSorted(byUid));
	}

	const [transcoded, mapped] = arrived;
	const events = new Set(transcoded?.map(({ eventName }) => eventName));
	expect(events.size).toBe(5);
	expect(transcoded).toEqual(mapped);
});

function byUid(a: ArrivedRecord, b: ArrivedRecord): number {
	const [one, other] = [a, b].map(({ attributes }) =>
		String(attributes["log.record.uid"]),
	);
	return String(one) < String(other) ? -1 : 1;
}
