// The username-password flow (RFC 6749, 4.3). Its security token is not a parameter:
// it is written behind the password.

import { Secret } from "../../pipeline/secret.ts";
import type { ClientCredentialsSettings } from "./client-credentials.ts";
import type { LoginHttp } from "./login-exchange.ts";
import { readRequiredSecret, readSecret } from "./secret-setting.ts";
import { requestToken } from "./token-endpoint.ts";
import type { Login } from "./token-source.ts";

/** The `auth.password` settings. */
export interface PasswordSettings extends ClientCredentialsSettings {
	readonly username: string;
	readonly password?: Secret | undefined;
	readonly password_file?: string | undefined;
	readonly security_token?: Secret | undefined;
	readonly security_token_file?: string | undefined;
}

export function createPasswordLogin(
	config: PasswordSettings,
	http: LoginHttp,
): Login {
	return async (signal) => {
		const password = await readRequiredSecret(
			"password",
			config.password,
			config.password_file,
		);
		const securityToken = await readSecret(
			"security_token",
			config.security_token,
			config.security_token_file,
		);
		const { token } = await requestToken(
			config.token_url,
			{
				grant_type: "password",
				client_id: config.client_id,
				client_secret: await readRequiredSecret(
					"client_secret",
					config.client_secret,
					config.client_secret_file,
				),
				username: config.username,
				password: new Secret(
					password.reveal() + (securityToken?.reveal() ?? ""),
				),
			},
			http,
			signal,
		);
		return token;
	};
}
