// A simulated org with rows of its own making, until the process that started it lets
// go.

import type { SimulatorOptions } from "../../simulator/options.ts";
import { startSimulator } from "../../simulator/start-simulator.ts";
import { childArgument, tell } from "./child.ts";
import type { OrgAccess } from "./org.ts";

const simulator = await startSimulator(childArgument<SimulatorOptions>());
process.once("disconnect", () => void simulator.close());
const { instanceUrl, clientId, username, privateKeyPem } = simulator;
await tell({
	instanceUrl,
	clientId,
	username,
	privateKeyPem,
} satisfies OrgAccess);
