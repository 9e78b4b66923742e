// Logging in, and whether the session may use the API at all.

import { flowOf } from "../../../receiver/auth/create-login.ts";
import { type Check, fail, pass, skip, skipAll, warn } from "../check.ts";
import type { OrgUnderTest } from "./org-under-test.ts";

/** Of the org's calls, used by everybody. */
const MUCH_USED = 0.8;

export function sessionChecks({
	client,
	config,
	plans,
}: OrgUnderTest): Check[] {
	return [
		{
			name: "login",
			needs: ["HTTP"],
			async run(signal) {
				const flow = flowOf(config.auth);
				if (flow === "refresh_token" && config.auth.cache) {
					// Salesforce may give a new refresh token with it and take the old one back.
					return skipAll(
						"a login would use up the refresh token that the service has",
					);
				}
				const organization = await client.organizationId(signal);
				return pass(`${flow}, organization ${organization}`);
			},
		},
		{
			name: 'permission "API Enabled"',
			needs: ["login", "API version"],
			async run(signal) {
				await client.readLimits(signal);
				return pass("the REST API answers");
			},
		},
		{
			name: "API budget",
			needs: ['permission "API Enabled"'],
			async run() {
				const usage = client.limits();
				if (usage === undefined) return skip("the org does not tell");
				const { used, max } = usage;
				const setting = config.api_budget;
				const budget =
					"calls" in setting ? setting.calls : Math.floor(setting.share * max);
				const wanted = Math.ceil(callsADay(plans));
				const found = `${used} of ${max} calls of the last 24 hours are used; this receiver asks about ${wanted} a day when nothing is new, its budget is ${budget}`;
				if (used >= max) {
					return fail(
						found,
						"Setup > System Overview > API Usage shows the count, Setup > API Usage Last 7 Days who made the calls.",
					);
				}
				if (used > MUCH_USED * max) {
					return warn(
						found,
						"Others use up the org's calls, and polling slows down for them: Setup > API Usage Last 7 Days shows who makes them.",
					);
				}
				return wanted > budget
					? warn(found, "Raise api_budget, or poll less often.")
					: pass(found);
			},
		},
	];
}

/** A listing, or a query, at each poll; files and further pages come on top. */
function callsADay(plans: OrgUnderTest["plans"]): number {
	const day = 86_400_000;
	return plans.reduce((sum, plan) => sum + day / plan.pollIntervalMs, 0);
}
