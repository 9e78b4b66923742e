// One row of every event type and object, and the record that it becomes, whole.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EVENT_TABLES } from "../../../../receiver/mapping/tables/event-tables.ts";
import { goldenEvents, mapGoldenEvent, readable } from "./golden-events.ts";

test.each(goldenEvents())(
	"a row of $name becomes the record of its golden file",
	async (event) => {
		const { record, problems } = await mapGoldenEvent(event);

		const golden = JSON.parse(readFileSync(event.goldenUrl, "utf8"));
		expect(JSON.parse(JSON.stringify(readable(record)))).toEqual(golden);
		expect(Object.keys(record.attributes)).toEqual(
			Object.keys(golden.attributes),
		);
		expect(problems).toEqual([]);
	},
);

test("every event type and every stored object with a table has a golden file", () => {
	const names = goldenEvents().map(({ name }) => name);
	const stored = EVENT_TABLES.flatMap(({ objects = [] }) => objects).filter(
		(object) => !object.endsWith("Stream"),
	);

	for (const { eventType } of EVENT_TABLES) expect(names).toContain(eventType);
	for (const object of stored) expect(names).toContain(object);
});

test("a golden row of a file leaves no column without a rule", async () => {
	for (const event of goldenEvents()) {
		if (event.name === "FlowExecution" || event.name === "ApiEvent") continue;
		const { record } = await mapGoldenEvent(event);
		const unknown = Object.keys(record.attributes).filter((name) =>
			UNKNOWN.test(name),
		);

		expect([event.name, unknown]).toEqual([event.name, []]);
	}
});

/** The namespaces of event types that are not those of attributes. */
const UNKNOWN =
	/^salesforce\.(apex_\w+|external_custom\w+|concurrent_\w+|queued_\w+|setup_audit_trail|rest_api|api_total_usage|bulk_api2|aura_request|lightning_\w+|report_export|permission_update|insufficient_access)\./;
