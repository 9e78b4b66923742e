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
	/** A record id in its 18-character form; the id of nothing, all zeros, is dropped. */
	| "id18"
	/** A version as Salesforce writes it, `67.0`, which JSON makes `67` of. */
	| "version"
	/** Decoded by the rule's `codes`. */
	| "code"
	/** Decoded by the rule's `codes`; nothing where they don't have it. */
	| "lookup"
	/** A URL or a part of one, without the secrets in it. */
	| "url"
	/** An array of one string, the form of `http.*.header.*`; a URL in it without its secrets. */
	| "header"
	/** The parts between `separator`, as an array. */
	| "list"
	/** All cells that are filled, with `separator` between. */
	| "joined"
	/** The first group of `pattern`; nothing where it doesn't match. */
	| "match"
	/** The rule's `value` where the cell is true. */
	| "flag"
	/** A string; the record's trace id too when it has the form of one. */
	| "request_id";

/** Where a value comes from. The first name whose cell is not empty gives it. */
export interface Origin {
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
	/** For `code` and `lookup`. */
	readonly codes?: CodeTable;
	/** For `boolean`. */
	readonly words?: ReadonlyMap<string, boolean>;
	/** For `match`. Without flags. */
	readonly pattern?: RegExp;
	/** For `list` and `joined`. */
	readonly separator?: string;
	/** For `flag`. */
	readonly value?: string;
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

/**
 * A user-agent string (percent-decoded), the short name of a browser with or
 * without its version, or Salesforce's numeric code of one, whose first three
 * digits tell the name.
 */
export interface UserAgentRule extends Origin {
	readonly as: "user_agent";
	readonly original: string;
	readonly name: string;
	readonly version: string;
	readonly code: string;
	/** The first three digits of a code to a name. */
	readonly codes: CodeTable;
}

/** A path with its query, or a text that is neither. */
export interface UriRule extends Origin {
	readonly as: "uri";
	readonly path: string;
	readonly query: string;
	readonly original: string;
}

/** A URL or a bare host, without the secrets in it, and its host apart. */
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

/** Names between commas: a single one goes to `one`, several as an array to `many`. */
export interface NamesRule extends Origin {
	readonly as: "names";
	readonly one: string;
	readonly many: string;
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
	| NamesRule
	| SkipRule;

export type Severity = "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

/** A column that tells by its value. An empty cell tells nothing unless `emptyFails`. */
export interface ValueSignal extends Origin {
	readonly by: "value";
	readonly success: readonly string[];
	/** Any other value fails when this is absent. */
	readonly failure?: readonly string[];
	readonly severity: Severity;
	/** What `error.type` says instead of the value: for each value, or for all. */
	readonly errorType?: CodeTable | string;
	/** What the body says of a failure. */
	readonly reasons?: CodeTable;
	/** An empty cell of a column that the file has is a failure; needs `errorType` for all. */
	readonly emptyFails?: true;
}

/** The status code of an HTTP answer: 4xx is a failure of the caller (WARN), 5xx one of the answering side (ERROR). */
export interface HttpStatusSignal extends Origin {
	readonly by: "http_status";
}

/** A column that is filled only on failure. */
export interface PresenceSignal extends Origin {
	readonly by: "presence";
	readonly severity: Severity;
	/** Its first group is the `error.type`; where it doesn't match, `otherwise` is. */
	readonly errorType: RegExp;
	readonly otherwise: string;
}

/** An event that is a failure by its nature; its cell is the `error.type`. */
export interface AlwaysSignal extends Origin {
	readonly by: "always";
	readonly severity: Severity;
	readonly otherwise: string;
}

/** How a row tells whether what it is about went well. */
export type OutcomeSignal =
	| ValueSignal
	| HttpStatusSignal
	| PresenceSignal
	| AlwaysSignal;

/**
 * One piece of a body: a fixed text; or the first attribute that is present,
 * with a text before and after it; or one of two texts by an attribute's value.
 */
export type BodyPart =
	| string
	| {
			readonly before: string;
			readonly attributes: readonly string[];
			readonly after?: string;
			/** The reason of the failure where none of the attributes is present. */
			readonly reason?: true;
			/** The text where there is nothing to say, without `before` and `after`. */
			readonly otherwise?: string;
	  }
	| {
			readonly attribute: string;
			readonly is: string | boolean;
			readonly text: string;
			readonly otherwise: string;
	  };

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
	/** What happened, in a few words for the documentation. */
	readonly brief: string;
	/** The stored and streamed objects whose rows are such events. */
	readonly objects?: readonly string[];
	/** In the order of the record's attributes. Rules for a column that the common table has too win over it. */
	readonly rules: readonly Rule[];
	/** The first that tells a failure decides; a success needs one that tells it. */
	readonly outcome?: readonly OutcomeSignal[];
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
	version: "string",
	code: "string",
	lookup: "string",
	url: "string",
	header: "string[]",
	list: "string[]",
	joined: "string",
	match: "string",
	flag: "string",
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
			return strings(rule.original, rule.name, rule.code, rule.version);
		case "uri":
			return strings(rule.path, rule.query, rule.original);
		case "url_host":
			return strings(rule.url, rule.host);
		case "tls_protocol":
			return strings(rule.name, rule.version, rule.original);
		case "names":
			return [
				{ name: rule.one, type: "string" },
				{ name: rule.many, type: "string[]" },
			];
		default:
			return [{ name: rule.attribute, type: SCALAR_TYPES[rule.as] }];
	}
}

function strings(...names: string[]): AttributeDeclaration[] {
	return names.map((name) => ({ name, type: "string" }));
}
