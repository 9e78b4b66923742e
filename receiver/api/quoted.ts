// Text of a server, made fit for one line of a log. Invariant: nothing that looks
// like an assertion or a session id passes, should a server echo one.

import { REDACTED } from "../../pipeline/secret.ts";

const MAX_LENGTH = 300;
const JSON_WEB_TOKEN = /eyJ[\w-]{5,}(\.[\w-]*)*/g;
const SESSION_ID = /00D\w{12,15}(!|%21)[\w.%-]+/g;

export function quoted(text: string): string {
	const line = text
		.slice(0, 4 * MAX_LENGTH)
		.replace(JSON_WEB_TOKEN, REDACTED)
		.replace(SESSION_ID, REDACTED)
		.replace(/[\s\p{Cc}]+/gu, " ")
		.trim();
	return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}...` : line;
}
