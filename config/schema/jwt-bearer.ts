// The OAuth 2.0 JWT bearer flow. Token URL, audience and instance URL are three
// settings: a government cloud org posts to its own domain while the audience
// stays the login server's.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { fields } from "./field.ts";
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
			.describe("The RSA private key as a PEM file."),
		private_key_passphrase: secret()
			.optional()
			.describe("The passphrase of an encrypted private key."),
		audience: secureUrl()
			.optional()
			.register(fields, {
				defaultText:
					"`https://login.salesforce.com`, for a sandbox `https://test.salesforce.com`",
			})
			.describe(
				"The `aud` claim. A sandbox is recognised by an `instance_url` that ends in `.sandbox.my.salesforce.com`.",
			),
		token_url: secureUrl()
			.optional()
			.register(fields, {
				defaultText: "`instance_url` + `/services/oauth2/token`",
			})
			.describe("The token endpoint."),
	}),
	(value, report) =>
		exactlyOne(value, report, ["private_key", "private_key_file"], true),
);

/** As read, with `audience` and `token_url` filled in. */
export type JwtBearerConfig = z.output<typeof jwtBearerSchema> & {
	audience: string;
	token_url: string;
};

export function withTokenDefaults(
	config: z.output<typeof jwtBearerSchema>,
	instanceUrl: string,
): JwtBearerConfig {
	const sandbox = new URL(instanceUrl).hostname.endsWith(
		".sandbox.my.salesforce.com",
	);
	return {
		...config,
		audience:
			config.audience ??
			(sandbox
				? "https://test.salesforce.com"
				: "https://login.salesforce.com"),
		token_url: config.token_url ?? `${instanceUrl}/services/oauth2/token`,
	};
}
