// SOQL, as much of it as a reader of events uses: SELECT fields, FIELDS() or
// COUNT(), FROM one object, WHERE, ORDER BY, LIMIT, OFFSET; and what event objects
// refuse: LIKE, functions, aggregates, GROUP BY. Recursive descent.

import { spanOf } from "./date-literal.ts";
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

const FIELD_SETS = ["STANDARD", "ALL", "CUSTOM"];

/** `now` is what TODAY means. Throws a `SoqlError` with the code MALFORMED_QUERY. */
export function parseSoql(text: string, now: number): Query {
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
				{
					const span = spanOf(token.text, now);
					if (span) return { kind: "span", ...span, offset };
				}
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
		if (isSymbol("(")) {
			const argument = call();
			comparand();
			return {
				kind: "function",
				name: left.names[0] as string,
				field: argument,
			};
		}
		const negated = accept("NOT");
		if (accept("IN")) {
			expectSymbol("(");
			const values = list(literal);
			expectSymbol(")");
			return { kind: "in", field: left, negated, values };
		}
		if (negated) throw unexpected(peek());
		if (accept("LIKE"))
			return { kind: "like", field: left, pattern: literal() };
		return { kind: "comparison", field: left, ...comparand() };
	}

	function comparand(): { operator: ComparisonOperator; value: Literal } {
		const token = take();
		const operator =
			token.kind === "symbol" ? COMPARISONS[token.text] : undefined;
		if (operator === undefined) throw unexpected(token);
		return { operator, value: literal() };
	}

	/** The one argument of a function. */
	function call(): FieldPath {
		expectSymbol("(");
		const argument = field();
		expectSymbol(")");
		return argument;
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

	function wholeNumber(): number {
		const token = take();
		if (token.kind !== "number" || !/^\d+$/.test(token.text)) {
			throw unexpected(token);
		}
		return Number(token.text);
	}

	expect("SELECT");
	const fields: FieldPath[] = [];
	let fieldSet: Query["fieldSet"];
	let aggregate: Query["aggregate"];
	const count =
		isWord("COUNT") &&
		tokens[position + 1]?.text === "(" &&
		tokens[position + 2]?.text === ")";
	if (count) {
		position += 3;
	} else {
		list(() => {
			const item = field();
			if (!isSymbol("(")) return fields.push(item);
			const name = (item.names[0] as string).toUpperCase();
			const argument = call();
			if (name === "FIELDS") {
				const set = (argument.names[0] as string).toUpperCase();
				if (!FIELD_SETS.includes(set))
					throw unexpected(tokens[position - 2] as Token);
				fieldSet = { name: set, offset: item.offset };
				return 0;
			}
			aggregate ??= { name, field: argument };
			// An alias may follow.
			if (peek().kind === "word" && !isWord("FROM")) position++;
			return 0;
		});
	}
	expect("FROM");
	const object = take();
	if (object.kind !== "word") throw unexpected(object);
	const where = accept("WHERE") ? condition() : undefined;
	let groupBy: FieldPath | undefined;
	if (accept("GROUP")) {
		expect("BY");
		[groupBy] = list(field);
	}
	let orderBy: Ordering[] = [];
	if (accept("ORDER")) {
		expect("BY");
		orderBy = list(ordering);
	}
	const limit = accept("LIMIT") ? wholeNumber() : undefined;
	const offset = accept("OFFSET") ? wholeNumber() : 0;
	if (peek().kind !== "end") throw unexpected(peek());
	return {
		text,
		fields,
		count,
		...(fieldSet ? { fieldSet } : {}),
		...(aggregate ? { aggregate } : {}),
		...(groupBy ? { groupBy } : {}),
		object: { name: object.text, offset: object.offset },
		where,
		orderBy,
		limit,
		offset,
	};
}
