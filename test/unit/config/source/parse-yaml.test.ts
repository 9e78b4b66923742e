import { expect, test } from "vitest";
import { loadConfig } from "../../../../config/load.ts";
import { configErrorOf } from "../minimal.ts";

const problemsIn = (text: string) =>
	configErrorOf(() => loadConfig([{ name: "x.yaml", text }], {})).message.split(
		"\n",
	);

test.each([
	["a: 1\na: 2\n", "x.yaml:2:1: the key is in this map twice"],
	[
		"receivers:\n\tsalesforce:\n",
		"x.yaml:2:1: tabs are not allowed as indentation; use spaces",
	],
	[
		'a: "s3cret\n',
		"x.yaml:2:1: something is missing here: a quote, a comma, a colon, } or ]",
	],
	[
		"a: *nobody\n",
		"x.yaml:1:4: an alias (*name) needs an anchor (&name) before it",
	],
	[
		"a: @s3cret\n",
		"x.yaml:1:4: a plain value cannot start with this character; put the value in quotes",
	],
	[
		'a: "\\s3cret"\n',
		"x.yaml:1:5: unknown escape sequence in a double-quoted string",
	],
	[
		"a: b: s3cret\n",
		"x.yaml:1:4: nested maps are not allowed on one line; break the line, or put the value in quotes",
	],
	["a: !secret s3cret\n", "x.yaml:1:4: unknown YAML tag"],
	[
		"a: 1\n---\nb: 2\n",
		"x.yaml:2:1: only one YAML document is allowed; remove the `---`",
	],
	["[a]: 1\n", "x.yaml:1:1: a key must be a string"],
	[
		"- a\n",
		"x.yaml:1:1: expected a map with the keys receivers, processors, exporters, extensions, service",
	],
	[
		"a: &a [*a]\n",
		"x.yaml:1:7: too many or too deeply nested values; is there an alias inside its own anchor?",
	],
])("%j is refused with a position", (text, expected) => {
	expect(problemsIn(text)).toEqual([expected]);
});

test("syntax errors of all files are reported together", () => {
	const error = configErrorOf(() =>
		loadConfig(
			[
				{ name: "a.yaml", text: "a: [\n" },
				{ name: "b.yaml", text: "b: 1\nb: 2\n" },
			],
			{},
		),
	);
	expect(error.problems.map(({ file }) => file)).toEqual(["a.yaml", "b.yaml"]);
});

test("an alias bomb ends in an error", () => {
	const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
	for (let i = 1; i < 9; i++) {
		lines.push(
			`a${i}: &a${i} [${Array(10)
				.fill(`*a${i - 1}`)
				.join(", ")}]`,
		);
	}
	expect(problemsIn(lines.join("\n"))[0]).toContain("too many");
});
