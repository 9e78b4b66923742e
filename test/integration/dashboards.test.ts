// Every panel has something to show of what a simulated org does in a few hours. The
// engines of the backends are not here: the conditions are looked at by hand.

import { expect, test } from "vitest";
import { eventDashboards } from "../../dashboards/definitions/all.ts";
import type { Condition } from "../../dashboards/definitions/definition.ts";
import { shownBy } from "../unit/dashboards/attributes-of-panel.ts";
import type { Attributes } from "./support/arrived-record.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { prepareService } from "./support/running-service.ts";
import { startOrg } from "./support/simulated-org.ts";

const holds =
	(attributes: Attributes) =>
	({ attribute, is }: Condition): boolean => {
		const value = attributes[attribute];
		if (is === undefined) return value !== undefined && value !== "";
		return is.some((wanted) => wanted === value);
	};

test("every panel shows something of a simulated org", async () => {
	await using files = await startOrg({
		seed: 3,
		hours: 3,
		users: 20,
		rows_per_hour: 40,
		streams: ["login", "logout", "apex", "setup_audit_trail"],
		event_types: {
			ConcurrentLongRunningApexLimit: 20,
			ApexUnexpectedException: 20,
			ApexSoap: 60,
			QueuedExecution: 60,
			LoginAs: 20,
		},
		objects: { SetupAuditTrail: 60 },
	});
	await using objects = await startOrg({
		seed: 4,
		hours: 3,
		users: 20,
		rows_per_hour: 40,
		organization: { name: "Second", my_domain: "second" },
		streams: ["login"],
	});
	await using backend = await startBackend();
	const poll = { initial_lookback: "30h" };
	await using service = await prepareService({
		orgs: { files, objects },
		streamsOf: {
			files: {
				login: poll,
				logout: poll,
				apex: poll,
				setup_audit_trail: poll,
				event_log_files: { ...poll, event_types: ["LoginAs"] },
			},
			objects: { login: { ...poll, source: "object" } },
		},
		exporters: { otlp_http: { endpoint: backend.url } },
	});
	await service.runOnce();

	const empty: string[] = [];
	for (const { name, panels } of eventDashboards) {
		for (const panel of panels) {
			const { types, where = [] } = panel.events;
			const found = backend.records
				.map(({ attributes }) => attributes)
				.filter((attributes) =>
					[{ attribute: "salesforce.event.type", is: types }, ...where].every(
						holds(attributes),
					),
				);
			// A table of the newest has gaps; a ranking is by all of them together.
			const shown = shownBy(panel);
			const together =
				panel.kind === "list" ? shown.map((one) => [one]) : [shown];
			for (const attributes of together) {
				const wanted = attributes.map((attribute) => ({ attribute }));
				if (!found.some((record) => wanted.every(holds(record))))
					empty.push(`${name}: ${panel.title}: ${attributes}`);
			}
		}
	}
	expect(empty).toEqual([]);
});
