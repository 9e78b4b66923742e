// From what a schema objects to, to what the operator reads: where, which key,
// what was expected, what was found. Invariant: the value of a secret, of a map
// or of a list is never part of it; a scalar is shown only where the schema knows
// a plain scalar.

import type { z } from "zod";
import type { Problem } from "../config-error.ts";
import { EXPECTED } from "../schema/field.ts";
import { redactUrl } from "../schema/url.ts";
import { childOf, fieldOf } from "../schema/walk.ts";
import {
	type ConfigNode,
	isNull,
	nodeAt,
	type Position,
} from "../source/node.ts";
import { suggest } from "./suggest.ts";

type Path = readonly PropertyKey[];

/** The part of the tree that a schema was applied to. */
export interface Subject {
	/** The path of the part, e.g. `["exporters", "debug"]`. */
	readonly path: readonly string[];
	readonly schema: z.ZodType;
	readonly node: ConfigNode | undefined;
	/** The position of its key. */
	readonly at: Position;
}

export function problemsOf(
	issues: readonly z.core.$ZodIssue[],
	subject: Subject,
): Problem[] {
	return issues.flatMap((issue) =>
		issue.code === "unrecognized_keys"
			? issue.keys.map((key) => unknownKey(issue.path, key, subject))
			: [problemOf(issue, subject)],
	);
}

function problemOf(issue: z.core.$ZodIssue, subject: Subject): Problem {
	if (issue.code === "invalid_key") {
		// The name itself is not shown: a header given as one word may hold its value.
		return {
			...keyPosition(issue.path, subject),
			path: dotted(subject.path, issue.path.slice(0, -1)),
			message: issue.issues[0]?.message || "a key is not allowed here",
		};
	}
	const node = at(subject.node, issue.path);
	const schema = schemaAt(subject.schema, issue.path);
	const info = schema && fieldOf(schema).info;
	const expected = info?.expected ?? expectedOf(schema);
	const key = String(issue.path.at(-1) ?? subject.path.at(-1) ?? "");
	const missing = isNull(node) && issue.code !== "custom";
	const reason = node?.reason === undefined ? "" : ` (${node.reason})`;
	const own = ownMessage(issue).replaceAll("{key}", key);
	return {
		...(node?.kind === "scalar" && !isNull(node)
			? node.at
			: keyPosition(issue.path, subject)),
		path: dotted(subject.path, issue.path),
		message: missing
			? `required, expected ${expected}${reason}`
			: own || `expected ${expected}`,
		expected,
		// "is a map" says nothing where the message is about what is in it.
		found:
			own !== "" && node?.kind !== "scalar" ? undefined : foundOf(node, schema),
		suggestion: suggestChoice(node, schema),
	};
}

/** What a check of ours says; zod's own messages are replaced by the field's words. */
function ownMessage(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case "custom":
		case "too_small":
		case "too_big":
		case "invalid_format":
			return issue.message === EXPECTED ? "" : issue.message;
		default:
			return "";
	}
}

function unknownKey(path: Path, key: string, subject: Subject): Problem {
	const schema = schemaAt(subject.schema, path);
	const shape = schema && fieldOf(schema).shape;
	const known = shape?.kind === "map" ? Object.keys(shape.keys) : [];
	const suggestion = suggest(key, known);
	const expected = `one of ${known.join(", ")}`;
	return {
		...keyPosition([...path, key], subject),
		path: dotted(subject.path, [...path, key]),
		message: suggestion ? "unknown key" : `unknown key, expected ${expected}`,
		expected,
		suggestion,
	};
}

/** What is there, in words that give nothing away. */
function foundOf(
	node: ConfigNode | undefined,
	schema: z.ZodType | undefined,
): string | undefined {
	if (node === undefined || isNull(node)) return undefined;
	if (node.kind !== "scalar") return `a ${node.kind}`;
	const field = schema && fieldOf(schema);
	const source = node.from === undefined ? "" : ` from ${node.from}`;
	const shown =
		field?.shape.kind === "scalar" &&
		!field.info.secret &&
		!field.info.unquoted &&
		!/[\r\n]|-----BEGIN/.test(node.text);
	if (!shown) return `a ${typeof node.value}${source}`;
	const text = redactUrl(node.text);
	const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
	return (
		(typeof node.value === "string" ? JSON.stringify(short) : short) + source
	);
}

function suggestChoice(
	node: ConfigNode | undefined,
	schema: z.ZodType | undefined,
): string | undefined {
	const expected = schema && fieldOf(schema).info.expected;
	if (expected === undefined || node?.kind !== "scalar") return undefined;
	const isChoice = /^"[^"]*"(?:(?:,| or) "[^"]*")*$/.test(expected);
	if (!isChoice) return undefined;
	const words = [...expected.matchAll(/"([^"]*)"/g)].map(
		([, word]) => word as string,
	);
	return suggest(node.text, words);
}

function expectedOf(schema: z.ZodType | undefined): string {
	const kind = schema && fieldOf(schema).shape.kind;
	return kind === "list" ? "a list" : kind === "scalar" ? "a value" : "a map";
}

function at(node: ConfigNode | undefined, path: Path): ConfigNode | undefined {
	let found = node;
	for (const key of path) found = nodeAt(found, key);
	return found;
}

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
	let found: z.ZodType | undefined = schema;
	for (const key of path) found = found && childOf(found, key);
	return found;
}

/** The position of the last key of `path` that is there. */
function keyPosition(path: Path, subject: Subject): Position {
	let position = subject.at;
	let node = subject.node;
	for (const key of path) {
		if (node?.kind === "map") {
			const entry = node.entries.get(String(key));
			if (entry === undefined) break;
			position = entry.at;
			node = entry.node;
		} else {
			node = nodeAt(node, key);
			if (node === undefined) break;
			position = node.at;
		}
	}
	return { file: position.file, line: position.line, column: position.column };
}

/** `service.pipelines.logs.exporters[0]` */
function dotted(base: readonly string[], path: Path): string {
	let text = base.join(".");
	for (const key of path) {
		text += typeof key === "number" ? `[${key}]` : `.${String(key)}`;
	}
	return text;
}
