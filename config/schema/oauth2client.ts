// OAuth 2.0 client credentials for a backend; the keys of the Collector's
// `oauth2client` extension.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { filePath, secret, text } from "./text.ts";
import { tlsSchema } from "./tls.ts";
import { secureUrl } from "./url.ts";

export const oauth2ClientSchema = crossCheck(
	z.strictObject({
		client_id: text()
			.optional()
			.describe(
				"The id of the client. Exactly one of `client_id` and `client_id_file` is required.",
			),
		client_id_file: filePath()
			.optional()
			.describe("The id as a file, read for each token."),
		client_secret: secret()
			.optional()
			.describe(
				"The secret of the client. Exactly one of `client_secret` and `client_secret_file` is required.",
			),
		client_secret_file: filePath()
			.optional()
			.describe("The secret as a file, read for each token."),
		token_url: secureUrl().describe("The token endpoint."),
		scopes: z
			.array(text())
			.register(fields, {
				type: "list of strings",
				expected: "a list of scopes",
			})
			.prefault([])
			.describe("The permissions to ask for."),
		endpoint_params: z
			.record(z.string(), text())
			.register(fields, {
				type: "map of strings",
				expected: "a map of parameter names to strings",
			})
			.prefault({})
			.describe("Further parameters of the token request, such as `audience`."),
		timeout: duration()
			.prefault("30s")
			.describe("How long one token request may take."),
		expiry_buffer: duration({ zero: true })
			.prefault("5m")
			.describe(
				"How long before its end a token is renewed; half of its life at most.",
			),
		tls: tlsSchema.optional().describe("TLS to the token endpoint."),
	}),
	(value, report) => {
		exactlyOne(value, report, ["client_id", "client_id_file"], true);
		exactlyOne(value, report, ["client_secret", "client_secret_file"], true);
	},
);

export type OAuth2ClientConfig = z.output<typeof oauth2ClientSchema>;

/** How an exporter gets its credentials; exactly one way. */
export const exporterAuthSchema = z.strictObject({
	oauth2client: oauth2ClientSchema
		.optional()
		.describe(
			"OAuth 2.0 client credentials; the token goes into `Authorization`.",
		),
});
