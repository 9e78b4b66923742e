// The JWT bearer flow (RFC 7523): a short-lived assertion, signed with the private
// key of the certificate that the app holds in Salesforce.

import { Secret } from "../../pipeline/secret.ts";
import type { LoginHttp } from "./login-exchange.ts";
import { loadPrivateKey, type PrivateKeySettings } from "./private-key.ts";
import { requestToken } from "./token-endpoint.ts";
import type { Login } from "./token-source.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** Salesforce documents a few minutes; shorter would ask more of the clocks. */
const LIFETIME_S = 180;

/** The `auth.jwt_bearer` settings. */
export interface JwtBearerSettings extends PrivateKeySettings {
	/** The app's consumer key. */
	readonly client_id: string;
	/** The login name, not the e-mail address. */
	readonly username: string;
	/** Not always the origin of `token_url`: government orgs differ. */
	readonly audience: string;
	readonly token_url: string;
}

export function createJwtBearerLogin(
	config: JwtBearerSettings,
	http: LoginHttp,
): Login {
	return async (signal) => {
		signal.throwIfAborted();
		const key = await loadPrivateKey(config);
		// The other flows sign nothing, so it is loaded by this one.
		const { SignJWT } = await import("jose/jwt/sign");
		const assertion = await new SignJWT()
			.setProtectedHeader({ alg: "RS256" })
			.setIssuer(config.client_id)
			.setSubject(config.username)
			.setAudience(config.audience)
			.setExpirationTime(Math.floor(http.clock.now() / 1000) + LIFETIME_S)
			.sign(key);
		const { token } = await requestToken(
			config.token_url,
			{ grant_type: GRANT_TYPE, assertion: new Secret(assertion) },
			http,
			signal,
		);
		return token;
	};
}
