import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { formatConfig, loadConfig } from "../../../../config/load.ts";
import { configErrorOf, loadOver } from "../minimal.ts";

/** The one mistake of a processor whose settings stand at column 3 of line 3. */
const mistake = (type: string, settings: string) => {
	const lines = configErrorOf(() =>
		loadOver([`processors:\n ${type}:\n  ${settings}\n`]),
	).message.split("\n");
	expect(lines).toHaveLength(1);
	return lines[0]?.replace(`processors.${type}`, "");
};

const actions = (action: string) => `actions: [${action}]`;
const include = (match: string) => `logs: { include: { ${match} } }`;

describe("each mistake is told with its place", () => {
	test.each([
		[
			"attributes",
			"hmac_key:",
			"1.yaml:2:2: .actions: required, expected a list of actions",
		],
		[
			"attributes",
			"actions: []",
			"1.yaml:3:3: .actions: `actions` must have at least one action",
		],
		[
			"attributes",
			actions("{ action: hash, key: a }"),
			"1.yaml:2:2: : the action `hash` needs `hmac_key`: a hash without a key of a user name or an address is undone by trying all of them",
		],
		[
			"attributes",
			actions("{ action: inset, key: a }"),
			'1.yaml:3:23: .actions[0].action: expected "insert", "update", "upsert", "delete", "hash" or "extract", found "inset", did you mean "insert"?',
		],
		[
			"attributes",
			actions("{ action: insert, value: a }"),
			"1.yaml:3:13: .actions[0]: the action `insert` needs `key`",
		],
		[
			"attributes",
			actions("{ action: insert, key: a }"),
			"1.yaml:3:13: .actions[0]: the action `insert` needs exactly one of `value`, `from_attribute`",
		],
		[
			"attributes",
			actions("{ action: upsert, key: a, value: 1, from_attribute: b }"),
			"1.yaml:3:13: .actions[0]: the action `upsert` needs exactly one of `value`, `from_attribute`",
		],
		[
			"attributes",
			actions("{ action: update, key: a, value: 1, pattern: b }"),
			'1.yaml:3:58: .actions[0].pattern: the action `update` does not use `pattern`, found "b"',
		],
		[
			"attributes",
			actions("{ action: delete }"),
			"1.yaml:3:13: .actions[0]: the action `delete` needs `key` or `pattern`",
		],
		[
			"attributes",
			actions("{ action: delete, key: a, value: b }"),
			'1.yaml:3:46: .actions[0].value: the action `delete` does not use `value`, found "b"',
		],
		[
			"attributes",
			actions("{ action: delete, pattern: '(' }"),
			'1.yaml:3:40: .actions[0].pattern: not a regular expression: Unterminated group, found "("',
		],
		[
			"attributes",
			actions("{ action: extract, key: a }"),
			"1.yaml:3:13: .actions[0]: the action `extract` needs `pattern`",
		],
		[
			"attributes",
			actions("{ action: extract, key: a, pattern: b }"),
			'1.yaml:3:49: .actions[0].pattern: `pattern` has no named group, such as (?<name>...), found "b"',
		],
		[
			"attributes",
			actions("{ action: extract, key: a, pattern: '(?<n>a)(b)' }"),
			'1.yaml:3:49: .actions[0].pattern: every group of `pattern` needs a name, (?<name>...), or is written (?:...), found "(?<n>a)(b)"',
		],
		[
			"attributes",
			actions("{ action: extract, key: a, pattern: '(?P<n>a)' }"),
			'1.yaml:3:49: .actions[0].pattern: not a regular expression: a named group is written (?<name>...) here, found "(?P<n>a)"',
		],
		[
			"resource",
			"attributes: [{ action: hash, key: a }]",
			'1.yaml:3:26: .attributes[0].action: expected "insert", "update", "upsert" or "delete", found "hash"',
		],
		[
			"filter",
			"logs: {}",
			"1.yaml:3:3: .logs: at least one of `include`, `exclude` is required",
		],
		[
			"filter",
			"logs: { exclude: { match_type: strict, event_names: [a] }, log_record: [] }",
			"1.yaml:3:62: .logs.log_record: unknown key, expected one of include, exclude",
		],
		[
			"filter",
			include("event_names: [a]"),
			'1.yaml:3:11: .logs.include.match_type: required, expected "strict" or "regexp"',
		],
		[
			"filter",
			include("match_type: strict"),
			"1.yaml:3:11: .logs.include: at least one of `event_names`, `severity_number`, `record_attributes` is required",
		],
		[
			"filter",
			include("match_type: regexp, event_names: [a, '(']"),
			'1.yaml:3:59: .logs.include.event_names[1]: not a regular expression: Unterminated group, found "("',
		],
		[
			"filter",
			include(
				"match_type: regexp, record_attributes: [{ key: a, value: '(' }]",
			),
			'1.yaml:3:79: .logs.include.record_attributes[0].value: not a regular expression: Unterminated group, found "("',
		],
		[
			"filter",
			include("match_type: strict, severity_number: { min: HIGH }"),
			'1.yaml:3:66: .logs.include.severity_number.min: expected TRACE, DEBUG, INFO, WARN, ERROR or FATAL, or a number 1 to 24, found "HIGH"',
		],
		[
			"filter",
			include("match_type: strict, severity_number: { min: 25 }"),
			"1.yaml:3:66: .logs.include.severity_number.min: expected TRACE, DEBUG, INFO, WARN, ERROR or FATAL, or a number 1 to 24, found 25",
		],
		[
			"redaction",
			"redact_body: true",
			"1.yaml:2:2: : nothing would be masked: at least one of `blocked_key_patterns`, `blocked_values`, `presets` is required",
		],
		[
			"redaction",
			"blocked_values: [a, '[']",
			'1.yaml:3:23: .blocked_values[1]: not a regular expression: Unterminated character class, found "["',
		],
		[
			"redaction",
			"blocked_values: ['a*']",
			'1.yaml:3:20: .blocked_values[0]: it matches the empty text, so it would match everywhere, found "a*"',
		],
		[
			"redaction",
			"presets: [mail]",
			'1.yaml:3:13: .presets[0]: expected "email" or "ip", found "mail", did you mean "email"?',
		],
		[
			"probabilistic_sampler",
			"hash_seed: 1",
			"1.yaml:2:2: .sampling_percentage: required, expected a number within [0, 100]",
		],
		[
			"probabilistic_sampler",
			"sampling_percentage: 101",
			"1.yaml:3:24: .sampling_percentage: `sampling_percentage` must be within [0, 100], found 101",
		],
		[
			"elastic",
			"namespace: Prod-1",
			'1.yaml:3:14: .namespace: `namespace` must have 1 to 100 characters, none of them upper case, white space or one of - \\ / * ? " < > | , # :, found "Prod-1"',
		],
		[
			"elastic",
			"mapping_mode: bodymap",
			'1.yaml:3:17: .mapping_mode: expected "otel", "ecs", "raw" or "none", found "bodymap"',
		],
	])("%s: %s", (type, settings, expected) => {
		expect(mistake(type, settings)).toBe(expected);
	});
});

