// What queries for Loki select, and whether rules fire, worked out from Grafana's syntax
// tree. Not Loki's engine, but our reading of LogQL's documentation for the few constructs
// that we use: it throws on any other, so nothing counts as tried that was not.

import type { SyntaxNode } from "@lezer/common";
import {
	childrenOf,
	logqlTree,
	within,
} from "../../unit/dashboards/logql-tree.ts";

type Labels = Readonly<Record<string, string>>;
type Row = { readonly labels: Labels; readonly value: number };
type Operand = number | readonly Row[];

export interface LokiRecord {
	/** ms since 1970. */
	readonly at: number;
	/** As Loki names them, those of the stream too. */
	readonly labels: Labels;
}

const SELECTION =
	/^(Selector|Matchers?|Eq|Neq|Re|Identifier|String|Pipe|PipelineExpr|PipelineStage|LabelFilter)$/;
const COUNT =
	/^(VectorAggregationExpr|VectorOp|Sum|Grouping|By|Labels|Identifier|MetricExpr|RangeAggregationExpr|RangeOp|CountOverTime|LogRangeExpr|Range|OffsetExpr|Offset|Duration)$/;
const MODIFIER =
	/^(BinOpModifier|OnOrIgnoringModifier|On|GroupingLabel|GroupingLabels|GroupingLabelList|LabelName)$/;
const MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };
/** What is left of two values, if anything. */
const VALUES: Readonly<Record<string, (a: number, b: number) => number[]>> = {
	Gte: (a, b) => (a >= b ? [a] : []),
	Gtr: (a, b) => (a > b ? [a] : []),
	Lte: (a, b) => (a <= b ? [a] : []),
	Mul: (a, b) => [a * b],
	Div: (a, b) => [a / b],
};

const refused = ({ name }: SyntaxNode) => new Error(`not evaluated: ${name}`);
const keyOf = (labels: Labels, names: readonly string[]) =>
	JSON.stringify(names.map((name) => [name, labels[name] ?? ""]).sort());

/** The records of a selector with the filters behind it. */
export function selected(
	selector: SyntaxNode,
	query: string,
	records: readonly LokiRecord[],
): readonly LokiRecord[] {
	const filters = selector.parent?.getChild("PipelineExpr");
	const parts = [selector, ...(filters ? [filters] : [])].flatMap((part) =>
		within(part),
	);
	// Filters in one filter are joined by "and" or "or".
	for (const part of parts)
		if (
			!SELECTION.test(part.name) ||
			part.getChild("LabelFilter")?.getChild("LabelFilter")
		)
			throw refused(part);
	const conditions = parts
		.filter(({ name }) => name === "Matcher")
		.map((matcher) =>
			childrenOf(matcher).map(({ from, to }) => query.slice(from, to)),
		)
		.map(([name = "", operator, quoted = ""]) => {
			const wanted: string = JSON.parse(quoted);
			const [, flag, source] = /^(?:\(\?(i)\))?(.*)$/s.exec(wanted) ?? [];
			const pattern = new RegExp(`^(?:${source})$`, flag);
			return ({ [name]: is = "" }: Labels) =>
				operator === "=~"
					? pattern.test(is)
					: (is === wanted) === (operator === "=");
		});
	return records.filter(({ labels }) =>
		conditions.every((holds) => holds(labels)),
	);
}

export function rowsOfRule(
	query: string,
	records: readonly LokiRecord[],
	now: number,
): readonly Row[] {
	const text = ({ from, to }: SyntaxNode) => query.slice(from, to);

	/** `sum by (...) (count_over_time(...))` */
	function counts(node: SyntaxNode): readonly Row[] {
		const [selector] = within(node, "Selector");
		const grouping = node.getChild("Grouping");
		const unknown = within(node).find(
			({ name }) => !COUNT.test(name) && !SELECTION.test(name),
		);
		const [range = NaN, offset = 0] = within(node, "Duration")
			.map(text)
			.map((one) => Number(one.slice(0, -1)) * (MS[one.slice(-1)] ?? NaN));
		if (!selector || !grouping || unknown || !(range > 0 && offset >= 0))
			throw refused(unknown ?? node);
		if (within(node, "Grouping").length > 1) throw refused(grouping);
		const by = within(grouping, "Identifier").map(text);
		const groups = Map.groupBy(
			selected(selector, query, records).filter(
				({ at }) => at > now - offset - range && at <= now - offset,
			),
			({ labels }) => keyOf(labels, by),
		);
		return [...groups].map(([key, { length }]) => ({
			labels: Object.fromEntries(JSON.parse(key)),
			value: length,
		}));
	}

	function combined(node: SyntaxNode): Operand {
		const [first, operator, modifier, second] = childrenOf(node);
		if (!first || !operator || !modifier || !second) throw refused(node);
		// The tree does not rank operators.
		for (const one of [first, second])
			if (one.firstChild?.firstChild?.name === "BinOpExpr")
				throw new Error(`parentheses needed: ${text(one)}`);
		const unknown = within(modifier).find(({ name }) => !MODIFIER.test(name));
		const values = VALUES[operator.name];
		if (unknown || (!values && !/^(And|Unless)$/.test(operator.name)))
			throw refused(unknown ?? operator);
		const [left, right] = [operand(first), operand(second)];
		const apply = (row: Row, a: number, b: number) =>
			(values?.(a, b) ?? []).map((value) => ({ ...row, value }));
		if (typeof right === "number") {
			if (typeof left === "number") throw refused(node);
			return left.flatMap((row) => apply(row, row.value, right));
		}
		if (typeof left === "number") {
			if (operator.name !== "Mul") throw refused(operator);
			return right.flatMap((row) => apply(row, left, row.value));
		}
		const on = within(modifier, "LabelName").map(text);
		const key = ({ labels }: Row) =>
			keyOf(labels, on.length > 0 ? on : Object.keys(labels));
		const others = Map.groupBy(right, key);
		if (values === undefined)
			return left.filter(
				(row) => others.has(key(row)) === (operator.name === "And"),
			);
		return left.flatMap((row) => {
			const [other, ...more] = others.get(key(row)) ?? [];
			if (more.length > 0) throw refused(node);
			return other === undefined ? [] : apply(row, row.value, other.value);
		});
	}

	function operand(node: SyntaxNode): Operand {
		if (node.name === "VectorAggregationExpr") return counts(node);
		if (node.name === "BinOpExpr") return combined(node);
		if (node.name === "LiteralExpr") return Number(text(node));
		const [inner, ...more] = childrenOf(node);
		if (!inner || more.length > 0) throw refused(node);
		return operand(inner);
	}
	const rows = operand(logqlTree(query));
	if (typeof rows === "number") throw refused(logqlTree(query));
	return rows;
}
