// What two simulated orgs do in a few hours, one read from files and one from objects:
// enough of everything for every panel and every rule to have something to look at.

import type { ArrivedRecord } from "./arrived-record.ts";
import { startBackend } from "./otlp-backend.ts";
import { prepareService } from "./running-service.ts";
import { startOrg } from "./simulated-org.ts";

/** All that a backend has of them. */
export async function deliverSimulatedOrgs(): Promise<{
	readonly records: readonly ArrivedRecord[];
}> {
	await using files = await startOrg({
		seed: 3,
		hours: 3,
		users: 20,
		rows_per_hour: 40,
		streams: ["login", "logout", "apex", "setup_audit_trail"],
		event_types: {
			ConcurrentLongRunningApexLimit: 20,
			ApexUnexpectedException: 20,
			LoginAs: 20,
			// The rows differ with the hour, and few of these fail.
			ApexCallout: 300,
			ApexRestApi: 200,
			ApexSoap: 120,
			ApexTrigger: 200,
			QueuedExecution: 120,
		},
		objects: { SetupAuditTrail: 60 },
	});
	await using objects = await startOrg({
		seed: 4,
		hours: 3,
		users: 20,
		// The rows differ with the hour, and few logins fail.
		rows_per_hour: 300,
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
	return { records: backend.records };
}
