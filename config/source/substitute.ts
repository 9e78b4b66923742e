// Replaces the references in a tree by what they name, after all files are
// merged. A reference that is the whole value is read as YAML, so a variable may
// hold a number, a list or a map; its text is kept beside, for keys that want a
// string. What a variable holds is never searched for further references: a
// secret may contain any character.

import { readFileSync } from "node:fs";
import type { ConfigWarning, Problem } from "../config-error.ts";
import type { ConfigNode, MapEntry, Position, ScalarNode } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";
import { parseReference, partsOf } from "./reference.ts";

export interface Substituted {
	readonly node: ConfigNode;
	readonly problems: readonly Problem[];
	readonly warnings: readonly ConfigWarning[];
}

export function substitute(
	node: ConfigNode,
	env: NodeJS.ProcessEnv,
): Substituted {
	const substitution = new Substitution(env);
	return {
		node: substitution.apply(node, []),
		problems: substitution.problems,
		warnings: substitution.warnings,
	};
}

/** What a reference stands for. `text` is absent when there is nothing. */
interface Resolved {
	readonly text?: string | undefined;
	/** The reference without its default, for messages. */
	readonly from: string;
	readonly reason?: string | undefined;
}

class Substitution {
	readonly problems: Problem[] = [];
	readonly warnings: ConfigWarning[] = [];
	readonly #env: NodeJS.ProcessEnv;

	constructor(env: NodeJS.ProcessEnv) {
		this.#env = env;
	}

	apply(node: ConfigNode, path: readonly string[]): ConfigNode {
		switch (node.kind) {
			case "map": {
				const entries = new Map<string, MapEntry>();
				for (const [key, { at, node: value }] of node.entries) {
					entries.set(key, { at, node: this.apply(value, [...path, key]) });
				}
				return { ...node, entries };
			}
			case "list":
				return {
					...node,
					items: node.items.map((item, index) =>
						this.apply(item, [...path, String(index)]),
					),
				};
			case "scalar":
				return typeof node.value === "string" && node.value.includes("$")
					? this.#scalar(node, node.value, path)
					: node;
		}
	}

	#scalar(
		node: ScalarNode,
		value: string,
		path: readonly string[],
	): ConfigNode {
		const parts = partsOf(value);
		const [only] = parts;
		if (parts.length === 1 && only?.kind === "reference") {
			const resolved = this.#resolve(only.body, node.at, path);
			return resolved === undefined ? node : asYaml(resolved, node.at);
		}
		const text = this.#expand(value, node.at, path);
		const names = parts.flatMap((part) =>
			part.kind === "reference" ? [nameOf(part.body)] : [],
		);
		return {
			kind: "scalar",
			at: node.at,
			value: text,
			text,
			from: names.length > 0 ? names.join(", ") : undefined,
		};
	}

	/** The text with every reference in it replaced; nothing for one without a value. */
	#expand(text: string, at: Position, path: readonly string[]): string {
		let expanded = "";
		for (const part of partsOf(text)) {
			if (part.kind === "text") {
				expanded += part.text;
			} else if (part.kind === "reference") {
				expanded += this.#resolve(part.body, at, path)?.text ?? "";
			} else if (part.kind === "unclosed") {
				this.#report(
					at,
					path,
					"${ is never closed; for a literal ${ write $${",
				);
			} else {
				this.warnings.push({
					severity: "warn",
					...at,
					message: `${path.join(".")}: $NAME is not replaced; write \${env:NAME}, or $$ for a dollar sign`,
				});
			}
		}
		return expanded;
	}

	#resolve(
		body: string,
		at: Position,
		path: readonly string[],
	): Resolved | undefined {
		const reference = parseReference(body);
		if (reference.kind === "invalid") {
			this.#report(at, path, reference.message);
			return undefined;
		}
		if (reference.kind === "file") {
			return this.#file(this.#expand(reference.path, at, path), at, path);
		}
		const { name, fallback } = reference;
		const from = `\${env:${name}}`;
		const value = this.#env[name];
		if (value === undefined) {
			if (fallback !== undefined) {
				return { text: this.#expand(fallback, at, path), from };
			}
			const reason = `the environment variable ${name} is not set`;
			this.warnings.push({
				severity: "warn",
				...at,
				message: `${path.join(".")}: ${reason}`,
			});
			return { from, reason };
		}
		if (value !== "") return { text: value, from };
		const reason = `the environment variable ${name} is empty`;
		this.warnings.push({
			severity: "info",
			...at,
			message: `${path.join(".")}: ${reason}`,
		});
		return { text: "", from, reason };
	}

	/** One newline at the end is the editor's, not the value's. */
	#file(
		path: string,
		at: Position,
		keyPath: readonly string[],
	): Resolved | undefined {
		try {
			const text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
			return { text, from: `\${file:${path}}` };
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
			this.#report(at, keyPath, `the file ${path} can't be read (${code})`);
			return undefined;
		}
	}

	#report(at: Position, path: readonly string[], message: string): void {
		this.problems.push({ ...at, path: path.join("."), message });
	}
}

/** The reference as it can be shown: without a default, which may be a secret. */
function nameOf(body: string): string {
	const reference = parseReference(body);
	if (reference.kind === "env") return `\${env:${reference.name}}`;
	return reference.kind === "file" ? `\${file:...}` : `\${...}`;
}

/** A value that YAML reads as a string, or can't read, is the text verbatim, as in the Collector. */
function asYaml({ text, from, reason }: Resolved, at: Position): ConfigNode {
	if (text === undefined || text === "") {
		return { kind: "scalar", at, value: null, text: "", from, reason };
	}
	const verbatim: ScalarNode = { kind: "scalar", at, value: text, text, from };
	const { node } = parseYaml(text, at.file);
	if (node === undefined) return verbatim;
	if (node.kind !== "scalar") return { ...relocate(node, at, from), text };
	if (typeof node.value === "string") return verbatim;
	return { ...verbatim, value: node.value };
}

/** Positions inside a variable mean nothing to the reader of the file. */
function relocate<N extends ConfigNode>(
	node: N,
	at: Position,
	from: string,
): N {
	if (node.kind === "list") {
		const items = node.items.map((item) => relocate(item, at, from));
		return { ...node, at, from, items };
	}
	if (node.kind === "map") {
		const entries = new Map<string, MapEntry>();
		for (const [key, entry] of node.entries) {
			entries.set(key, { at, node: relocate(entry.node, at, from) });
		}
		return { ...node, at, from, entries };
	}
	return { ...node, at, from };
}