test("the key of the hash is shown nowhere", () => {
	const KEY = "hunter2hunter2hunter2";
	const { config } = loadOver([
		`processors: { attributes: { hmac_key: ${KEY}, actions: [{ action: hash, key: a }] } }`,
	]);
	for (const text of [
		formatConfig(config),
		inspect(config, { depth: null }),
		JSON.stringify(config),
	]) {
		expect(text).not.toContain(KEY);
		expect(text).toContain("[REDACTED]");
	}
});

test.each([
	"hmac_key: hunter2",
	"hmac_key: [hunter2hunter2hunter2]",
	"hmac_kee: hunter2hunter2hunter2, hmac_key: hunter2",
])("nor in an error: %s", (settings) => {
	const error = configErrorOf(() =>
		loadOver([
			`processors: { attributes: { ${settings}, actions: [{ action: hash, key: a }] } }`,
		]),
	);
	expect(error.message + JSON.stringify(error.problems)).not.toContain(
		"hunter2",
	);
});

test("what print-config writes loads as the same processors", () => {
	const { config } = loadOver([
		`processors:
  attributes: { actions: [{ action: upsert, key: a, value: 5 }, { action: insert, key: b, value: ["5", x] }, { action: extract, key: a, pattern: '(?i)^(?<n>.+)$$' }] }
  filter: { logs: { exclude: { match_type: regexp, severity_number: { min: 14 }, record_attributes: [{ key: a, value: true }] } } }
  redaction: { blocked_values: ['\\d$$'] }
`,
	]);
	const again = loadConfig(
		[{ name: "written.yaml", text: formatConfig(config) }],
		{},
	);
	expect(again.config.processors).toEqual(config.processors);
	expect(formatConfig(config)).toContain("min: WARN2");
});
