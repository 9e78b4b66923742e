// Masks a known value where a text repeats it as a word of its own.

import { MASK } from "./mask.ts";

const WORD = /[\p{L}\p{N}]/u;

/** `ana` is masked in `for ana from`, not in `Indiana`. */
export function maskOccurrences(text: string, value: string): string {
	if (value === "") return text;
	let result = "";
	let copied = 0;
	for (
		let at = text.indexOf(value);
		at >= 0;
		at = text.indexOf(value, at + value.length)
	) {
		const end = at + value.length;
		if (isWithinWord(text, at) || isWithinWord(text, end)) continue;
		result += text.slice(copied, at) + MASK;
		copied = end;
	}
	return copied === 0 ? text : result + text.slice(copied);
}

/** True when there is a letter or digit on both sides of the place. */
function isWithinWord(text: string, at: number): boolean {
	return WORD.test(text[at - 1] ?? "") && WORD.test(text[at] ?? "");
}
