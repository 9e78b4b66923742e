// LoginEvent rows from the org to the acknowledgement of the last record, in pages of
// 2,000: queries, windows, mapping, the official serializer, and what stands behind
// every receiver. Org and backend are processes of their own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Received } from "../processes/backend.ts";
import { startChild } from "../processes/child.ts";
import type { OrgAccess } from "../processes/org.ts";
import type {
	ReceiverMeasurement,
	ReceiverSetup,
} from "../processes/receiver.ts";
import { environment } from "./end-to-end.ts";

const YAML = `
receivers:
  salesforce:
    instance_url: \${env:SALESFORCE_INSTANCE_URL}
    auth:
      jwt_bearer:
        client_id: \${env:SALESFORCE_CLIENT_ID}
        username: \${env:SALESFORCE_USERNAME}
        private_key: \${env:SALESFORCE_PRIVATE_KEY}
        audience: \${env:SALESFORCE_INSTANCE_URL}
    streams:
      login: { source: object, initial_lookback: 6h }
exporters:
  otlp_http: { endpoint: "\${env:OTEL_EXPORTER_OTLP_ENDPOINT}" }
extensions:
  file_storage: { directory: "\${env:SALESFORCE_STATE_DIRECTORY}" }
service:
  extensions: [file_storage]
  pipelines:
    logs: { receivers: [salesforce], exporters: [otlp_http] }
`;

/** Over the five hours that the simulated org has: about 100,000. */
const ROWS_AN_HOUR = 20_000;
const LEAST = 90_000;

/** Rejects when the backend did not get each record exactly once. */
export async function eventObjects(
	nodeOptions: readonly string[],
): Promise<ReceiverMeasurement> {
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
	const org = startChild("object-org.ts", ROWS_AN_HOUR);
	const backend = startChild("backend.ts", undefined);
	try {
		const access = await org.message<OrgAccess>();
		const endpoint = await backend.message<string>();
		const setup: ReceiverSetup = {
			environment: environment(access, endpoint, join(directory, "state")),
			yaml: YAML,
		};
		const receiver = startChild("receiver.ts", setup, nodeOptions);
		const measured = await receiver.message<ReceiverMeasurement>();
		await receiver.stop();
		backend.send("what came?");
		const { records, distinct } = await backend.message<Received>();
		if (
			measured.records < LEAST ||
			records !== measured.records ||
			distinct !== records
		) {
			throw new Error(
				`about 100,000 rows were published, ${measured.records} records acknowledged; the backend has ${records} records with ${distinct} different uids`,
			);
		}
		return measured;
	} finally {
		await Promise.all([org.stop(), backend.stop()]);
		rmSync(directory, { recursive: true, force: true });
	}
}
