// What a receiver has to know of an org that is a process of its own.

import type { Simulator } from "../../simulator/simulator.ts";
import { tell } from "./child.ts";

export interface OrgAccess {
	readonly instanceUrl: string;
	readonly clientId: string;
	readonly username: string;
	readonly privateKeyPem: string;
}

/** The org goes on until the process that started it lets go. */
export async function serve(simulator: Simulator): Promise<void> {
	process.once("disconnect", () => void simulator.close());
	const { instanceUrl, clientId, username, privateKeyPem } = simulator;
	await tell({
		instanceUrl,
		clientId,
		username,
		privateKeyPem,
	} satisfies OrgAccess);
}
