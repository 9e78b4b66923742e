import fc from "fast-check";
import { expect, test } from "vitest";
import {
	queryWithoutSecrets,
	urlWithoutSecrets,
} from "../../../../receiver/mapping/url-secrets.ts";

test.each([
	["https://api.example.com/a?page=2", "https://api.example.com/a?page=2"],
	[
		"https://user:pass@api.example.com/a",
		"https://REDACTED:REDACTED@api.example.com/a",
	],
	["https://token@api.example.com", "https://REDACTED@api.example.com"],
	["https://a@b:p@ss@host/x", "https://REDACTED:REDACTED@host/x"],
	["//user:pass@host/x", "//REDACTED:REDACTED@host/x"],
	["https://host/users/ana@example.com", "https://host/users/ana@example.com"],
	["https://h/?api_key=1&x=2", "https://h/?api_key=REDACTED&x=2"],
	["https://h/?X-Amz-Signature=1", "https://h/?X-Amz-Signature=REDACTED"],
	["https://h/?sv=2020&sig=abc%3D", "https://h/?sv=2020&sig=REDACTED"],
	[
		"https://h/?Ocp-Apim-Subscription-Key=1",
		"https://h/?Ocp-Apim-Subscription-Key=REDACTED",
	],
	["https://h/?%61ccess_token=1", "https://h/?%61ccess_token=REDACTED"],
	["https://h/?clientSecret=1;b=2", "https://h/?clientSecret=REDACTED"],
	[
		"https://h/#access_token=1&state=2",
		"https://h/#access_token=REDACTED&state=2",
	],
	["https://h/?a=b?token=1", "https://h/?a=b?token=REDACTED"],
	["https://h/?password=a;b?c", "https://h/?password=REDACTED"],
	["/a?b=1;token=2", "/a?b=1;token=REDACTED"],
	[
		"/a?retURL=%2Fb%3Fsid%3D00D%26x%3D1",
		"/a?retURL=%2Fb%3Fsid%3DREDACTED%26x%3D1",
	],
	["/a?retURL=%2Fb%3Fx%3D1", "/a?retURL=%2Fb%3Fx%3D1"],
	["/a?b=%E0%A4%A%3D", "/a?b=%E0%A4%A%3D"],
	["/p;jsessionid=12?x=1", "/p;jsessionid=REDACTED?x=1"],
	["callout:Warehouse/a?password=x", "callout:Warehouse/a?password=REDACTED"],
	[
		"https://h/?q=SELECT+Id+FROM+Account",
		"https://h/?q=SELECT+Id+FROM+Account",
	],
	["not a url", "not a url"],
])("%s is shown as %s", (url, shown) => {
	expect(urlWithoutSecrets(url)).toBe(shown);
});

test("no value of a secret parameter is left, whatever stands around it", () => {
	const part = fc.stringMatching(/^[a-z0-9./%+-]{0,8}$/);
	fc.assert(
		fc.property(
			fc.constantFrom("token", "sid", "client_secret", "Password", "sig"),
			fc.array(fc.tuple(part, part), { maxLength: 4 }),
			(name, others) => {
				const parameters = others.map(([key, value]) => `${key}=${value}`);
				const query = [...parameters, `${name}=hunter2`, ...parameters].join(
					"&",
				);

				expect(queryWithoutSecrets(query)).not.toContain("hunter2");
				expect(urlWithoutSecrets(`https://h/p?${query}`)).not.toContain(
					"hunter2",
				);
			},
		),
	);
});
