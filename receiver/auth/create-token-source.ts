// The one token of a receiver. Invariants: one login at a time, shared by all who
// wait; a caller that leaves does not take it from the others; logins keep the pace
// of `login-back-off.ts`; a login to another organization is told.

import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { watchFiles } from "../../pipeline/watched-files.ts";
import { outcomeOf } from "../api/outcome.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { createLoginBackOff } from "./login-back-off.ts";
import type { SessionStore } from "./session-file.ts";
import type { AccessToken, Login, TokenSource } from "./token-source.ts";

export interface TokenSourceOptions {
	readonly clock?: Clock;
	/** Uniform in [0, 1); Math.random when absent. */
	readonly random?: () => number;
	/** What the login reads: a change ends the wait after a refused login. */
	readonly credentialFiles?: readonly string[];
	/** Where the session survives a restart. */
	readonly sessions?: SessionStore | undefined;
	/** The session of an earlier run. */
	readonly kept?: AccessToken | undefined;
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
	const { logger } = telemetry;
	const backOff = createLoginBackOff(
		options.clock ?? systemClock,
		options.random ?? Math.random,
	);
	const files = watchFiles(options.credentialFiles ?? []);
	let current = options.kept;
	let organizationId = current?.organizationId;
	let flight: Flight | undefined;
	if (current !== undefined) {
		logger.info("The session of the last run is used", {
			organization_id: organizationId,
		});
	}

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
			requested(200);
			telemetry.count("salesforce_client_logins", 1);
			logger.info("Logged in to Salesforce", {
				organization_id: token.organizationId,
			});
			noticeAnother(token);
			backOff.reset();
			current = token;
			options.sessions?.write(token);
			return token;
		} catch (error) {
			if (!signal.aborted) {
				requested(error instanceof SalesforceError ? error.status : undefined);
				failed(error);
			}
			throw error;
		}
	}

	function requested(status: number | undefined): void {
		telemetry.count("salesforce_client_requests", 1, {
			kind: "login",
			outcome: outcomeOf(status),
		});
	}

	/** A refreshed sandbox has the address of the one before, and another id. */
	function noticeAnother(token: AccessToken): void {
		const before = organizationId;
		organizationId = token.organizationId;
		if (before === undefined || before === organizationId) return;
		const { code, message, cure } = new SalesforceError("organization_changed");
		logger.error(message, {
			code,
			cure,
			organization_id: organizationId,
			organization_id_before: before,
		});
	}

	function failed(error: unknown): void {
		const known = error instanceof SalesforceError ? error : undefined;
		telemetry.count("salesforce_client_login_failures", 1, {
			code: known?.code ?? "unknown",
		});
		const fields = {
			code: known?.code,
			error: error instanceof Error ? error.message : String(error),
			cure: known?.cure,
		};
		if (known?.retryable) {
			logger.warn("The login failed", fields);
			return;
		}
		logger.error("The login failed", {
			...fields,
			next_attempt: new Date(backOff.failed(error)).toISOString(),
		});
	}

	/** Throws when it is too early for a login. */
	function permit(): void {
		const blocking = backOff.blocking();
		const changed = files.changed();
		if (blocking !== undefined) {
			if (!changed) throw blocking;
			logger.info("A file with credentials has changed: the login is tried");
			backOff.reset();
		}
		try {
			backOff.begin();
		} catch (error) {
			failed(error);
			throw error;
		}
	}

	async function shared(signal: AbortSignal): Promise<AccessToken> {
		signal.throwIfAborted();
		if (flight === undefined) {
			permit();
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
