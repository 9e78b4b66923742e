// The two addresses of an org: where its data is, and where to log in. Addresses
// of pages are corrected; the loader warns of it.

import { z } from "zod";
import { fields } from "./field.ts";
import { correctedUrl, isLoginServer } from "./salesforce-host.ts";
import { redactUrl, secureOrigin, secureUrl } from "./url.ts";

const corrected = () =>
	z.string().transform((input) => correctedUrl(input) ?? input);

export const instanceUrl = () =>
	corrected()
		.pipe(
			secureOrigin().refine(
				(origin) => !isLoginServer(new URL(origin).hostname),
				"`{key}` must be the org's own address (Setup > My Domain), such as https://MYDOMAIN.my.salesforce.com; the login server has no data, and can only be the `token_url`",
			),
		)
		.register(fields, {
			type: "URL",
			expected:
				"the https:// origin of the org, such as https://example.my.salesforce.com",
		});

const TOKEN_URL = {
	type: "URL",
	expected: "a URL that starts with https://",
	write: redactUrl,
	defaultText: "`instance_url` + `/services/oauth2/token`",
} as const;

export const tokenUrl = () =>
	corrected()
		.pipe(secureUrl())
		.optional()
		.register(fields, TOKEN_URL)
		.describe("The token endpoint.");

/** For the flow that Salesforce offers on the org's own host only. */
export const myDomainTokenUrl = () =>
	corrected()
		.pipe(
			secureUrl().refine(
				(url) => !isLoginServer(new URL(url).hostname),
				"`{key}` must be of the org's own host, https://MYDOMAIN.my.salesforce.com/services/oauth2/token (Setup > My Domain): client credentials don't work on login.salesforce.com and test.salesforce.com",
			),
		)
		.optional()
		.register(fields, TOKEN_URL)
		.describe(
			"The token endpoint, of the org's My Domain: this flow works nowhere else.",
		);
