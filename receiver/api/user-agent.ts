// How the program names itself to Salesforce.

export function userAgent(version: string | undefined): string {
	return version === undefined
		? "salesforce-otlp"
		: `salesforce-otlp/${version}`;
}
