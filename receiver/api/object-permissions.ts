// Which permission and which licence an object needs: Salesforce answers for an object
// that the user may not see as it does for one that isn't there. Pure.

import { SalesforceError } from "./salesforce-error.ts";

interface Need {
	/** As Setup names it. */
	readonly permission: string;
	/** What the org must have besides. */
	readonly licence?: string;
}

const NEEDS: Readonly<Record<string, Need>> = {
	EventLogFile: { permission: "View Event Log Files" },
	SetupAuditTrail: { permission: "View Setup and Configuration" },
	LoginHistory: { permission: "Manage Users" },
};

/** Every stored event of Real-Time Event Monitoring. */
const EVENT_OBJECT: Need = {
	permission: "View Real-Time Event Monitoring Data",
	licence: "Salesforce Shield or Event Monitoring",
};

export function needsOf(object: string): Need {
	return NEEDS[object] ?? EVENT_OBJECT;
}

const REFUSALS = new Set(["object_not_available", "insufficient_access"]);

/** The same error, told of the object that was asked for. */
export function withPermission(
	error: unknown,
	object: string | undefined,
): unknown {
	if (!(error instanceof SalesforceError) || object === undefined) return error;
	if (!REFUSALS.has(error.code)) return error;
	const { permission, licence } = needsOf(object);
	const unlicensed =
		licence === undefined
			? ""
			: ` If it stays, the org lacks ${licence}: Setup > Event Manager shows what it may store.`;
	return new SalesforceError(error.code, {
		where: object,
		found: `the user lacks "${permission}"${licence === undefined ? "" : `, or the org ${licence}`}; Salesforce said ${error.salesforceCode ?? `HTTP ${error.status}`}`,
		status: error.status,
		salesforceCode: error.salesforceCode,
		requestId: error.requestId,
		cure: `Setup > Permission Sets > a set of the user > System Permissions: tick "${permission}" and "API Enabled".${unlicensed}`,
		cause: error,
	});
}
