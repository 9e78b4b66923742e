// The simulated org with LoginEvent rows alone, until the process that started it lets
// go. It answers in pages of 2,000 rows, as orgs do.

import { startSimulator } from "../../simulator/start-simulator.ts";
import { childArgument, tell } from "./child.ts";
import type { OrgAccess } from "./org.ts";

const rowsAnHour = childArgument<number>();
const simulator = await startSimulator({
	hours: 1,
	rows_per_hour: rowsAnHour,
	rhythm: false,
	streams: ["login"],
});
process.once("disconnect", () => void simulator.close());
const { instanceUrl, clientId, username, privateKeyPem } = simulator;
await tell({
	instanceUrl,
	clientId,
	username,
	privateKeyPem,
} satisfies OrgAccess);
