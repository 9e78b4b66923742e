// SOQL text to tokens.

import { soqlErrorAt } from "./soql-error.ts";

export type TokenKind =
	| "word"
	| "string"
	| "datetime"
	| "date"
	| "number"
	| "symbol"
	| "end";

export interface Token {
	readonly kind: TokenKind;
	/** As written; for strings the unescaped value. */
	readonly text: string;
	readonly offset: number;
}

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
	["string", /'(?:\\.|[^'\\])*'/y],
	[
		"datetime",
		/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/y,
	],
	["date", /\d{4}-\d{2}-\d{2}(?![\dT])/y],
	["number", /[+-]?\d+(?:\.\d+)?(?![\w-])/y],
	// With the number of a date literal: LAST_N_DAYS:7.
	["word", /[A-Za-z_][\w.]*(?::\d+)?/y],
	["symbol", /!=|<>|<=|>=|[=<>(),]/y],
];

const ESCAPES: Readonly<Record<string, string>> = {
	n: "\n",
	r: "\r",
	t: "\t",
	b: "\b",
	f: "\f",
};

function unquote(literal: string): string {
	return literal.slice(1, -1).replaceAll(/\\(.)/gs, (_, character: string) => {
		return ESCAPES[character.toLowerCase()] ?? character;
	});
}

/** Ends with a token of kind `end`. Throws a `SoqlError`. */
export function tokenize(soql: string): Token[] {
	const tokens: Token[] = [];
	let offset = 0;
	scan: while (true) {
		while (/\s/.test(soql.charAt(offset))) offset++;
		if (offset >= soql.length) break;
		for (const [kind, pattern] of PATTERNS) {
			pattern.lastIndex = offset;
			const text = pattern.exec(soql)?.[0];
			if (text === undefined) continue;
			tokens.push({
				kind,
				text: kind === "string" ? unquote(text) : text,
				offset,
			});
			offset += text.length;
			continue scan;
		}
		const rest = /\S+/.exec(soql.slice(offset))?.[0] ?? "";
		throw soqlErrorAt(
			"MALFORMED_QUERY",
			soql,
			offset,
			soql.charAt(offset) === "'"
				? "unexpected end of string literal"
				: `unexpected token: '${rest}'`,
		);
	}
	tokens.push({ kind: "end", text: "<EOF>", offset: soql.length });
	return tokens;
}
