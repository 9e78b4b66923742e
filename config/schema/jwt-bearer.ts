// The OAuth 2.0 JWT bearer flow. Token URL, audience and instance URL are three
// settings: a government cloud org posts to its own domain while the audience
// stays the login server's.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { fields } from "./field.ts";
import { isSandbox } from "./salesforce-host.ts";
import { tokenUrl } from "./salesforce-url.ts";
import { filePath, pemSecret, secret, text } from "./text.ts";
import { secureUrl } from "./url.ts";

export const jwtBearerSchema = crossCheck(
	z.strictObject({
		client_id: text().describe(
			"The consumer key of the External Client App or Connected App.",
		),
		username: text().describe(
			"The Salesforce user to log in as; it must be pre-authorised for the app.",
		),
		private_key: pemSecret()
			.optional()
			.describe(
				"The RSA private key as PEM (line ends may be written as `\\n`). Exactly one of `private_key` and `private_key_file` is required.",
			),
		private_key_file: filePath()
			.optional()
			.describe("The RSA private key as a PEM file, read for each login."),
		private_key_passphrase: secret()
			.optional()
			.describe("The passphrase of an encrypted private key."),
		private_key_passphrase_file: filePath()
			.optional()
			.describe("The passphrase as a file, read for each login."),
		audience: secureUrl()
			.optional()
			.register(fields, {
				defaultText:
					"`https://login.salesforce.com`, for a sandbox `https://test.salesforce.com`",
			})
			.describe(
				"The `aud` claim; for an Experience Cloud site the site's URL. A sandbox or scratch org is recognised by the host of `instance_url`, such as `.sandbox.my.salesforce.com`.",
			),
		token_url: tokenUrl(),
	}),
	(value, report) => {
		exactlyOne(value, report, ["private_key", "private_key_file"], true);
		exactlyOne(
			value,
			report,
			["private_key_passphrase", "private_key_passphrase_file"],
			false,
		);
	},
);

type JwtBearer = z.output<typeof jwtBearerSchema>;

/** Not derived from `token_url` alone: a government cloud org posts to its own host. */
export function withAudience<T extends JwtBearer>(
	config: T,
	instanceUrl: string,
): T & { audience: string } {
	const hosts = [instanceUrl, config.token_url ?? instanceUrl];
	const sandbox = hosts.some((url) => isSandbox(new URL(url).hostname));
	const server = sandbox ? "test" : "login";
	return {
		...config,
		audience: config.audience ?? `https://${server}.salesforce.com`,
	};
}
