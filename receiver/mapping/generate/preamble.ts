// The part of docs/attributes.md that no table tells.

export const ATTRIBUTES_PREAMBLE = `# Attributes

What a Salesforce event looks like as an OpenTelemetry log record: the same, whether
it was read from an event log file or from an object.

- Keys of OpenTelemetry's semantic conventions where one has exactly the meaning,
  \`salesforce.*\` for the rest. The stability is that of the convention, or
  \`development\` for our own.
- A cell that is empty, or that holds one of Salesforce's values for "nothing", makes
  no attribute.
- Durations are whole milliseconds, whatever the unit of the column, and end in
  \`_ms\`. Sizes are bytes. Ids are in their form of 18 characters.
- A column that no table names becomes \`salesforce.<event>.<column>\`. Its type is
  what Salesforce says of the column, and else a string: never guessed from a cell. A
  whole number beyond 2^53 goes digit by digit to \`salesforce.<event>.<column>_digits\`.
- The severity is INFO; WARN for what was refused: a login, an answer of 4xx, a limit;
  ERROR for what broke: an exception, a callout that failed, an answer of 5xx. A
  stream's \`severity\` changes that.
- A \`REQUEST_ID\` of 32 lower-case hexadecimal digits is the record's trace id. A caller
  of Salesforce's APIs sets it with the header \`X-SFDC-REQUEST-ID\`.
- In URLs, user and password and the values of parameters whose names look like a
  secret's are \`REDACTED\`.
- The body is a line for people, made of the attributes that the record keeps.

A model of the \`salesforce.*\` attributes for OpenTelemetry Weaver is in
[semconv/](semconv/).`;
