// Each refusal of the token endpoint that Salesforce documents: the operator reads
// which one it is and where to click, the other org is read meanwhile, and the
// stream goes on as soon as the login works.

import { describe, test } from "vitest";
import { htmlPage } from "../../simulator/http/answer.ts";
import {
	OAUTH_ERRORS,
	type OAuthErrorBody,
} from "../../simulator/oauth/oauth-errors.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { jumpingClock, startService } from "./support/running-service.ts";
import { publishedUids, startOrg } from "./support/simulated-org.ts";

const MORE_ERRORS: readonly OAuthErrorBody[] = [
	{
		error: "invalid_scope",
		error_description: "the requested scope is not allowed",
	},
	{
		error: "redirect_uri_mismatch",
		error_description: "redirect_uri must match configuration",
	},
	{ error: "something_new", error_description: "never heard of" },
	{
		error: "temporarily_unavailable",
		error_description: "try later",
		status: 503,
	},
];

describe.concurrent("a login that is refused", () => {
	test.for([...OAUTH_ERRORS, ...MORE_ERRORS].map((error) => [error] as const))(
		"with $0.error, $0.error_description",
		async ([refusal], { expect }) => {
			await using org = await startOrg();
			await using healthy = await startOrg({ seed: 2 });
			await using backend = await startBackend();
			org.failNextLogins([refusal]);
			await using service = await startService({
				orgs: { troubled: org, healthy },
				exporters: { otlp_http: { endpoint: backend.url } },
				clock: jumpingClock(),
			});
			const expected = publishedUids(org).union(publishedUids(healthy));
			await backend.until(() => expected.isSubsetOf(backend.uids));
			await service.stop();

			expect(backend.records).toHaveLength(expected.size);
			const troubled = { receiver: "salesforce/troubled" };
			expect(service.total("salesforce_client_login_failures", troubled)).toBe(
				1,
			);
			const lines = service.complaints("The login failed");
			expect(lines).toHaveLength(1);
			expect(lines[0]).toMatchObject({
				"otelcol.component.id": "salesforce/troubled",
				code: expect.stringMatching(/^\w+$/),
				cure: expect.stringMatching(/\w{3}/),
			});
			const error = String(lines[0]?.error);
			expect(error).toContain(refusal.error);
			expect(error).toContain(refusal.error_description);
			expect(error).toContain("/services/oauth2/token");
			expect(error).not.toContain("\n");
			expect(JSON.stringify(service.log)).not.toMatch(/assertion=|eyJ/);
		},
	);

	test("by a web page", async ({ expect }) => {
		await using org = await startOrg();
		await using backend = await startBackend();
		org.intervene({
			on: { endpoint: "token" },
			effect: {
				kind: "answer",
				answer: htmlPage(503, "Service Not Available"),
			},
		});
		await using service = await startService({
			orgs: { troubled: org },
			exporters: { otlp_http: { endpoint: backend.url } },
			clock: jumpingClock(),
		});
		await backend.until(() => backend.uids.size === 20);
		expect(service.complaints("The login failed")).toMatchObject([
			{ error: expect.stringContaining("Service Not Available") },
		]);
	});

	test("time after time is tried ever more seldom, not at the pace of the polls", async ({
		expect,
	}) => {
		await using org = await startOrg();
		await using backend = await startBackend();
		org.failNextLogins(Array(6).fill("inactive user"));
		await using service = await startService({
			orgs: { troubled: org },
			login: { poll_interval: "30s" },
			exporters: { otlp_http: { endpoint: backend.url } },
			clock: jumpingClock(),
		});
		await backend.until(() => backend.uids.size === 20);
		await service.stop();
		// Up to 15 minutes between two logins, and a poll every 30 s.
		const polls = service.total("salesforce_receiver_polls_failed");
		const logins = service.total("salesforce_client_login_failures");
		expect(logins).toBe(6);
		expect(polls).toBeGreaterThan(3 * logins);
	});
});
