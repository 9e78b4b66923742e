// How fast an org may be asked: pure functions of the calls that we made, and of those
// that everybody made. Two bounds slow polling down before they are reached: our own
// budget, and what the org has left, whoever used it up.

/** `api_budget`: a share of the org's daily calls, or a number of calls. */
export type BudgetSetting =
	| { readonly share: number }
	| { readonly calls: number };

export interface CallsOfLastDay {
	readonly ours: number;
	/** Everybody's, ours included; unknown until the org has told. */
	readonly org?: { readonly used: number; readonly max: number } | undefined;
}

export type Pace =
	/** The usual interval, times `stretch` (1 or more). */
	| { readonly kind: "poll"; readonly stretch: number }
	/** Nothing is asked until there are calls again. */
	| { readonly kind: "hold"; readonly reason: HoldReason };

export type HoldReason =
	/** Our own calls have reached `api_budget`. */
	| "budget_spent"
	/** The org has no more than its last 5 percent. */
	| "org_limit_near";

/** Half of the budget goes at the usual pace. */
const BUDGET_AT_EASE = 0.5;
/** Of the org's calls, by everybody. */
const ORG_AT_EASE = 0.75;
/** The last 5 percent are not ours to take. */
const ORG_LAST = 0.95;
const MAX_STRETCH = 20;

/** Calls that may be ours in 24 hours; undefined when the org's limit is not known yet. */
export function budgetOf(
	setting: BudgetSetting,
	{ org }: CallsOfLastDay,
): number | undefined {
	if ("calls" in setting) return setting.calls;
	return org === undefined ? undefined : Math.floor(setting.share * org.max);
}

export function paceOf(setting: BudgetSetting, calls: CallsOfLastDay): Pace {
	const own = shareSpent(setting, calls);
	const everybody = orgShare(calls);
	if (everybody >= ORG_LAST) return { kind: "hold", reason: "org_limit_near" };
	if (own >= 1) return { kind: "hold", reason: "budget_spent" };
	return {
		kind: "poll",
		stretch: Math.max(
			stretchTowards(own, BUDGET_AT_EASE, 1),
			stretchTowards(everybody, ORG_AT_EASE, ORG_LAST),
		),
	};
}

/** 1 up to `ease`; from there on it grows with what is left until `end`. */
function stretchTowards(share: number, ease: number, end: number): number {
	if (share <= ease) return 1;
	return Math.min(MAX_STRETCH, (end - ease) / (end - share));
}

const DAY_MS = 24 * 3_600_000;
/** A backlog takes that much of the budget as fast as it comes; a night's downtime is less. */
const BACKLOG_AT_ONCE = 0.3;
/** Beyond that it takes one call after the other; the rest of the budget is the newest events'. */
const BACKLOG_END = 0.8;

export type BacklogPace =
	/** So long after the last file of the backlog, ms. */
	| { readonly kind: "read"; readonly pauseMs: number }
	/** Not now. */
	| { readonly kind: "wait" };

/** For what has waited for long already, so that it leaves calls to what is new. */
export function backlogPaceOf(
	setting: BudgetSetting,
	calls: CallsOfLastDay,
): BacklogPace {
	const own = shareSpent(setting, calls);
	if (own >= BACKLOG_END || orgShare(calls) > ORG_AT_EASE) {
		return { kind: "wait" };
	}
	const budget = budgetOf(setting, calls);
	if (own < BACKLOG_AT_ONCE || budget === undefined) {
		return { kind: "read", pauseMs: 0 };
	}
	const left = (BACKLOG_END - BACKLOG_AT_ONCE) * budget;
	return { kind: "read", pauseMs: Math.ceil(DAY_MS / left) };
}

function shareSpent(setting: BudgetSetting, calls: CallsOfLastDay): number {
	const budget = budgetOf(setting, calls);
	return budget === undefined ? 0 : calls.ours / Math.max(1, budget);
}

function orgShare({ org }: CallsOfLastDay): number {
	return org === undefined ? 0 : org.used / Math.max(1, org.max);
}
