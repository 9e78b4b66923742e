// A login that says how it went, as the state of its receiver.

import type { Telemetry } from "../../pipeline/telemetry.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import type { Login } from "./token-source.ts";

/** `telemetry` is already marked with the receiver. */
export function reportLogins(login: Login, telemetry: Telemetry): Login {
	return async (signal) => {
		try {
			const token = await login(signal);
			const { organizationId } = token;
			telemetry.report({ status: { state: "ok" }, organizationId });
			return token;
		} catch (error) {
			if (!signal.aborted) failed(error, telemetry);
			throw error;
		}
	};
}

function failed(error: unknown, telemetry: Telemetry): void {
	const known = error instanceof SalesforceError ? error : undefined;
	const code = known?.code ?? "unknown";
	const incurable = known !== undefined && !known.retryable;
	telemetry.report({
		status: {
			state: incurable ? "permanent_error" : "recoverable_error",
			message: error instanceof Error ? error.message : String(error),
			code,
			cure: known?.cure,
		},
	});
	if (!incurable) return;
	telemetry.count("salesforce_client_incurable_login_failures", 1, { code });
}
