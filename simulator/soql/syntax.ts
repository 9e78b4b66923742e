// A parsed query. Offsets point into its text, for error messages.

export interface FieldPath {
	/** `["LogDate"]`, or `["CreatedBy", "Name"]` through a relationship. */
	readonly names: readonly string[];
	readonly offset: number;
}

export type Literal = { readonly offset: number } & (
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "number"; readonly value: number }
	/** ms since the epoch. */
	| { readonly kind: "datetime"; readonly value: number }
	| { readonly kind: "date"; readonly value: number }
	| { readonly kind: "boolean"; readonly value: boolean }
	| { readonly kind: "null" }
);

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type Condition =
	| {
			readonly kind: "comparison";
			readonly field: FieldPath;
			readonly operator: ComparisonOperator;
			readonly value: Literal;
	  }
	| {
			readonly kind: "in";
			readonly field: FieldPath;
			readonly negated: boolean;
			readonly values: readonly Literal[];
	  }
	| { readonly kind: "and" | "or"; readonly operands: readonly Condition[] }
	| { readonly kind: "not"; readonly operand: Condition };

export interface Ordering {
	readonly field: FieldPath;
	readonly descending: boolean;
	readonly nullsLast: boolean;
}

export interface Query {
	readonly text: string;
	/** Empty for `COUNT()`. */
	readonly fields: readonly FieldPath[];
	readonly object: { readonly name: string; readonly offset: number };
	readonly where?: Condition | undefined;
	readonly orderBy: readonly Ordering[];
	readonly limit?: number | undefined;
	readonly offset: number;
}

/** Every field that the condition names. */
export function fieldsOf(condition: Condition | undefined): FieldPath[] {
	if (condition === undefined) return [];
	switch (condition.kind) {
		case "and":
		case "or":
			return condition.operands.flatMap(fieldsOf);
		case "not":
			return fieldsOf(condition.operand);
		default:
			return [condition.field];
	}
}
