// SOQL, as much of it as a reader of events uses: SELECT fields or COUNT(),
// FROM one object, WHERE, ORDER BY, LIMIT, OFFSET. Recursive descent.

import { soqlErrorAt } from "./soql-error.ts";
import type {
	ComparisonOperator,
	Condition,
	FieldPath,
	Literal,
	Ordering,
	Query,
} from "./syntax.ts";
import { type Token, tokenize } from "./tokens.ts";

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
	"=": "=",
	"!=": "!=",
	"<>": "!=",
	"<": "<",
	"<=": "<=",
	">": ">",
	">=": ">=",
};

/** Throws a `SoqlError` with the code MALFORMED_QUERY. */
export function parseSoql(text: string): Query {
	const tokens = tokenize(text);
	let position = 0;

	const peek = () => tokens[position] as Token;
	const take = () => tokens[position++] as Token;

	function unexpected(token: Token) {
		return soqlErrorAt(
			"MALFORMED_QUERY",
			text,
			token.offset,
			`unexpected token: '${token.text}'`,
		);
	}

	const isWord = (word: string, token = peek()) =>
		token.kind === "word" && token.text.toUpperCase() === word;
	const isSymbol = (symbol: string) =>
		peek().kind === "symbol" && peek().text === symbol;

	function accept(word: string): boolean {
		if (!isWord(word)) return false;
		position++;
		return true;
	}

	function acceptSymbol(symbol: string): boolean {
		if (!isSymbol(symbol)) return false;
		position++;
		return true;
	}

	function expect(word: string): void {
		if (!accept(word)) throw unexpected(peek());
	}

	function expectSymbol(symbol: string): void {
		if (!acceptSymbol(symbol)) throw unexpected(peek());
	}

	function list<T>(item: () => T): T[] {
		const items = [item()];
		while (acceptSymbol(",")) items.push(item());
		return items;
	}

	function field(): FieldPath {
		const token = take();
		if (token.kind !== "word" || token.text.endsWith(".")) {
			throw unexpected(token);
		}
		return { names: token.text.split("."), offset: token.offset };
	}

	function literal(): Literal {
		const token = take();
		const { offset } = token;
		switch (token.kind) {
			case "string":
				return { kind: "string", value: token.text, offset };
			case "number":
				return { kind: "number", value: Number(token.text), offset };
			case "date":
			case "datetime": {
				const value = Date.parse(
					token.text.replace(/([+-]\d{2})(\d{2})$/, (zone, h, m) =>
						token.kind === "date" ? zone : `${h}:${m}`,
					),
				);
				if (Number.isNaN(value)) throw unexpected(token);
				return { kind: token.kind, value, offset };
			}
			case "word":
				if (isWord("TRUE", token) || isWord("FALSE", token)) {
					return { kind: "boolean", value: isWord("TRUE", token), offset };
				}
				if (isWord("NULL", token)) return { kind: "null", offset };
		}
		throw unexpected(token);
	}

	function comparison(): Condition {
		if (acceptSymbol("(")) {
			const inner = condition();
			expectSymbol(")");
			return inner;
		}
		if (accept("NOT")) return { kind: "not", operand: comparison() };
		const left = field();
		const negated = accept("NOT");
		if (accept("IN")) {
			expectSymbol("(");
			const values = list(literal);
			expectSymbol(")");
			return { kind: "in", field: left, negated, values };
		}
		const token = take();
		const operator =
			token.kind === "symbol" ? COMPARISONS[token.text] : undefined;
		if (operator === undefined || negated) throw unexpected(token);
		return { kind: "comparison", field: left, operator, value: literal() };
	}

	function condition(): Condition {
		const first = comparison();
		const joint = isWord("AND") ? "AND" : isWord("OR") ? "OR" : undefined;
		if (joint === undefined) return first;
		const operands = [first];
		while (accept(joint)) operands.push(comparison());
		// AND and OR on one level need parentheses.
		if (isWord("AND") || isWord("OR")) throw unexpected(peek());
		return { kind: joint === "AND" ? "and" : "or", operands };
	}

	function ordering(): Ordering {
		const path = field();
		const descending = accept("DESC");
		if (!descending) accept("ASC");
		let nullsLast = false;
		if (accept("NULLS")) {
			nullsLast = accept("LAST");
			if (!nullsLast) expect("FIRST");
		}
		return { field: path, descending, nullsLast };
	}

	function count(): number {
		const token = take();
		if (token.kind !== "number" || !/^\d+$/.test(token.text)) {
			throw unexpected(token);
		}
		return Number(token.text);
	}

	expect("SELECT");
	let fields: FieldPath[] = [];
	const following = tokens[position + 1];
	if (isWord("COUNT") && following?.text === "(") {
		position += 2;
		expectSymbol(")");
	} else {
		fields = list(field);
	}
	expect("FROM");
	const object = take();
	if (object.kind !== "word") throw unexpected(object);
	const where = accept("WHERE") ? condition() : undefined;
	let orderBy: Ordering[] = [];
	if (accept("ORDER")) {
		expect("BY");
		orderBy = list(ordering);
	}
	const limit = accept("LIMIT") ? count() : undefined;
	const offset = accept("OFFSET") ? count() : 0;
	if (peek().kind !== "end") throw unexpected(peek());
	return {
		text,
		fields,
		object: { name: object.text, offset: object.offset },
		where,
		orderBy,
		limit,
		offset,
	};
}
