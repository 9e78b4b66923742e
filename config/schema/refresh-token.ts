// The OAuth 2.0 refresh token flow: a token that somebody got in a browser.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { tokenUrl } from "./salesforce-url.ts";
import { filePath, secret, text } from "./text.ts";

export const refreshTokenSchema = crossCheck(
	z.strictObject({
		client_id: text().describe(
			"The consumer key of the app that the token was issued to.",
		),
		client_secret: secret()
			.optional()
			.describe(
				"The consumer secret, where the app asks for it. At most one of `client_secret` and `client_secret_file` may be set.",
			),
		client_secret_file: filePath()
			.optional()
			.describe("The consumer secret as a file, read for each login."),
		refresh_token: secret()
			.optional()
			.describe(
				"The refresh token. Exactly one of `refresh_token` and `refresh_token_file` is required.",
			),
		refresh_token_file: filePath()
			.optional()
			.describe("The refresh token as a file, read for each login."),
		token_url: tokenUrl(),
	}),
	(value, report) => {
		exactlyOne(value, report, ["client_secret", "client_secret_file"], false);
		exactlyOne(value, report, ["refresh_token", "refresh_token_file"], true);
	},
);
