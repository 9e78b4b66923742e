import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SalesforceError } from "../../../../receiver/api/salesforce-error.ts";
import { resolveWithinInstance } from "../../../../receiver/api/within-instance.ts";

const ORG = "https://acme.my.salesforce.com";

describe("links inside the instance", () => {
	test.each([
		[
			"/services/data/v67.0/query/0r8-2000",
			"/services/data/v67.0/query/0r8-2000",
		],
		[`${ORG}/a/b?c=d#e`, "/a/b?c=d"],
		["https://ACME.my.salesforce.com:443/a", "/a"],
		["https:\\\\acme.my.salesforce.com\\a", "/a"],
		["?q=1", "/?q=1"],
		["/query?q=a%2Bb", "/query?q=a%2Bb"],
	])("%s", (link, path) => {
		expect(resolveWithinInstance(ORG, link)).toBe(path);
	});

	test("a relative link is resolved against its base", () => {
		expect(resolveWithinInstance(ORG, "c", "/a/b?x=1")).toBe("/a/c");
	});
});

describe("links elsewhere", () => {
	test.each([
		["https://evil.example/x", "evil.example"],
		["//evil.example/x", "evil.example"],
		["/\\evil.example/x", "evil.example"],
		["\\\\evil.example\\x", "evil.example"],
		["/\t/evil.example/x", "evil.example"],
		[" \n//evil.example", "evil.example"],
		["https:evil.example@evil2.example/", undefined],
		["https://acme.my.salesforce.com@evil.example/x", "evil.example"],
		["https://acme.my.salesforce.com:443@evil.example/x", "evil.example"],
		["https://acme.my.salesforce.com\\@evil.example/x", undefined],
		["https://user:pass@acme.my.salesforce.com/x", "user information"],
		["http://acme.my.salesforce.com/x", "http://acme.my.salesforce.com"],
		["https://acme.my.salesforce.com:8443/x", "acme.my.salesforce.com:8443"],
		[
			"https://acme.my.salesforce.com.evil.example/x",
			"acme.my.salesforce.com.evil.example",
		],
		["https://my.salesforce.com/x", "my.salesforce.com"],
		["javascript:alert(1)", "javascript:"],
		["file:///etc/passwd", "file:"],
		["blob:https://acme.my.salesforce.com/x", "blob:"],
		["https://[bad", "not a URL"],
	])("%j", (link, named) => {
		let path: string;
		try {
			path = resolveWithinInstance(ORG, link);
		} catch (error) {
			expect(error).toBeInstanceOf(SalesforceError);
			expect(error).toMatchObject({ code: "foreign_origin", retryable: false });
			if (named !== undefined)
				expect((error as Error).message).toContain(named);
			return;
		}
		// What a parser reads as a path of the instance stays a path of the instance.
		expect(named).toBeUndefined();
		expect(path).toMatch(/^\//);
	});

	test("no link whatever gives anything but a path", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.webUrl(),
					fc.string(),
					fc.string().map((s) => `//${s}`),
				),
				(link) => {
					try {
						expect(resolveWithinInstance(ORG, link)).toMatch(/^\//);
					} catch (error) {
						expect(error).toMatchObject({ code: "foreign_origin" });
					}
				},
			),
		);
	});
});
