// The judge, judged by hand.

import { describe, expect, test } from "vitest";
import { expectedLogin, id18 } from "./expected-login.ts";
import { uidsOfFile } from "./expected-uid.ts";
import { REAL_LOGIN_ROW as row } from "./real-login-row.ts";

describe("the expected record of a Login row", () => {
	test("has what the real row says", () => {
		expect(expectedLogin(row, "a-uid")).toEqual({
			eventName: "salesforce.login",
			severityNumber: 9,
			severityText: "INFO",
			timestamp: "1702878511655000000",
			traceId: "",
			attributes: {
				"client.address": "103.108.207.58",
				"log.record.uid": "a-uid",
				"salesforce.client.label": "Salesforce.com IP",
				"salesforce.cpu_time_ms": 127n,
				"salesforce.db.total_time_ms": 1051n,
				"salesforce.duration_ms": 1219n,
				"salesforce.event.outcome": "success",
				"salesforce.event.source": "event_log_file",
				"salesforce.event.type": "Login",
				"salesforce.login.key": "bY5Wfv8t/Ith7WVE",
				"salesforce.login.status": "LOGIN_NO_ERROR",
				"salesforce.login.type": "Remote Access 2.0",
				"salesforce.request.id": "4u6LyuMrDvb_G-l1cJIQk-",
				"salesforce.run_time_ms": 1219n,
				"salesforce.user.type": "Standard",
				"tls.cipher": "ECDHE-RSA-AES256-GCM-SHA384",
				"tls.protocol.name": "tls",
				"tls.protocol.version": "1.2",
				"url.path": "/services/oauth2/token",
				"user.id": "0055j00000AT6I1AAL",
				"user.name": "salesforceinstance@devtest.in",
				"user_agent.original": "Go-http-client/1.1",
			},
		});
	});

	test("warns about a refused login and names the reason", () => {
		const status = "LOGIN_ERROR_INVALID_PASSWORD";
		const expected = expectedLogin({ ...row, LOGIN_STATUS: status }, "a-uid");

		expect(expected.severityText).toBe("WARN");
		expect(expected.attributes).toMatchObject({
			"error.type": status,
			"salesforce.event.outcome": "failure",
			"salesforce.login.status": status,
		});
	});

	test("joins the trace that REQUEST_ID names, and takes the time from TIMESTAMP when there is no other", () => {
		const expected = expectedLogin(
			{
				...row,
				REQUEST_ID: "5b8efff798038103d269b633813fc60c",
				TIMESTAMP_DERIVED: "",
			},
			"a-uid",
		);

		expect(expected.traceId).toBe("5b8efff798038103d269b633813fc60c");
		expect(expected.timestamp).toBe("1702878511655000000");
	});

	test("completes ids as Salesforce does", () => {
		expect(id18(row.USER_ID)).toBe(row.USER_ID_DERIVED);
	});

	test("tells equal rows of a file apart, whatever the order of the columns", () => {
		const reversed = Object.fromEntries(Object.entries(row).reverse());
		const other = { ...row, RUN_TIME: "1220" };

		const uids = uidsOfFile("org", "Login", [row, other, reversed, row]);

		expect(new Set(uids).size).toBe(4);
		expect(uidsOfFile("org", "Login", [reversed])[0]).toBe(uids[0]);
		for (const uid of uids) expect(uid).toMatch(/^[0-9a-f]{32}$/);
	});
});
