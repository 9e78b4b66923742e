// The API calls of one org, as the receiver watches them: what it may ask, and when it
// has to slow down or to stop. Says so when that changes. The arithmetic is in pace.ts.

import type { Clock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import type { ApiMeter } from "../api/api-meter.ts";
import type { ApiUsage } from "../api/limit-info.ts";
import {
	type CallHistory,
	callsOfLastDay,
	NO_CALLS,
	parseCallHistory,
	withCall,
} from "./call-history.ts";
import {
	type BacklogPace,
	type BudgetSetting,
	backlogPaceOf,
	budgetOf,
	type CallsOfLastDay,
	type HoldReason,
	type Pace,
	paceOf,
} from "./pace.ts";

/** So often the org is asked for its calls while nothing else is. */
export const RECHECK_MS = 15 * 60_000;

export interface ApiBudgetOptions {
	readonly setting: BudgetSetting;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
}

export interface ApiBudget extends ApiMeter {
	/** For the next poll of a stream. */
	pace(): Pace;
	/** For the next file of a backlog. */
	backlogPace(): BacklogPace;
	/** Whether the org has told of its calls. */
	readonly known: boolean;
	/** Calls that an earlier process made. */
	restore(stored: string | undefined): void;
	/** To be stored, if it has changed since the last time. */
	toStore(): string | undefined;
}

const HOLDS: Readonly<Record<HoldReason, { text: string; cure: string }>> = {
	budget_spent: {
		text: "The receiver has spent its share of the org's API calls and asks nothing until some of them are a day old",
		cure: "Raise api_budget, or read fewer streams or less often.",
	},
	org_limit_near: {
		text: "The org has used up all but its last API calls, and the receiver leaves those to others",
		cure: "Setup > System Overview > API Usage shows the count, Setup > API Usage Last 7 Days who made the calls.",
	},
};

export function createApiBudget(options: ApiBudgetOptions): ApiBudget {
	const { setting, telemetry, clock } = options;
	let history: CallHistory = NO_CALLS;
	let org: ApiUsage | undefined;
	let stored = NO_CALLS;
	let held: HoldReason | undefined;
	let slowed = false;

	const calls = (): CallsOfLastDay => ({
		ours: callsOfLastDay(history, clock.now()),
		org,
	});

	function fields(now: CallsOfLastDay): Record<string, unknown> {
		return {
			own_calls: now.ours,
			api_budget: budgetOf(setting, now),
			org_calls: now.org?.used,
			org_limit: now.org?.max,
		};
	}

	function tell(pace: Pace, now: CallsOfLastDay): void {
		const { logger } = telemetry;
		const reason = pace.kind === "hold" ? pace.reason : undefined;
		if (reason !== held) {
			held = reason;
			if (reason === undefined) {
				logger.info("The org is read again", fields(now));
			} else {
				const { text, cure } = HOLDS[reason];
				logger.error(text, { reason, ...fields(now), cure });
			}
		}
		const slow = pace.kind === "hold" || pace.stretch >= 2;
		if (slow && !slowed && pace.kind === "poll") {
			logger.warn("API calls run short, and streams are polled less often", {
				stretch: Math.round(pace.stretch * 10) / 10,
				...fields(now),
			});
		} else if (slowed && pace.kind === "poll" && pace.stretch === 1) {
			logger.info("Streams are polled at their intervals again", fields(now));
		}
		if (slow || (pace.kind === "poll" && pace.stretch === 1)) slowed = slow;
	}

	return {
		called() {
			history = withCall(history, clock.now());
		},
		told(usage) {
			org = usage;
			telemetry.gauge("salesforce_client_api_calls_used", usage.used);
			telemetry.gauge("salesforce_client_api_calls_limit", usage.max);
			telemetry.gauge(
				"salesforce_client_api_calls_left",
				Math.max(0, usage.max - usage.used),
			);
			const budget = budgetOf(setting, calls());
			if (budget !== undefined) {
				telemetry.gauge("salesforce_client_api_calls_budget", budget);
			}
		},
		pace() {
			const now = calls();
			const pace = paceOf(setting, now);
			telemetry.gauge("salesforce_client_api_calls_own", now.ours);
			tell(pace, now);
			return pace;
		},
		backlogPace: () => backlogPaceOf(setting, calls()),
		get known() {
			return org !== undefined;
		},
		restore(text) {
			if (text === undefined) return;
			const parsed = parseCallHistory(text);
			// Calls that were not remembered are the org's to count.
			if ("state" in parsed) history = stored = parsed.state;
		},
		toStore() {
			if (history === stored) return undefined;
			stored = history;
			return JSON.stringify(history);
		},
	};
}
