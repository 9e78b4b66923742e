// When the oldest event log file that an org still has was created: what is older has
// vanished. Asked for when somebody wants to know, and then not again for an hour.

import type { Clock } from "../../../pipeline/clock.ts";
import type { SalesforceClient } from "../../api/client.ts";
import { parseDateTime } from "../soql.ts";
import type { FileKind } from "./file-kinds.ts";
import { oldestSoql } from "./listing.ts";

const MAX_AGE_MS = 3_600_000;

export interface OldestFile {
	/** Ms, the org's clock; undefined when it lists none. Rejects as `query` does. */
	get(kind: FileKind, signal: AbortSignal): Promise<number | undefined>;
}

export function createOldestFile({
	client,
	clock,
}: {
	readonly client: SalesforceClient;
	readonly clock: Clock;
}): OldestFile {
	let known:
		| {
				readonly soql: string;
				readonly created: number | undefined;
				at: number;
		  }
		| undefined;
	return {
		async get({ interval, columns }, signal) {
			const soql = oldestSoql({
				interval: interval === "hourly" ? "Hourly" : "Daily",
				intervalColumns: columns,
			});
			const age = known?.soql === soql ? clock.now() - known.at : MAX_AGE_MS;
			if (known !== undefined && age >= 0 && age < MAX_AGE_MS) {
				return known.created;
			}
			let created: number | undefined;
			for await (const [row] of client.query(soql, signal)) {
				created ??= parseDateTime(String(row?.CreatedDate));
			}
			known = { soql, created, at: clock.now() };
			return created;
		},
	};
}
