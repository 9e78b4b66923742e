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
	/** A date literal such as TODAY: ms, from the first to the last of it. */
	| { readonly kind: "span"; readonly from: number; readonly to: number }
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
	| {
			readonly kind: "like";
			readonly field: FieldPath;
			readonly pattern: Literal;
	  }
	/** A function on the left, as in `CALENDAR_YEAR(EventDate) = 2026`. */
	| {
			readonly kind: "function";
			readonly name: string;
			readonly field: FieldPath;
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
	readonly fields: readonly FieldPath[];
	/** `COUNT()`, which has no fields. */
	readonly count: boolean;
	/** `FIELDS(STANDARD)` and the like. */
	readonly fieldSet?: { readonly name: string; readonly offset: number };
	/** `MAX(Id)` and the like, the first of them. */
	readonly aggregate?: { readonly name: string; readonly field: FieldPath };
	readonly groupBy?: FieldPath;
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
