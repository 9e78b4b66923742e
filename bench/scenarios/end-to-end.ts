// One Login file from the org to the acknowledgement of the last record: login,
// query, download, inflate, CSV, mapping, uid, Protobuf, gzip, the durable queue
// with full sync, HTTP. Org and backend are processes of their own, so the figures
// are the receiver's alone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLoginFile } from "../login-file.ts";
import type { Received } from "../processes/backend.ts";
import { AS_PACKAGED, startChild } from "../processes/child.ts";
import type { OrgAccess } from "../processes/org-access.ts";
import type {
	ReceiverMeasurement,
	ReceiverSetup,
} from "../processes/receiver-messages.ts";

export interface EndToEnd extends ReceiverMeasurement {
	readonly csvBytes: number;
	readonly received: Received;
}

/** Rejects when the backend did not get every row exactly once. */
export async function endToEnd(
	rows: number,
	nodeOptions: readonly string[],
	compression: "gzip" | "zstd" = "gzip",
): Promise<EndToEnd> {
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
	const file = await writeLoginFile(join(directory, "Login.csv.gz"), rows);
	const org = startChild("org.ts", file);
	const backend = startChild("backend.ts", undefined);
	try {
		const access = await org.message<OrgAccess>();
		const endpoint = await backend.message<string>();
		const receiver = startChild(
			"receiver.js",
			{
				environment: {
					...environment(access, endpoint, join(directory, "state")),
					OTEL_EXPORTER_OTLP_COMPRESSION: compression,
				},
			} satisfies ReceiverSetup,
			nodeOptions,
			AS_PACKAGED,
		);
		const measured = await receiver.message<ReceiverMeasurement>();
		await receiver.stop();
		backend.send("what came?");
		const received = await backend.message<Received>();
		check(rows, measured, received);
		return { ...measured, csvBytes: file.csvBytes, received };
	} finally {
		await Promise.all([org.stop(), backend.stop()]);
		rmSync(directory, { recursive: true, force: true });
	}
}

/** Everything else is as it is by default. */
export function environment(
	access: OrgAccess,
	endpoint: string,
	stateDirectory: string,
): NodeJS.ProcessEnv {
	return {
		OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
		SALESFORCE_INSTANCE_URL: access.instanceUrl,
		SALESFORCE_CLIENT_ID: access.clientId,
		SALESFORCE_USERNAME: access.username,
		SALESFORCE_PRIVATE_KEY: access.privateKeyPem,
		SALESFORCE_STATE_DIRECTORY: stateDirectory,
	};
}

function check(
	rows: number,
	measured: ReceiverMeasurement,
	received: Received,
): void {
	const counts = [measured.records, received.records, received.distinct];
	if (counts.some((count) => count !== rows)) {
		throw new Error(
			`${rows} rows were published, ${measured.records} records acknowledged; the backend has ${received.records} records with ${received.distinct} different uids`,
		);
	}
}
