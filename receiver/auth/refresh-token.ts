// The refresh token flow (RFC 6749, 6). An app may rotate refresh tokens: then each
// login gives a new one and the old one is dead, so the newest is kept with the
// session. Invariant: a refresh token that the operator puts into the configuration
// wins over one that another brought.

import { createHash } from "node:crypto";
import type { Logger } from "../../pipeline/logger.ts";
import type { Secret } from "../../pipeline/secret.ts";
import type { LoginHttp } from "./login-exchange.ts";
import { readRequiredSecret, readSecret } from "./secret-setting.ts";
import { requestToken } from "./token-endpoint.ts";
import type { Login, RotatedToken } from "./token-source.ts";

/** The `auth.refresh_token` settings. */
export interface RefreshTokenSettings {
	readonly client_id: string;
	readonly client_secret?: Secret | undefined;
	readonly client_secret_file?: string | undefined;
	readonly refresh_token?: Secret | undefined;
	readonly refresh_token_file?: string | undefined;
	readonly token_url: string;
}

export interface RotationOptions {
	/** The newest refresh token of an earlier run. */
	readonly rotated: RotatedToken | undefined;
	/** Whether a new one survives a restart. */
	readonly kept: boolean;
	readonly logger: Logger;
}

export function createRefreshTokenLogin(
	config: RefreshTokenSettings,
	http: LoginHttp,
	{ rotated: earlier, kept, logger }: RotationOptions,
): Login {
	let rotated = earlier;
	let warned = kept;
	return async (signal) => {
		const configured = await readRequiredSecret(
			"refresh_token",
			config.refresh_token,
			config.refresh_token_file,
		);
		const replaces = fingerprint(configured);
		if (rotated?.replaces !== replaces) rotated = undefined;
		const { token, refreshToken } = await requestToken(
			config.token_url,
			{
				grant_type: "refresh_token",
				client_id: config.client_id,
				client_secret: await readSecret(
					"client_secret",
					config.client_secret,
					config.client_secret_file,
				),
				refresh_token: rotated?.refreshToken ?? configured,
			},
			http,
			signal,
		);
		if (refreshToken !== undefined) {
			rotated = { refreshToken, replaces };
			if (!warned) {
				warned = true;
				logger.warn(
					"The app rotates refresh tokens, so the configured one is used up, and a restart can't log in with it: set auth.cache to true, or switch the rotation off in the app's policies",
				);
			}
		}
		return { ...token, rotated };
	};
}

function fingerprint(secret: Secret): string {
	return createHash("sha256").update(secret.reveal()).digest("base64url");
}
