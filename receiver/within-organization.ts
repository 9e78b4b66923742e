// The client as a source sees it that was opened for one organization. Invariant:
// nothing that another organization answered reaches the source, because it would be
// taken for this one's. A login can be of another: a refreshed sandbox has the
// address of the one before.

import type { SalesforceClient } from "./api/client.ts";
import { SalesforceError } from "./api/salesforce-error.ts";

/** Rejects with the code `organization_changed` as soon as logins are of another organization. */
export function withinOrganization(
	client: SalesforceClient,
	organizationId: string,
): SalesforceClient {
	/** After the answer: who logs in now is who asked, or came later still. */
	async function check(signal: AbortSignal): Promise<void> {
		const now = await client.organizationId(signal);
		if (now === organizationId) return;
		throw new SalesforceError("organization_changed", {
			found: `${now} instead of ${organizationId}`,
		});
	}

	return {
		...client,
		async *query(soql, signal) {
			for await (const page of client.query(soql, signal)) {
				await check(signal);
				yield page;
			}
		},
		async *queryPages(soql, signal, memory) {
			for await (const page of client.queryPages(soql, signal, memory)) {
				await check(signal);
				yield page;
			}
		},
		async describe(object, signal) {
			const fields = await client.describe(object, signal);
			await check(signal);
			return fields;
		},
		async openLogFile(path, signal) {
			const body = await client.openLogFile(path, signal);
			try {
				await check(signal);
			} catch (error) {
				await body[Symbol.asyncIterator]().return?.();
				throw error;
			}
			return body;
		},
	};
}
