// Runs every check, one after the other, and stops at nothing: what fails makes those
// that need it SKIP, and no others.

import type { Check, CheckGroup, Finding, Result } from "./check.ts";

/** Of one check: the client repeats what fails, and a query may take its two minutes. */
const TIMEOUT_MS = 150_000;

const LOOK_AT_MESSAGE =
	"Do what the message says; where it says nothing to do, please report it.";

export async function* runChecks(
	groups: readonly CheckGroup[],
	stop: AbortSignal,
): AsyncGenerator<Result, void, void> {
	for (const { subject, checks } of groups) {
		/** What could not be looked at, and the check that it comes from. */
		const blocked = new Map<string, string>();
		for (const check of checks) {
			const lack = check.needs.find((name) => blocked.has(name));
			const cause = lack === undefined ? undefined : blocked.get(lack);
			const finding: Finding =
				cause === undefined
					? await attempt(check, stop)
					: { status: "SKIP", found: `needs "${cause}"`, blocks: true };
			if (finding.status === "FAIL" || finding.blocks) {
				blocked.set(check.name, cause ?? check.name);
			}
			const { status, found, cure } = finding;
			yield { subject, check: check.name, status, found, cure };
			if (stop.aborted) return;
		}
	}
}

async function attempt(check: Check, stop: AbortSignal): Promise<Finding> {
	const timeout = AbortSignal.timeout(TIMEOUT_MS);
	try {
		return await check.run(AbortSignal.any([stop, timeout]));
	} catch (error) {
		if (stop.aborted) return { status: "SKIP", found: "stopped" };
		if (timeout.aborted) {
			return {
				status: "FAIL",
				found: `no end within ${TIMEOUT_MS / 1_000} s`,
				cure: "Look at the network between here and there, and run it again.",
			};
		}
		const { message, cure } = error as Error & { readonly cure?: string };
		// What the storage has to say holds the cure in itself.
		return { status: "FAIL", found: message, cure: cure ?? LOOK_AT_MESSAGE };
	}
}
