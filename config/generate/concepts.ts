// The part of docs/configuration.md that explains rather than lists.

export const CONCEPTS = `The file has the shape of an OpenTelemetry Collector's, and where a key has the Collector's name it has the Collector's meaning and default. Two differences are deliberate: the sending queue is on disk and makes the receiver wait when it is full, and retries never give up. [\`otel-config.example.yaml\`](../otel-config.example.yaml) has every key with its default; [\`schema/config.schema.json\`](schema/config.schema.json) is the JSON Schema for editors:

\`\`\`yaml
# yaml-language-server: $schema=docs/schema/config.schema.json
\`\`\`

Check a file without starting anything with \`salesforce-otlp validate --config FILE\`, and see what comes of it, secrets left out, with \`salesforce-otlp print-config --config FILE\`. Every mistake is reported at once, as \`file:line:column: key: what is wrong\`.

## Rules

**Ids.** A component's id is \`type\` or \`type/name\`: \`salesforce\`, \`salesforce/emea\`, \`otlp_http/elastic\`. The type starts with a letter and holds letters, digits and \`_\`; the name is anything without white space, control and symbol characters. \`otlphttp\` is accepted for \`otlp_http\` and \`otlp\` for \`otlp_grpc\`, as in the Collector. A pipeline is \`logs\` or \`logs/NAME\`.

**References.** Whatever a pipeline or \`service.extensions\` names must be defined. A receiver, processor or exporter may be defined and not used. An extension that is defined and not listed in \`service.extensions\` is an error, because a state directory that is silently not used is worse. At most one \`file_storage\` may be defined; without one, the default directory is used.

**Unknown keys** are errors. A key **without a value** (null) has its default; a component or stream without a value (\`debug:\`, \`login:\`) is there, with all its defaults.

**Several files.** \`--config\` may be given several times. Maps are joined, lists and single values are replaced by the later file, and a key without a value removes what an earlier file set. Besides a path, \`--config\` takes \`file:PATH\`, \`env:NAME\` (the text is in the variable) and \`yaml:TEXT\`, where \`::\` separates the levels of a key: \`--config "yaml:service::telemetry::logs::level: debug"\`. Relative paths are relative to the working directory.

**Environment variables.**

| written | becomes |
| --- | --- |
| \`\${env:NAME}\` or \`\${NAME}\` | the value of NAME |
| \`\${env:NAME:-default}\` | the value of NAME, or \`default\` when it is not set |
| \`\${file:PATH}\` | the content of a file, without the newline at its end |
| \`$$\` | a dollar sign |

A reference that is a key's whole value is read as YAML, so that a variable can hold a number, a list or a map; where a string is wanted, its text is taken as it stands (\`0123\` stays \`0123\`). Numbers written into the file itself are taken the same way: \`api_version: 67.0\` is \`"67.0"\`. A variable that is not set and has no default gives a warning and counts as no value; an empty one counts as no value, too. \`$NAME\` is not replaced. What a variable or file holds is not searched for further references, so a secret may hold any character. References are replaced in values only, not in keys, and after the files are merged; inside \`{}\` and \`[]\` they need no quotes.

**Durations** are Go's: \`200ms\`, \`30s\`, \`1m30s\`, \`1h\`, and \`7d\` for days. A number without unit is refused, except 0. **Byte sizes** are \`1MB\` (1,000,000), \`1MiB\` (1,048,576), or a plain number of bytes.

**Secrets** (the types *secret*, and every header) are never shown, not in errors, not in logs, not by \`print-config\`. A URL must not hold a user name or password.`;
