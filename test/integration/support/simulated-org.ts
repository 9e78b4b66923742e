// A simulated org for one test, and what must arrive of it. The org's clock stands
// still unless the test moves it, so no file appears that the test did not ask for.

import { generateKeyPairSync } from "node:crypto";
import type { SimulatorOptions } from "../../../simulator/options.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import { startSimulator } from "../../../simulator/start-simulator.ts";
import { uidsOfFile } from "../../e2e/expected-uid.ts";

export type SimulatedOrg = Simulator & AsyncDisposable;

/** One for all orgs: a key takes longer to make than most tests to run. */
export const simulatorKey = generateKeyPairSync("rsa", {
	modulusLength: 2048,
	privateKeyEncoding: { type: "pkcs8", format: "pem" },
	publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

/** Two hours of ten logins and nothing else unless said otherwise. */
export async function startOrg(
	options: SimulatorOptions = {},
	realNow?: () => number,
): Promise<SimulatedOrg> {
	const simulator = await startSimulator(
		{
			speed: 0,
			users: 5,
			hours: 2,
			rows_per_hour: 10,
			rhythm: false,
			streams: ["login"],
			private_key: simulatorKey,
			...options,
		},
		realNow ? { realNow } : {},
	);
	return Object.assign(simulator, {
		[Symbol.asyncDispose]: () => simulator.close(),
	});
}

/** An org without files of its own. */
export function startEmptyOrg(
	options: SimulatorOptions = {},
): Promise<SimulatedOrg> {
	return startOrg({ hours: 0, rows_per_hour: 0, ...options });
}

/** The `log.record.uid` of every row whose file is there; unreadable files don't count. */
export function publishedUids(org: Simulator): Set<string> {
	return new Set(
		org
			.ledger()
			.filter(({ fate }) => fate === "present")
			.flatMap((file) =>
				uidsOfFile(org.organizationId, file.eventType, [
					...(file.content.rows() ?? []),
				]),
			),
	);
}
