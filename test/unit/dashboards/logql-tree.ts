// LogQL by the grammar of Grafana's own editor. It knows what is written, not what it
// means: labels may be unknown, and its tree does not rank operators.

import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";

export function logqlTree(query: string): SyntaxNode {
	return parser.parse(query).topNode;
}

/** Each place that the grammar does not take, with what stands there. */
export function faultsOfLogql(query: string): readonly string[] {
	return within(logqlTree(query))
		.filter(({ type }) => type.isError)
		.map(({ from }) => `at ${from}: ${query.slice(from)}`);
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
	const children: SyntaxNode[] = [];
	for (let one = node.firstChild; one !== null; one = one.nextSibling)
		children.push(one);
	return children;
}

/** A node and all below it, or those of a name. */
export function within(node: SyntaxNode, name?: string): readonly SyntaxNode[] {
	const below = childrenOf(node).flatMap((child) => within(child, name));
	return name === undefined || node.name === name ? [node, ...below] : below;
}

/** What Grafana puts in the place of its variables, with a day that is shown. */
export const filledInLogql = (expr: string): string =>
	expr
		.replaceAll("$__range", "24h")
		.replaceAll("$__auto", "24h")
		.replaceAll("$service", ".+")
		.replaceAll("$organization", ".*");
