import { describe, expect, test } from "vitest";
import {
	oauthError,
	restError,
} from "../../../../receiver/api/error-answer.ts";
import { ERROR_TABLE } from "../../../../receiver/api/error-table.ts";
import { SalesforceError } from "../../../../receiver/api/salesforce-error.ts";
import { oauthAnswers, restAnswers } from "./known-answers.ts";

const JSON_TYPE = "application/json;charset=UTF-8";

describe("the error table", () => {
	test("has unique codes, and says cause and cure in each row", () => {
		const codes = ERROR_TABLE.map((row) => row.code);
		expect(new Set(codes).size).toBe(codes.length);
		for (const row of ERROR_TABLE) {
			expect(row.code).toMatch(/^[a-z_]+$/);
			expect(row.cause).toMatch(/\.$/);
			expect(row.cure).toMatch(/\.$/);
			expect(row.when.length).toBeGreaterThan(0);
		}
	});

	test("every row for answers is reached by a known answer", () => {
		const reached = new Set([
			...oauthAnswers.map((row) => row.code),
			...restAnswers.map((row) => row.code),
		]);
		const wanted = ERROR_TABLE.filter((row) =>
			row.when.some((condition) => condition.oauth || condition.rest),
		).map((row) => row.code);
		expect(wanted.filter((code) => !reached.has(code))).toEqual([]);
	});
});

describe("answers of the token endpoint", () => {
	test.each(oauthAnswers)("$error: $description is $code", (row) => {
		const error = oauthError(
			row.status ?? 400,
			JSON_TYPE,
			JSON.stringify({ error: row.error, error_description: row.description }),
		);
		expect(error).toMatchObject({
			code: row.code,
			retryable: row.retryable ?? false,
			status: row.status ?? 400,
			salesforceCode: row.error,
		});
		expect(error.message).toContain(row.description);
	});
});

describe("answers of the REST API", () => {
	test.each(restAnswers)("$status $errorCode $message is $code", (row) => {
		const body =
			row.errorCode === ""
				? ""
				: JSON.stringify([{ message: row.message, errorCode: row.errorCode }]);
		expect(restError(row.status, JSON_TYPE, body)).toMatchObject({
			code: row.code,
			retryable: row.retryable ?? false,
			status: row.status,
		});
	});

	test("line breaks of Salesforce's message do not break the line", () => {
		const error = restError(
			400,
			JSON_TYPE,
			JSON.stringify([
				{ message: "\nSELECT x\n  ^\nERROR", errorCode: "INVALID_FIELD" },
			]),
		);
		expect(error.message).not.toContain("\n");
		expect(error.message).toContain("SELECT x ^ ERROR");
	});
});

describe("answers that are not Salesforce's", () => {
	const PAGE = "<!DOCTYPE html><html><head><title>Down for maintenance</title>";

	test.each([200, 302, 404, 500, 503])("HTML with status %i", (status) => {
		for (const of of [oauthError, restError]) {
			const error = of(status, "text/html", PAGE);
			expect(error).toMatchObject({
				code: "html_answer",
				retryable: true,
				status,
			});
			expect(error.message).toContain("Down for maintenance");
		}
	});

	test("HTML that calls itself JSON, or nothing at all", () => {
		expect(restError(503, JSON_TYPE, `\n ${PAGE}`).code).toBe("html_answer");
		expect(oauthError(503, undefined, PAGE).code).toBe("html_answer");
	});

	test("an empty body is an error of the family", () => {
		expect(oauthError(200, undefined, "").code).toBe("not_json");
		expect(oauthError(500, JSON_TYPE, "").code).toBe("not_json");
		expect(restError(200, JSON_TYPE, "").code).toBe("not_json");
		expect(restError(503, undefined, "").code).toBe("server_unavailable");
	});

	test.each([
		"null",
		"[]",
		"[null]",
		"7",
		'"x"',
		"{}",
		'{"error":5}',
		"{{",
		"\0",
	])("garbage %j never crashes", (body) => {
		for (const of of [oauthError, restError]) {
			for (const status of [200, 400, 401, 503]) {
				expect(of(status, JSON_TYPE, body)).toBeInstanceOf(SalesforceError);
			}
		}
	});

	test("a token or assertion that a server echoes is not repeated", () => {
		const session = "00Dxx0000001gPL!AR8AQJXg5oj.x_y";
		const assertion = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl";
		const error = oauthError(
			400,
			JSON_TYPE,
			JSON.stringify({
				error: "invalid_grant",
				error_description: `bad ${assertion} and ${session}`,
			}),
		);
		expect(error.message).not.toContain("AR8AQ");
		expect(error.message).not.toContain("eyJ");
		expect(error.message).toContain("[REDACTED]");
	});
});
