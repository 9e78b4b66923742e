// The one shape of everything that doctor looks at. Invariants of a check: it changes
// nothing that it looks at, and nothing it says holds a secret.

export type Status = "PASS" | "WARN" | "FAIL" | "SKIP";

/** What was found, and what to do about it where that is something. */
export interface Finding {
	readonly status: Status;
	readonly found: string;
	readonly cure?: string | undefined;
	/** A SKIP that leaves nothing to look at for those that need it. */
	readonly blocks?: true;
}

export interface Check {
	/** Unique in its group. */
	readonly name: string;
	/** Names of earlier checks of the group: when one of them fails, this one has nothing to say. */
	readonly needs: readonly string[];
	/** What it throws counts as FAIL. */
	run(signal: AbortSignal): Promise<Finding>;
}

/** Checks of one thing: the state directory, an org, a backend. */
export interface CheckGroup {
	readonly subject: string;
	readonly checks: readonly Check[];
}

export interface Result extends Finding {
	readonly subject: string;
	readonly check: string;
}

export const pass = (found: string): Finding => ({ status: "PASS", found });
export const warn = (found: string, cure: string): Finding => ({
	status: "WARN",
	found,
	cure,
});
export const fail = (found: string, cure: string): Finding => ({
	status: "FAIL",
	found,
	cure,
});
/** Does not apply here; what needs it can be looked at all the same. */
export const skip = (found: string): Finding => ({ status: "SKIP", found });

/** The same for those that need it, too. */
export const skipAll = (found: string): Finding => ({
	status: "SKIP",
	found,
	blocks: true,
});
