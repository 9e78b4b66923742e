// YAML text to positioned nodes. The messages are our own: the parser's quote
// the text around a mistake, and that may be a secret.

import {
	type Alias,
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	LineCounter,
	type Pair,
	parseDocument,
	type Scalar,
	type YAMLError,
	type YAMLMap,
} from "yaml";
import type { Problem } from "../config-error.ts";
import { mergeNodes } from "./merge.ts";
import type { ConfigNode, MapEntry, MapNode, Position } from "./node.ts";
import { hideReferences, showReferences } from "./protect-references.ts";

/** Aliases can blow a small text up to any size; no configuration is this large. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;

const SYNTAX: Readonly<Record<string, string>> = {
	BAD_ALIAS: "an alias (*name) needs an anchor (&name) before it",
	BAD_DQ_ESCAPE: "unknown escape sequence in a double-quoted string",
	BAD_INDENT: "wrong indentation",
	BAD_SCALAR_START:
		"a plain value cannot start with this character; put the value in quotes",
	BLOCK_AS_IMPLICIT_KEY:
		"nested maps are not allowed on one line; break the line, or put the value in quotes",
	BLOCK_IN_FLOW: "indented maps and lists are not allowed inside {} or []",
	DUPLICATE_KEY: "the key is in this map twice",
	MISSING_CHAR: "something is missing here: a quote, a comma, a colon, } or ]",
	MULTILINE_IMPLICIT_KEY: "a key must be on one line; is a colon missing?",
	MULTIPLE_DOCS: "only one YAML document is allowed; remove the `---`",
	NON_STRING_KEY: "a key must be a string",
	TAB_AS_INDENT: "tabs are not allowed as indentation; use spaces",
	TAG_RESOLVE_FAILED: "unknown YAML tag",
	UNEXPECTED_TOKEN: "unexpected text",
};

export interface ParsedYaml {
	/** Absent when the text is no YAML. An empty text is null. */
	readonly node?: ConfigNode;
	readonly problems: readonly Problem[];
}

export function parseYaml(text: string, file: string): ParsedYaml {
	const lines = new LineCounter();
	const document = parseDocument(hideReferences(text), {
		lineCounter: lines,
		prettyErrors: false,
		merge: false,
		logLevel: "error",
	});
	const positionOf = (offset: number): Position => {
		const { line, col } = lines.linePos(offset);
		return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
	};
	const problems = telling([...document.errors, ...document.warnings]).map(
		(fault): Problem => ({
			...positionOf(fault.pos[0]),
			path: "",
			message: SYNTAX[fault.code] ?? "not valid YAML",
			expected: "YAML",
		}),
	);
	if (problems.length > 0) return { problems };
	const reader = new NodeReader(document, text, positionOf);
	const node = reader.read(document.contents, 0);
	return reader.problems.length > 0
		? { problems: reader.problems }
		: { node, problems };
}

/** After a mistake in the structure the parser is lost, and whatever it says next is a consequence. */
function telling(faults: readonly YAMLError[]): readonly YAMLError[] {
	const local = ["DUPLICATE_KEY", "BAD_ALIAS", "TAG_RESOLVE_FAILED"];
	const structural = faults.filter(({ code }) => !local.includes(code));
	const [first] = structural.toSorted((a, b) => a.pos[0] - b.pos[0]);
	return faults.filter(
		(fault) =>
			fault === first ||
			(local.includes(fault.code) &&
				(first === undefined || fault.pos[0] < first.pos[0])),
	);
}

class NodeReader {
	readonly problems: Problem[] = [];
	readonly #document: Document;
	readonly #source: string;
	readonly #positionOf: (offset: number) => Position;
	#count = 0;

	constructor(
		document: Document,
		source: string,
		positionOf: (offset: number) => Position,
	) {
		this.#document = document;
		this.#source = source;
		this.#positionOf = positionOf;
	}

	read(node: unknown, depth: number): ConfigNode {
		const at = this.#at(node);
		this.#count++;
		if (this.#count > MAX_NODES || depth > MAX_DEPTH) {
			if (this.problems.length === 0) {
				this.#report(
					at,
					"too many or too deeply nested values; is there an alias inside its own anchor?",
				);
			}
			return { kind: "scalar", at, value: null, text: "" };
		}
		if (isAlias(node)) {
			const target = (node as Alias).resolve(this.#document);
			if (target === undefined) this.#report(at, SYNTAX.BAD_ALIAS as string);
			return { ...this.read(target, depth + 1), at };
		}
		if (isMap(node)) return this.#map(node, at, depth);
		if (isSeq(node)) {
			const items = node.items.map((item) => this.read(item, depth + 1));
			return { kind: "list", at, items };
		}
		return this.#scalar(node, at);
	}

	#scalar(node: unknown, at: Position): ConfigNode {
		const value = isScalar(node) ? node.value : null;
		if (typeof value === "string") {
			const text = showReferences(value, this.#source);
			return { kind: "scalar", at, value: text, text };
		}
		const text = (isScalar(node) && node.source) || "";
		if (typeof value === "number" || typeof value === "boolean") {
			return { kind: "scalar", at, value, text };
		}
		return { kind: "scalar", at, value: null, text };
	}

	#map(map: YAMLMap, at: Position, depth: number): ConfigNode {
		let result: MapNode = { kind: "map", at, entries: new Map() };
		const inherited: ConfigNode[] = [];
		for (const pair of map.items as Pair[]) {
			const node = this.read(pair.value, depth + 1);
			const key = this.#key(pair);
			if (key === undefined) continue;
			const keyAt = this.#at(pair.key);
			if (key === "<<") {
				inherited.push(...(node.kind === "list" ? node.items : [node]));
				continue;
			}
			result = mergeNodes(result, entryOf(key.split("::"), keyAt, node));
		}
		// YAML's merge key: what stands in the map itself wins, then the earlier one.
		return inherited.reduce<MapNode>((own, node) => {
			if (node.kind === "map") return { ...mergeOver(node, own), at };
			this.#report(node.at, "`<<` takes a map or a list of maps");
			return own;
		}, result);
	}

	#key(pair: Pair): string | undefined {
		const { key } = pair;
		if (isScalar(key)) {
			if (typeof key.value === "string") {
				return showReferences(key.value, this.#source);
			}
			// `1: x` or `true: x`: the text is the key.
			if (key.source) return key.source;
		}
		this.#report(this.#at(key), "a key must be a string");
		return undefined;
	}

	#at(node: unknown): Position {
		const range = (node as Scalar | null)?.range;
		return this.#positionOf(range?.[0] ?? 0);
	}

	#report(at: Position, message: string): void {
		this.problems.push({ ...at, path: "", message, expected: "YAML" });
	}
}

/** `a::b: 1` is `a: {b: 1}`, as in the Collector. */
function entryOf(
	keys: readonly string[],
	at: Position,
	node: ConfigNode,
): MapNode {
	const [key, ...rest] = keys as [string, ...string[]];
	const inner = rest.length > 0 ? entryOf(rest, at, node) : node;
	return { kind: "map", at, entries: new Map([[key, { at, node: inner }]]) };
}

/** The entries of `under` that `over` does not have, then `over`. No deep merge: that is what YAML says of `<<`. */
function mergeOver(under: MapNode, over: MapNode): MapNode {
	const entries = new Map<string, MapEntry>([
		...under.entries,
		...over.entries,
	]);
	return { ...over, entries };
}
