// The readable line of a record, from a table's template and the attributes that
// the record has.

import type { RecordAttributes } from "./apply-steps.ts";
import { memoize } from "./memoize.ts";
import type { BodyPart, CodeTable } from "./table.ts";

export function renderBody(
	parts: readonly BodyPart[],
	attributes: RecordAttributes,
	reason: string,
): string {
	let body = "";
	for (const part of parts) {
		if (typeof part === "string") {
			body += part;
			continue;
		}
		if ("reason" in part) {
			if (reason !== "") body += part.before + reason;
			continue;
		}
		for (const name of part.attributes) {
			const value = attributes[name];
			if (value === undefined) continue;
			body += part.before + value;
			break;
		}
	}
	return body;
}

/**
 * Says a failure's code in the words of a sentence: the documented text, or the
 * code's own words where there is none.
 */
export function createReasons(texts: CodeTable): (code: string) => string {
	return memoize((code) => inSentence(texts.get(code) ?? wordsOf(code)));
}

/** `LOGIN_ERROR_SYSTEM_DOWN` to `system down`; a text that is no code stays. */
function wordsOf(code: string): string {
	if (!/^[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(code)) return code;
	return code
		.replace(/^LOGIN_(?:ERROR_)?/, "")
		.replaceAll("_", " ")
		.toLowerCase();
}

/** `Failed: Invalid Nonce` to `invalid Nonce`; `API security token required` stays. */
function inSentence(text: string): string {
	const said = text.replace(/^Failed: /, "");
	return /^[A-Z][a-z]/.test(said)
		? said.charAt(0).toLowerCase() + said.slice(1)
		: said;
}
