// The one token of a receiver. Invariants: one login at a time, shared by all who
// wait; a caller that leaves does not take it from the others; a login that time
// does not cure is not repeated at the pace of the polls, because Salesforce locks
// a user out after 3,600 logins within an hour.

import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { outcomeOf } from "../api/outcome.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import type { AccessToken, Login, TokenSource } from "./token-source.ts";

const FIRST_BACK_OFF_MS = 60_000;
const MAX_BACK_OFF_MS = 15 * 60_000;

export interface TokenSourceOptions {
	readonly clock?: Clock;
	/** Uniform in [0, 1); Math.random when absent. */
	readonly random?: () => number;
}

interface Flight {
	readonly token: Promise<AccessToken>;
	readonly controller: AbortController;
	waiting: number;
}

export function createTokenSource(
	login: Login,
	telemetry: Telemetry,
	options: TokenSourceOptions = {},
): TokenSource {
	const clock = options.clock ?? systemClock;
	const random = options.random ?? Math.random;
	let current: AccessToken | undefined;
	let flight: Flight | undefined;
	/** The last login failed with `error`, and the next one begins at `until` at the earliest. */
	let block: { error: unknown; until: number; backOff: number } | undefined;

	function takeOff(): Flight {
		const controller = new AbortController();
		const started: Flight = {
			token: attempt(controller.signal),
			controller,
			waiting: 0,
		};
		const landed = () => {
			if (flight === started) flight = undefined;
		};
		started.token.then(landed, landed);
		return started;
	}

	async function attempt(signal: AbortSignal): Promise<AccessToken> {
		try {
			const token = await login(signal);
			count("salesforce_client_logins", 200);
			telemetry.logger.info("Logged in to Salesforce", {
				organization_id: token.organizationId,
			});
			block = undefined;
			current = token;
			return token;
		} catch (error) {
			if (!signal.aborted) failed(error);
			throw error;
		}
	}

	function failed(error: unknown): void {
		const known = error instanceof SalesforceError ? error : undefined;
		count("salesforce_client_login_failures", known?.status, {
			code: known?.code ?? "unknown",
		});
		const fields = {
			code: known?.code,
			error: error instanceof Error ? error.message : String(error),
			cure: known?.cure,
		};
		if (known?.retryable) {
			telemetry.logger.warn("The login failed", fields);
			return;
		}
		const backOff = Math.min(
			block === undefined ? FIRST_BACK_OFF_MS : 2 * block.backOff,
			MAX_BACK_OFF_MS,
		);
		// Up to a fifth less, so that receivers which failed together part.
		const pause = Math.round(backOff * (1 - 0.2 * random()));
		block = { error, until: clock.now() + pause, backOff };
		telemetry.logger.error("The login failed", {
			...fields,
			next_attempt: new Date(block.until).toISOString(),
		});
	}

	function count(
		name: "salesforce_client_logins" | "salesforce_client_login_failures",
		status: number | undefined,
		attributes: Record<string, string> = {},
	): void {
		telemetry.count(name, 1, attributes);
		telemetry.count("salesforce_client_requests", 1, {
			kind: "login",
			outcome: outcomeOf(status),
		});
	}

	/** A wall clock that was set back must not keep logins waiting for longer. */
	function blocks(until: number): boolean {
		const left = until - clock.now();
		return left > 0 && left <= MAX_BACK_OFF_MS;
	}

	async function shared(signal: AbortSignal): Promise<AccessToken> {
		signal.throwIfAborted();
		if (flight === undefined) {
			if (block !== undefined && blocks(block.until)) throw block.error;
			flight = takeOff();
		}
		const joined = flight;
		joined.waiting++;
		try {
			return await abandonable(joined.token, signal);
		} finally {
			joined.waiting--;
			if (joined.waiting === 0) {
				// Nobody wants it any more; a later caller must not join what ends.
				if (flight === joined) flight = undefined;
				joined.controller.abort();
			}
		}
	}

	return {
		async get(signal) {
			signal.throwIfAborted();
			return current ?? shared(signal);
		},
		async renew(stale, signal) {
			signal.throwIfAborted();
			if (current !== undefined && current !== stale) return current;
			current = undefined;
			return shared(signal);
		},
	};
}

/** What `promise` gives, or the reason of `signal` if that comes first. */
function abandonable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const abandon = () => reject(signal.reason);
		signal.addEventListener("abort", abandon, { once: true });
		promise
			.then(resolve, reject)
			.finally(() => signal.removeEventListener("abort", abandon));
	});
}
