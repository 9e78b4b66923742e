// How many API calls the org has used, as Salesforce tells it: with each REST answer in
// the header `Sforce-Limit-Info` (`api-usage=18/5000`, now and then followed by the same
// for one app), and in full at `/limits`. Pure.

import { z } from "zod";

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

const limits = z.object({
	DailyApiRequests: z.object({ Max: z.number(), Remaining: z.number() }),
});

/** The body of `/limits`; undefined when it does not tell, because the budget can do without. */
export function parseLimits(body: string): ApiUsage | undefined {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		return undefined;
	}
	const parsed = limits.safeParse(json);
	if (!parsed.success) return undefined;
	const { Max: max, Remaining: remaining } = parsed.data.DailyApiRequests;
	return { used: max - remaining, max };
}
