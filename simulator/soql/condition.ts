// A WHERE clause to a function that says whether a row satisfies it.

import { toLongId } from "../generate/salesforce-id.ts";
import type { FieldType, FieldValue, ObjectRow } from "./object-definition.ts";
import type { ResolvedField } from "./resolve.ts";
import { SoqlError, soqlErrorAt } from "./soql-error.ts";
import type {
	ComparisonOperator,
	Condition,
	FieldPath,
	Literal,
	Query,
} from "./syntax.ts";

export type Predicate = (row: ObjectRow) => boolean;

const LITERAL_OF: Record<FieldType, Literal["kind"]> = {
	id: "string",
	reference: "string",
	string: "string",
	picklist: "string",
	base64: "string",
	datetime: "datetime",
	double: "number",
	int: "number",
	boolean: "boolean",
};

/** What a cell or a literal is compared as. Text is not case-sensitive in SOQL, ids are. */
function comparable(
	value: FieldValue,
	type: FieldType,
): string | number | null {
	if (typeof value === "boolean") return value ? 1 : 0;
	if (typeof value !== "string") return value;
	if (type === "id" || type === "reference") {
		return value.length === 15 ? toLongId(value) : value;
	}
	return value.toLowerCase();
}

function operand(literal: Literal, field: ResolvedField, query: Query) {
	const { name, type } = field.definition;
	if (literal.kind === "null") return null;
	const expected = LITERAL_OF[type];
	if (literal.kind === "span" || literal.kind !== expected) {
		const typeName = type === "datetime" ? "dateTime" : type;
		throw soqlErrorAt(
			"INVALID_FIELD",
			query.text,
			literal.offset,
			`value of filter criterion for field '${name}' must be of type ${typeName} and should ${expected === "string" ? "" : "not "}be enclosed in quotes`,
		);
	}
	if (
		(type === "id" || type === "reference") &&
		!/^([A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(String(literal.value))
	) {
		throw new SoqlError(
			"INVALID_QUERY_FILTER_OPERATOR",
			`invalid ID field: ${literal.value}`,
		);
	}
	return comparable(literal.value, type);
}

const HOLDS: Record<ComparisonOperator, (order: number) => boolean> = {
	"=": (order) => order === 0,
	"!=": (order) => order !== 0,
	"<": (order) => order < 0,
	"<=": (order) => order <= 0,
	">": (order) => order > 0,
	">=": (order) => order >= 0,
};

/** `%` is any text and `_` any character; case does not matter. */
function likePattern(value: string | number | null): RegExp {
	const source = String(value)
		.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
		.replaceAll("%", ".*")
		.replaceAll("_", ".");
	return new RegExp(`^${source}$`, "is");
}

/** A date literal is a stretch of time: `=` is within it, `>` is after its end. */
function spanPredicate(
	operator: ComparisonOperator,
	{ from, to }: { from: number; to: number },
	field: ResolvedField,
): Predicate {
	const holds = HOLDS[operator];
	return (row) => {
		const at = field.valueOf(row);
		if (typeof at !== "number") return false;
		return holds(at < from ? -1 : at > to ? 1 : 0);
	};
}

export function compileCondition(
	condition: Condition,
	query: Query,
	resolve: (path: FieldPath) => ResolvedField,
): Predicate {
	function filterable(path: FieldPath): ResolvedField {
		const field = resolve(path);
		if (field.definition.filterable) return field;
		throw soqlErrorAt(
			"INVALID_FIELD",
			query.text,
			path.offset,
			`field '${field.definition.name}' can not be filtered in a query call`,
		);
	}

	switch (condition.kind) {
		case "and":
		case "or": {
			const parts = condition.operands.map((part) =>
				compileCondition(part, query, resolve),
			);
			return condition.kind === "and"
				? (row) => parts.every((part) => part(row))
				: (row) => parts.some((part) => part(row));
		}
		case "not": {
			const part = compileCondition(condition.operand, query, resolve);
			return (row) => !part(row);
		}
		case "in": {
			const field = filterable(condition.field);
			const values = new Set(
				condition.values.map((value) => operand(value, field, query)),
			);
			return (row) =>
				values.has(comparable(field.valueOf(row), field.definition.type)) !==
				condition.negated;
		}
		case "like": {
			const field = filterable(condition.field);
			const pattern = likePattern(operand(condition.pattern, field, query));
			return (row) => {
				const value = field.valueOf(row);
				return typeof value === "string" && pattern.test(value);
			};
		}
		case "function":
			throw soqlErrorAt(
				"MALFORMED_QUERY",
				query.text,
				condition.field.offset,
				`function ${condition.name} is not supported here`,
			);
		case "comparison": {
			const field = filterable(condition.field);
			if (condition.value.kind === "span") {
				return spanPredicate(condition.operator, condition.value, field);
			}
			const right = operand(condition.value, field, query);
			const { operator } = condition;
			const holds = HOLDS[operator];
			return (row) => {
				const left = comparable(field.valueOf(row), field.definition.type);
				if (left === null || right === null) {
					if (operator === "=") return left === right;
					return operator === "!=" && left !== right;
				}
				return holds(left < right ? -1 : left > right ? 1 : 0);
			};
		}
	}
}
