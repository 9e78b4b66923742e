// What `salesforce-otlp simulate` prints: where the org is and how to use it.

import type { LogFile } from "./log-files/log-file.ts";
import type { Simulator } from "./simulator.ts";

const OBJECTS = ["LoginEvent", "LogoutEvent", "SetupAuditTrail"];

/** Several lines; `configFile` is where the caller has written the configuration, if it has. */
export function formatBanner(
	simulator: Simulator,
	configFile?: string,
): string {
	const files = simulator.ledger();
	const rows = files.reduce((sum, file) => sum + (file.rowCount ?? 0), 0);
	const objects = OBJECTS.map(
		(object) => `${object} ${simulator.objectLedger(object).length}`,
	);
	const lines = [
		`Simulated Salesforce org "${simulator.organizationName}" (${simulator.organizationId})`,
		`  instance URL  ${simulator.url}`,
		...(simulator.pubSubAddress === undefined
			? []
			: [`  Pub/Sub API   ${simulator.pubSubAddress}, without TLS`]),
		`  client id     ${simulator.clientId}`,
		`  client secret ${simulator.clientSecret}`,
		`  username      ${simulator.username}`,
		`  password      ${simulator.password}`,
		`  sec. token    ${simulator.securityToken}`,
		`  refresh token ${simulator.refreshToken}`,
		`  event log     ${files.length} files, ${rows} rows; more as time goes by`,
		`  rows          ${objects.join(", ")}`,
		"",
	];
	if (configFile === undefined) {
		lines.push(
			"Save this as simulator.yaml and run: salesforce-otlp --config simulator.yaml",
			"",
			simulator.config(),
		);
	} else {
		lines.push(`Run: salesforce-otlp --config ${configFile}`);
	}
	return lines.join("\n");
}

/** One line for a file that came into being. */
export function formatPublished(file: LogFile): string {
	const rows = file.rowCount === undefined ? "" : `, ${file.rowCount} rows`;
	return `${new Date(file.createdDate).toISOString()} new ${file.interval} ${file.eventType} file ${file.id} for ${new Date(file.logDate).toISOString()}${rows}, ${file.length} bytes`;
}
