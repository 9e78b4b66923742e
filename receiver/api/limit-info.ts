// The `Sforce-Limit-Info` header, which Salesforce puts on each REST answer:
// `api-usage=18/5000`, now and then followed by the same for one app.

export interface ApiUsage {
	/** Calls of the last 24 hours, of everybody in the org. */
	readonly used: number;
	/** Calls that the org may make in 24 hours. */
	readonly max: number;
}

export function parseLimitInfo(
	header: string | readonly string[] | undefined,
): ApiUsage | undefined {
	const text = typeof header === "string" ? header : header?.join(";");
	const match = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(text ?? "");
	if (match === null) return undefined;
	return { used: Number(match[1]), max: Number(match[2]) };
}
