// The budget of a receiver at work: asks the org where it does not know enough, and
// remembers our own calls across restarts. Invariant: what goes wrong here stops no
// poll; a poll that can't be made tells of it itself.

import type { Clock } from "../../pipeline/clock.ts";
import type { Consumer } from "../../pipeline/consumer.ts";
import type { OrgClient } from "../api/client.ts";
import { type ApiBudget, RECHECK_MS } from "./api-budget.ts";
import type { Pace } from "./pace.ts";

/** Our calls are stored so often at most: no more than these are forgotten by a kill. */
const STORE_MS = 5 * 60_000;
/** Of the receiver, behind its org. */
export const CALLS_KEY = "api_calls";

export interface BudgetWatchOptions {
	readonly budget: ApiBudget;
	readonly client: OrgClient;
	/** `RECEIVER:ORG:` */
	readonly prefixOf: (organizationId: string) => string;
	readonly checkpoints: (key: string) => Promise<string | undefined>;
	readonly consumer: Consumer;
	readonly clock: Clock;
}

export interface BudgetWatch {
	/** How fast the org may be asked now. Rejects with the signal's reason only. */
	pace(signal: AbortSignal): Promise<Pace>;
	/** Stores our calls when that is due, or with `all` in any case. */
	store(abandon: AbortSignal, all?: boolean): Promise<void>;
}

export function createBudgetWatch(options: BudgetWatchOptions): BudgetWatch {
	const { budget, client, clock, consumer } = options;
	let prefix: string | undefined;
	let asking: Promise<void> | undefined;
	let askedAt = Number.NEGATIVE_INFINITY;
	let storedAt = Number.NEGATIVE_INFINITY;

	async function begin(signal: AbortSignal): Promise<void> {
		if (prefix !== undefined) return;
		const found = options.prefixOf(await client.organizationId(signal));
		const stored = await options.checkpoints(found + CALLS_KEY);
		if (prefix !== undefined) return;
		prefix = found;
		budget.restore(stored);
	}

	/** One question for all streams. */
	async function ask(signal: AbortSignal): Promise<void> {
		if (asking === undefined) {
			const age = clock.now() - askedAt;
			if (age >= 0 && age < RECHECK_MS) return;
			askedAt = clock.now();
			asking = client
				.readLimits(signal)
				.then(
					() => {},
					() => {},
				)
				.finally(() => {
					asking = undefined;
				});
		}
		await asking;
	}

	return {
		async pace(signal) {
			try {
				await begin(signal);
				if (!budget.known) await ask(signal);
				const pace = budget.pace();
				// Our own budget comes back with time; whether the org's has, only it knows.
				if (pace.kind !== "hold" || pace.reason !== "org_limit_near")
					return pace;
				await ask(signal);
			} catch {
				signal.throwIfAborted();
			}
			return budget.pace();
		},
		async store(abandon, all = false) {
			if (prefix === undefined) return;
			const age = clock.now() - storedAt;
			if (!all && age >= 0 && age < STORE_MS) return;
			const value = budget.toStore();
			if (value === undefined) return;
			storedAt = clock.now();
			const checkpoint = { key: prefix + CALLS_KEY, value };
			await consumer.consume({ records: [], checkpoint }, abandon);
		},
	};
}
