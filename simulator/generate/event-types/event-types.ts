// Every event type that the org knows to produce, and how much of it there is when
// nobody says.

import { APEX_TYPES } from "./apex-types.ts";
import { API_TYPES } from "./api-types.ts";
import type { EventType } from "./event-type.ts";
import { SESSION_TYPES } from "./session-types.ts";
import { UI_TYPES } from "./ui-types.ts";

/** All but Login, whose rows have a generator of their own. */
export const EVENT_TYPES: readonly EventType[] = [
	...SESSION_TYPES,
	...APEX_TYPES,
	...API_TYPES,
	...UI_TYPES,
];

export const APEX_EVENT_TYPES: readonly string[] = APEX_TYPES.map(
	({ name }) => name,
);

/** Events for each login, by stream; types that no stream has are there on request. */
export const EVENTS_PER_LOGIN: Readonly<
	Record<string, Readonly<Record<string, number>>>
> = {
	login: { Login: 1 },
	logout: { Logout: 0.6 },
	apex: {
		ApexExecution: 0.8,
		ApexTrigger: 0.6,
		ApexCallout: 0.3,
		ApexRestApi: 0.12,
		ApexSoap: 0.05,
		QueuedExecution: 0.08,
		ExternalCustomApexCallout: 0.05,
		ApexUnexpectedException: 0.08,
		ConcurrentLongRunningApexLimit: 0.02,
	},
	setup_audit_trail: { SetupAuditTrail: 0.2 },
};
