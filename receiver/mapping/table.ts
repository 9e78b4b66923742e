// What a mapping table can say. A table is data: which column or field becomes
// which attribute, in which type and unit, decoded by which codes. The compiler,
// the generated documentation and every other reader of a row work from the same
// tables, so a conversion is a name here and never a function.

/** Code as Salesforce writes it, case-sensitive, to its documented text. A code that is not in the table passes through. */
export type CodeTable = ReadonlyMap<string, string>;

/** The conversions with one attribute. */
export type ScalarConversion =
	| "string"
	/** A whole number. */
	| "integer"
	| "number"
	/** `1`, `0`, `true`, `false` in any case, and the rule's own `words`. */
	| "boolean"
	/** To whole milliseconds. */
	| "milliseconds"
	/** To whole milliseconds, rounded. */
	| "nanoseconds_to_milliseconds"
	/** A record id in its 18-character form. */
	| "id18"
	/** Decoded by the rule's `codes`. */
	| "code"
	/** An array of one string, the form of `http.*.header.*`. */
	| "header"
	/** A string; the record's trace id too when it has the form of one. */
	| "request_id";

/** Where a value comes from. The first name whose cell is not empty gives it. */
interface Origin {
	/** Columns of event log files. */
	readonly columns?: readonly string[];
	/** Fields of stored and streamed events. */
	readonly fields?: readonly string[];
	/** Values that mean "nothing", e.g. Salesforce's sentinels. */
	readonly drop?: readonly string[];
}

export interface ScalarRule extends Origin {
	readonly as: ScalarConversion;
	readonly attribute: string;
	/** For `code`. */
	readonly codes?: CodeTable;
	/** For `boolean`. */
	readonly words?: ReadonlyMap<string, boolean>;
}

/**
 * Cells that hold an IP address or a text in its place. The first address goes
 * to `address`, another one to `other`, the first text to `label`.
 */
export interface AddressRule extends Origin {
	readonly as: "address";
	readonly address: string;
	readonly other: string;
	readonly label: string;
}

/** A user-agent string (percent-decoded), the short name of a browser, or Salesforce's numeric code of one. */
export interface UserAgentRule extends Origin {
	readonly as: "user_agent";
	readonly original: string;
	readonly name: string;
	readonly code: string;
}

/** A path with its query, or a text that is neither. */
export interface UriRule extends Origin {
	readonly as: "uri";
	readonly path: string;
	readonly query: string;
	readonly original: string;
}

/** A URL or a bare host, and its host apart. */
export interface UrlHostRule extends Origin {
	readonly as: "url_host";
	readonly url: string;
	readonly host: string;
}

/** `TLSv1.2`, `TLS 1.2` or `1.2`; anything else goes to `original`. */
export interface TlsProtocolRule extends Origin {
	readonly as: "tls_protocol";
	readonly name: string;
	readonly version: string;
	readonly original: string;
}

/** No attribute: the column is told elsewhere in the record. */
export interface SkipRule extends Origin {
	readonly as: "skip";
}

export type Rule =
	| ScalarRule
	| AddressRule
	| UserAgentRule
	| UriRule
	| UrlHostRule
	| TlsProtocolRule
	| SkipRule;

export type Severity = "INFO" | "WARN" | "ERROR";

/** How a row tells whether what it is about went well. An empty cell tells nothing. */
export interface OutcomeRule extends Origin {
	/** Any other value is a failure. */
	readonly success: readonly string[];
	/** Severity of a failure. */
	readonly failure: Severity;
	/** Values that `error.type` takes in another form. */
	readonly errorType?: CodeTable;
	/** What the body says of a failure. */
	readonly reasons: CodeTable;
}

/**
 * One piece of a body: a fixed text, or the first attribute that is present with
 * a text before it, or the reason of a failure with a text before it.
 */
export type BodyPart =
	| string
	| { readonly before: string; readonly attributes: readonly string[] }
	| { readonly before: string; readonly reason: true };

/** The body for a success, a failure, and a row that tells neither. */
export interface BodyTemplates {
	readonly success: readonly BodyPart[];
	readonly failure: readonly BodyPart[];
	readonly neutral: readonly BodyPart[];
}

export interface EventTable {
	/** As in EVENT_TYPE, e.g. `Login`. */
	readonly eventType: string;
	readonly eventName: string;
	/** In the order of the record's attributes. Rules for a column that the common table has too win over it. */
	readonly rules: readonly Rule[];
	readonly outcome?: OutcomeRule;
	/** The attribute that tells how long it took; `salesforce.duration_ms` repeats it. */
	readonly duration?: string;
	readonly body: BodyTemplates;
}

export type AttributeType =
	| "string"
	| "int"
	| "double"
	| "boolean"
	| "string[]";

export interface AttributeDeclaration {
	readonly name: string;
	readonly type: AttributeType;
}

const SCALAR_TYPES: Readonly<Record<ScalarConversion, AttributeType>> = {
	string: "string",
	integer: "int",
	number: "double",
	boolean: "boolean",
	milliseconds: "int",
	nanoseconds_to_milliseconds: "int",
	id18: "string",
	code: "string",
	header: "string[]",
	request_id: "string",
};

/** The attributes that a rule can fill. */
export function attributesOf(rule: Rule): readonly AttributeDeclaration[] {
	switch (rule.as) {
		case "skip":
			return [];
		case "address":
			return strings(rule.address, rule.other, rule.label);
		case "user_agent":
			return strings(rule.original, rule.name, rule.code);
		case "uri":
			return strings(rule.path, rule.query, rule.original);
		case "url_host":
			return strings(rule.url, rule.host);
		case "tls_protocol":
			return strings(rule.name, rule.version, rule.original);
		default:
			return [{ name: rule.attribute, type: SCALAR_TYPES[rule.as] }];
	}
}

function strings(...names: string[]): AttributeDeclaration[] {
	return names.map((name) => ({ name, type: "string" }));
}
