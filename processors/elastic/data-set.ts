// The data set of an event: the four that Elastic's Salesforce integration has,
// and the event's own name for every other.

const APEX = "salesforce.apex";

/** Names of data sets are limited to this. */
const LONGEST = 100;

/** `eventName` is `salesforce.` and a name in snake case. */
export function dataSetOf(eventName: string | undefined): string {
	if (eventName === undefined || eventName === "") return "salesforce";
	if (eventName.startsWith(`${APEX}.`)) return APEX;
	if (eventName === "salesforce.setup_audit_trail") {
		return "salesforce.setupaudittrail";
	}
	return eventName
		.toLowerCase()
		.replace(/[^a-z0-9._]+/g, "_")
		.slice(0, LONGEST);
}
