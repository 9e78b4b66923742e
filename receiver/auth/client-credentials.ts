// The client credentials flow (RFC 6749, 4.4): the app itself logs in, as the Run-As
// user of its policies. Salesforce offers it on the org's My Domain only.

import type { Secret } from "../../pipeline/secret.ts";
import type { LoginHttp } from "./login-exchange.ts";
import { readRequiredSecret } from "./secret-setting.ts";
import { requestToken } from "./token-endpoint.ts";
import type { Login } from "./token-source.ts";

/** The `auth.client_credentials` settings. */
export interface ClientCredentialsSettings {
	readonly client_id: string;
	readonly client_secret?: Secret | undefined;
	readonly client_secret_file?: string | undefined;
	readonly token_url: string;
}

export function createClientCredentialsLogin(
	config: ClientCredentialsSettings,
	http: LoginHttp,
): Login {
	return async (signal) => {
		const { token } = await requestToken(
			config.token_url,
			{
				grant_type: "client_credentials",
				client_id: config.client_id,
				client_secret: await readRequiredSecret(
					"client_secret",
					config.client_secret,
					config.client_secret_file,
				),
			},
			http,
			signal,
		);
		return token;
	};
}
