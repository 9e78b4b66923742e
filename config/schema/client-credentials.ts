// The OAuth 2.0 client credentials flow: the app itself, as its Run-As user.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { myDomainTokenUrl } from "./salesforce-url.ts";
import { filePath, secret, text } from "./text.ts";

export const clientCredentialsSchema = crossCheck(
	z.strictObject({
		client_id: text().describe(
			"The consumer key of the External Client App or Connected App.",
		),
		client_secret: secret()
			.optional()
			.describe(
				"The consumer secret. Exactly one of `client_secret` and `client_secret_file` is required.",
			),
		client_secret_file: filePath()
			.optional()
			.describe("The consumer secret as a file, read for each login."),
		token_url: myDomainTokenUrl(),
	}),
	(value, report) =>
		exactlyOne(value, report, ["client_secret", "client_secret_file"], true),
);
