// The readable line of a record, from a table's template and the attributes that
// the record has.

import type { RecordAttributes } from "./apply-steps.ts";
import { memoize } from "./memoize.ts";
import type { BodyPart, CodeTable } from "./table.ts";

/** Longer values are cut: a body is a line to read, and every fact is an attribute too. */
const LONGEST_VALUE = 1000;

export function renderBody(
	parts: readonly BodyPart[],
	attributes: RecordAttributes,
	reason: string,
): string {
	// Joined once: V8 keeps what `+=` makes as a tree, which the serializers read slowly.
	const pieces: string[] = [];
	for (const part of parts) {
		if (typeof part === "string") pieces.push(part);
		else if ("attribute" in part)
			pieces.push(
				attributes[part.attribute] === part.is ? part.text : part.otherwise,
			);
		else {
			const text =
				firstPresent(part.attributes, attributes) ||
				(part.reason === true ? reason : "");
			if (text !== "") pieces.push(part.before, text, part.after ?? "");
			else if (part.otherwise !== undefined) pieces.push(part.otherwise);
		}
	}
	return pieces.join("");
}

function firstPresent(
	names: readonly string[],
	attributes: RecordAttributes,
): string {
	for (const name of names) {
		const value = attributes[name];
		if (value === undefined) continue;
		if (typeof value === "string") return line(value);
		return Array.isArray(value) ? line(value.join(", ")) : String(value);
	}
	return "";
}

/** The first line of a text. */
function line(text: string): string {
	if (text.length <= LONGEST_VALUE && !text.includes("\n")) return text;
	const first = text.trimStart().split(/[\r\n]/, 1)[0] ?? "";
	return first.length <= LONGEST_VALUE
		? first
		: `${first.slice(0, LONGEST_VALUE)}…`;
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
	if (!/^[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+$/.test(code)) return code;
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
