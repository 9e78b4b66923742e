// What a request can set off in the org, so that the org itself then answers as a
// real one in that state.

import type { Asked } from "./http/answer.ts";
import type { Deed } from "./http/interventions.ts";
import type { LogFileStore } from "./log-files/log-file-store.ts";
import type { LoginRate } from "./oauth/login-rate.ts";
import type { ApiUsage } from "./rest/api-usage.ts";
import type { LongRunning } from "./rest/long-running.ts";
import type { QueryEndpoint } from "./rest/query.ts";

export function createDeeds(org: {
	readonly usage: ApiUsage;
	readonly longRunning: LongRunning;
	readonly rate: LoginRate;
	readonly queries: QueryEndpoint;
	readonly files: LogFileStore;
	readonly now: () => number;
}): (deed: Deed, asked: Asked) => void {
	return (deed, { url }) => {
		switch (deed.what) {
			case "spend_api_calls":
				org.usage.spend(org.usage.max - org.usage.used());
				return;
			case "occupy_long_running":
				org.longRunning.occupy(deed.for);
				return;
			case "block_logins":
				org.rate.block(deed.error);
				return;
			case "forget_cursors":
				org.queries.forget();
				return;
			case "withdraw_file": {
				const [, id = ""] = /EventLogFile\/(\w+)\//i.exec(url.pathname) ?? [];
				const file = org.files.find(id, org.now());
				if (file) org.files.withdraw(file.id);
				return;
			}
			case "end_retention":
				for (const { id, createdDate } of org.files.visible(org.now())) {
					if (org.now() - createdDate >= deed.after) org.files.withdraw(id);
				}
		}
	};
}
