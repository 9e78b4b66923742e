// The OAuth 2.0 username-password flow, which Salesforce retires.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { tokenUrl } from "./salesforce-url.ts";
import { filePath, secret, text } from "./text.ts";

export const passwordLoginSchema = crossCheck(
	z.strictObject({
		client_id: text().describe("The consumer key of the Connected App."),
		client_secret: secret()
			.optional()
			.describe(
				"The consumer secret. Exactly one of `client_secret` and `client_secret_file` is required.",
			),
		client_secret_file: filePath()
			.optional()
			.describe("The consumer secret as a file, read for each login."),
		username: text().describe("The Salesforce user to log in as."),
		password: secret()
			.optional()
			.describe(
				"The user's password. Exactly one of `password` and `password_file` is required.",
			),
		password_file: filePath()
			.optional()
			.describe("The password as a file, read for each login."),
		security_token: secret()
			.optional()
			.describe(
				"The user's security token, where this machine's address is not a trusted one of the org.",
			),
		security_token_file: filePath()
			.optional()
			.describe("The security token as a file, read for each login."),
		token_url: tokenUrl(),
	}),
	(value, report) => {
		exactlyOne(value, report, ["client_secret", "client_secret_file"], true);
		exactlyOne(value, report, ["password", "password_file"], true);
		exactlyOne(value, report, ["security_token", "security_token_file"], false);
	},
);
