// From what a server answered to the row of the error table. Pure. A body that
// is HTML, empty or garbage is a member of the family like any other.

import type {
	ErrorCondition,
	OAuthCondition,
	RestCondition,
} from "./error-row.ts";
import { ERROR_TABLE, type SalesforceErrorCode } from "./error-table.ts";
import { quoted } from "./quoted.ts";
import { SalesforceError } from "./salesforce-error.ts";

/** An answer of the token endpoint that is not a token. `body` is its text, `note` what else may explain it. */
export function oauthError(
	status: number,
	contentType: string | undefined,
	body: string,
	where?: string,
	note?: string,
): SalesforceError {
	const json = parseErrorBody(body);
	if (json === undefined || status < 300) {
		return foreignAnswer(status, contentType, body, where);
	}
	const error = textField(json, "error") ?? "";
	const description = textField(json, "error_description") ?? "";
	const code = firstMatch(
		({ oauth }) =>
			oauth !== undefined && matchesOAuth(oauth, status, error, description),
	);
	return new SalesforceError(code ?? "login_refused", {
		where,
		found:
			answered(status, error, description) +
			(note === undefined ? "" : `. ${note}`),
		status,
		salesforceCode: error === "" ? undefined : quoted(error),
	});
}

/** Salesforce's edge gives these before the API is reached; their bodies say nothing more. */
const EDGE = new Set([414, 420, 431]);

/** An answer of the REST API that is not a success. `body` is its text. */
export function restError(
	status: number,
	contentType: string | undefined,
	body: string,
	where?: string,
	requestId?: string,
): SalesforceError {
	const json = parseErrorBody(body);
	// Without a body the status is all there is, and it says enough, unless it
	// says that all is well. Some are said by a web page, too.
	const told = json !== undefined || body.trim() === "" || EDGE.has(status);
	if (status < 300 || !told) {
		return foreignAnswer(status, contentType, body, where);
	}
	const errorCode = textField(json, "errorCode") ?? textField(json, "error");
	const message =
		textField(json, "message") ?? textField(json, "error_description") ?? "";
	const code = firstMatch(
		({ rest }) =>
			rest !== undefined && matchesRest(rest, status, errorCode ?? "", message),
	);
	return new SalesforceError(code ?? "request_refused", {
		where,
		found: answered(status, errorCode, message),
		status,
		requestId,
		salesforceCode: errorCode === undefined ? undefined : quoted(errorCode),
	});
}

/** Whether a body is a web page (or other markup), by its type or its first character. */
export function isHtml(contentType: string | undefined, body: string): boolean {
	return (
		/^\s*(text\/html|application\/xhtml)/i.test(contentType ?? "") ||
		/^[\s\uFEFF]*</.test(body)
	);
}

/** An answer that is not Salesforce's at all, whatever its status. */
export function foreignAnswer(
	status: number,
	contentType: string | undefined,
	body: string,
	where?: string,
): SalesforceError {
	if (isHtml(contentType, body)) {
		const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim();
		return new SalesforceError("html_answer", {
			where,
			found: answered(status, undefined, title ?? ""),
			status,
		});
	}
	const isJson = parseErrorBody(body) !== undefined;
	return new SalesforceError(isJson ? "unexpected_answer" : "not_json", {
		where,
		found: answered(
			status,
			undefined,
			body.trim() === ""
				? "an empty body"
				: `${body.length} characters${contentType === undefined ? "" : ` of ${contentType}`}`,
		),
		status,
	});
}

function firstMatch(
	matches: (condition: ErrorCondition) => boolean,
): SalesforceErrorCode | undefined {
	return ERROR_TABLE.find((row) => row.when.some(matches))?.code;
}

function matchesOAuth(
	condition: OAuthCondition,
	status: number,
	error: string,
	description: string,
): boolean {
	return (
		(condition.error?.test(error) ?? true) &&
		(condition.description?.test(description) ?? true) &&
		(condition.status?.includes(status) ?? true)
	);
}

function matchesRest(
	condition: RestCondition,
	status: number,
	errorCode: string,
	message: string,
): boolean {
	return (
		(condition.errorCode?.test(errorCode) ?? true) &&
		(condition.message?.test(message) ?? true) &&
		(condition.status?.includes(status) ?? true)
	);
}

function answered(
	status: number,
	code: string | undefined,
	text: string,
): string {
	const parts = [code, text].filter(
		(part) => part !== undefined && part !== "",
	);
	return [`HTTP ${status}`, ...parts.map((part) => quoted(part ?? ""))].join(
		": ",
	);
}

/** The error object itself, or the first of the array that the REST API answers; undefined when it is not JSON. */
function parseErrorBody(body: string): unknown {
	try {
		const json: unknown = JSON.parse(body);
		return Array.isArray(json) ? (json[0] ?? null) : json;
	} catch {
		return undefined;
	}
}

function textField(json: unknown, name: string): string | undefined {
	if (typeof json !== "object" || json === null) return undefined;
	const value = (json as Record<string, unknown>)[name];
	return typeof value === "string" ? value : undefined;
}
