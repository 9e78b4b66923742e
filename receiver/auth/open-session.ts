// The session of a receiver: the configured login behind one token source, kept in
// the state directory where `auth.cache` asks for it.

import type { SalesforceAuthConfig } from "../../config/schema/salesforce-auth.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createLogin, credentialFiles, loginIdentity } from "./create-login.ts";
import { createTokenSource } from "./create-token-source.ts";
import type { LoginHttp } from "./login-exchange.ts";
import { reportLogins } from "./report-logins.ts";
import { createSessionFile, forgetSession } from "./session-file.ts";
import type { TokenSource } from "./token-source.ts";

export interface OpenSessionOptions {
	readonly auth: SalesforceAuthConfig;
	readonly instanceUrl: string;
	readonly http: LoginHttp;
	/** The receiver's id. */
	readonly receiver: string;
	/** Nothing is kept without one. */
	readonly stateDirectory: string | undefined;
	readonly telemetry: Telemetry;
	/** Uniform in [0, 1); Math.random when absent. */
	readonly random?: (() => number) | undefined;
}

export function openSession(options: OpenSessionOptions): TokenSource {
	const { auth, instanceUrl, http, telemetry, random } = options;
	const { logger } = telemetry;
	const sessions = sessionStore(options);
	const kept = sessions?.read();
	const login = createLogin({
		auth,
		instanceUrl,
		http,
		rotated: kept?.rotated,
		logger,
	});
	if (kept !== undefined) {
		const { organizationId } = kept;
		telemetry.report({ status: { state: "ok" }, organizationId });
	}
	return createTokenSource(reportLogins(login, telemetry), telemetry, {
		clock: http.clock,
		...(random && { random }),
		credentialFiles: credentialFiles(auth),
		sessions,
		kept,
	});
}

function sessionStore(options: OpenSessionOptions) {
	const { auth, instanceUrl, receiver, stateDirectory: directory } = options;
	if (directory === undefined) return undefined;
	// A token that somebody put into the configuration is kept there.
	if (!auth.cache || auth.access_token !== undefined) {
		forgetSession(directory, receiver);
		return undefined;
	}
	return createSessionFile({
		directory,
		receiver,
		identity: loginIdentity(auth, instanceUrl),
		logger: options.telemetry.logger,
	});
}
