// `{ endpoint: ${env:URL} }`: inside {} and [] YAML takes the braces of a
// reference for its own. They are hidden from the parser, one character for one,
// so that positions stay right, and put back into what it read.

const HIDDEN: Readonly<Record<string, string>> = {
	"{": "\uE1A0",
	"}": "\uE1A1",
	"[": "\uE1A2",
	"]": "\uE1A3",
	",": "\uE1A4",
};
const SHOWN = new Map(Object.entries(HIDDEN).map(([a, b]) => [b, a]));

const ANY_HIDDEN = /[\uE1A0-\uE1A4]/g;

/** A reference on one line; what is nested inside is matched from the inside out. */
const INNERMOST = /(\$+)\{([^{}\r\n"']*)\}/g;

export function hideReferences(text: string): string {
	// Somebody's own use of these private characters would not survive.
	if (text.search(ANY_HIDDEN) >= 0) return text;
	let hidden = text;
	for (let before = ""; before !== hidden; ) {
		before = hidden;
		hidden = hidden.replace(INNERMOST, (whole, dollars: string) =>
			// `$$` is a dollar sign: after an even number of them no reference starts.
			dollars.length % 2 === 0
				? whole
				: dollars +
					whole
						.slice(dollars.length)
						.replace(/[{}[\],]/g, (character) => HIDDEN[character] as string),
		);
	}
	return hidden;
}

/** `source` is the text that `hideReferences` was given. */
export function showReferences(text: string, source: string): string {
	if (source.search(ANY_HIDDEN) >= 0) return text;
	return text.replace(
		ANY_HIDDEN,
		(character) => SHOWN.get(character) as string,
	);
}
