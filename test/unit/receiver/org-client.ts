// A client of one's own making in the place of an org's.

import type {
	OrgClient,
	SalesforceClient,
} from "../../../receiver/api/client.ts";

export function orgClientOf(client: SalesforceClient): OrgClient {
	return {
		...client,
		forStream: () => ({ ...client, beginPoll() {} }),
		limits: () => undefined,
		readLimits: async () => undefined,
	};
}
