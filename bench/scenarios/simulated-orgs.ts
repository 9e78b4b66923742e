// Simulated orgs from the first query to the acknowledgement of the last record, where
// the simulator makes the rows itself: other event types than Login, objects in pages,
// several orgs at once. Orgs and backend are processes of their own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EVENT_TYPES } from "../../simulator/generate/event-types/event-types.ts";
import type { SimulatorOptions } from "../../simulator/options.ts";
import type { Received } from "../processes/backend.ts";
import { AS_PACKAGED, startChild } from "../processes/child.ts";
import type { OrgAccess } from "../processes/org-access.ts";
import type {
	ReceiverMeasurement,
	ReceiverSetup,
} from "../processes/receiver-messages.ts";
import { receiversYaml } from "./receivers-yaml.ts";

interface OrgScenario {
	readonly what: string;
	readonly orgs: readonly SimulatorOptions[];
	/** Of each org's receiver. */
	readonly streams: Readonly<Record<string, unknown>>;
	readonly processors?: Readonly<Record<string, object>>;
	/** Fewer records than that prove nothing. */
	readonly least: number;
}

/** An hour of files, and of objects' rows for four to five hours. */
const ORG: SimulatorOptions = { hours: 1, rhythm: false };

function file(eventType: string, rows: number): OrgScenario {
	return {
		what: `${eventType} file, made and compressed while it is read`,
		orgs: [{ ...ORG, streams: ["apex"], event_types: { [eventType]: rows } }],
		streams: {
			apex: { event_types: [eventType], initial_lookback: "24h", settle: "0s" },
		},
		least: rows,
	};
}

const TWENTY_TYPES = EVENT_TYPES.map(({ name }) => name).slice(0, 20);

const twentyTypes = (seed: number, myDomain: string): SimulatorOptions => ({
	...ORG,
	seed,
	organization: { name: myDomain, my_domain: myDomain },
	streams: [],
	event_types: Object.fromEntries(TWENTY_TYPES.map((name) => [name, 10_000])),
});

export const ORG_SCENARIOS = {
	"apex-execution": file("ApexExecution", 100_000),
	"apex-exceptions": file("ApexUnexpectedException", 50_000),
	"filter-processor": {
		...file("ApexExecution", 100_000),
		what: "the first of these, looked at by `filter`",
		processors: {
			filter: {
				logs: {
					exclude: {
						match_type: "strict",
						record_attributes: [{ key: "user.id", value: "nobody" }],
					},
				},
			},
		},
	},
	"elastic-processor": {
		...file("ApexExecution", 100_000),
		what: "the first of these, changed by `elastic`",
		processors: { elastic: {} },
	},
	"event-objects": {
		what: "LoginEvent in pages of 2,000",
		orgs: [{ ...ORG, streams: ["login"], rows_per_hour: 25_000 }],
		streams: { login: { source: "object", initial_lookback: "6h" } },
		least: 90_000,
	},
	"two-orgs": {
		what: "files of 20 event types from each of two orgs at once",
		orgs: [twentyTypes(1, "first"), twentyTypes(2, "second")],
		streams: {
			event_log_files: {
				event_types: TWENTY_TYPES,
				initial_lookback: "24h",
				settle: "0s",
			},
		},
		least: 2 * 20 * 10_000,
	},
} as const satisfies Record<string, OrgScenario>;

export type OrgScenarioName = keyof typeof ORG_SCENARIOS;

/** Rejects when the backend did not get each record exactly once. */
export async function readOrgs(
	name: OrgScenarioName,
	nodeOptions: readonly string[],
): Promise<ReceiverMeasurement> {
	const { orgs, streams, processors, least }: OrgScenario = ORG_SCENARIOS[name];
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
	const children = orgs.map((org) => startChild("simulated-org.ts", org));
	const backend = startChild("backend.ts", undefined);
	try {
		const accesses = await Promise.all(
			children.map((child) => child.message<OrgAccess>()),
		);
		const endpoint = await backend.message<string>();
		const receiver = startChild(
			"receiver.js",
			{
				environment: {},
				yaml: receiversYaml({
					orgs: accesses.map((access) => ({ access, streams })),
					endpoint,
					stateDirectory: join(directory, "state"),
					...(processors !== undefined && { processors }),
				}),
			} satisfies ReceiverSetup,
			nodeOptions,
			AS_PACKAGED,
		);
		const measured = await receiver.message<ReceiverMeasurement>();
		await receiver.stop();
		backend.send("what came?");
		const { records, distinct } = await backend.message<Received>();
		if (
			measured.records < least ||
			records !== measured.records ||
			distinct !== records
		) {
			throw new Error(
				`${name}: ${least} rows or more were published, ${measured.records} records acknowledged; the backend has ${records} records with ${distinct} different uids`,
			);
		}
		return measured;
	} finally {
		await Promise.all([...children, backend].map((child) => child.stop()));
		rmSync(directory, { recursive: true, force: true });
	}
}
