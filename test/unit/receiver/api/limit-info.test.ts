import { expect, test } from "vitest";
import { parseLimitInfo } from "../../../../receiver/api/limit-info.ts";

test.each([
	["api-usage=18/5000", { used: 18, max: 5000 }],
	[
		"api-usage=25/5000; per-app-api-usage=17/250(appName=sample)",
		{ used: 25, max: 5000 },
	],
	["per-app-api-usage=17/250(appName=a); api-usage=1/2", { used: 1, max: 2 }],
	[["api-usage=3/4"], { used: 3, max: 4 }],
	["per-app-api-usage=17/250(appName=sample)", undefined],
	["api-usage=many", undefined],
	["", undefined],
	[undefined, undefined],
])("%j", (header, usage) => {
	expect(parseLimitInfo(header)).toEqual(usage);
});
