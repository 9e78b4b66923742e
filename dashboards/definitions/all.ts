import { apex } from "./apex.ts";
import type { EventDashboard, MetricDashboard } from "./definition.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { receiver } from "./receiver.ts";
import { setupAuditTrail } from "./setup-audit-trail.ts";

export const eventDashboards: readonly EventDashboard[] = [
	login,
	logout,
	apex,
	setupAuditTrail,
];

export const metricDashboards: readonly MetricDashboard[] = [receiver];
