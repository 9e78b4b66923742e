// The org that the checks of a receiver look at, with what one finds for the next.

import type { Dispatcher } from "undici";
import type { SalesforceReceiverConfig } from "../../../config/schema/salesforce-receiver.ts";
import type { Clock } from "../../../pipeline/clock.ts";
import type { OrgClient } from "../../../receiver/api/client.ts";
import type { SourcePlan } from "../../../receiver/plan-streams.ts";

export interface OrgUnderTest {
	readonly config: SalesforceReceiverConfig;
	readonly plans: readonly SourcePlan[];
	readonly client: OrgClient;
	/** For what needs no login. */
	readonly dispatcher: Dispatcher;
	readonly clock: Clock;
	/** Of this program. */
	readonly version: string;
}
