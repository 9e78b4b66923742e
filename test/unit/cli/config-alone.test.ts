import { Command } from "commander";
import fc from "fast-check";
import { expect, test } from "vitest";
import { configAlone } from "../../../cli/config-alone.ts";

test.each([
	{ args: [], uris: [] },
	{ args: ["--config", "a.yaml"], uris: ["a.yaml"] },
	{ args: ["--config=a.yaml"], uris: ["a.yaml"] },
	{
		args: ["--config", "a.yaml", "--config=env:MORE"],
		uris: ["a.yaml", "env:MORE"],
	},
	{ args: ["--config"], uris: undefined },
	{ args: ["--config", "--help"], uris: undefined },
	{ args: ["--help"], uris: undefined },
	{ args: ["run"], uris: undefined },
	{ args: ["--config", "a.yaml", "validate"], uris: undefined },
	{ args: ["--", "--config", "a.yaml"], uris: undefined },
])("$args", ({ args, uris }) => {
	expect(configAlone(args)).toEqual(uris);
});

/** As the whole program reads it. */
function parsed(args: readonly string[]): unknown {
	return new Command()
		.option(
			"--config <uri>",
			"",
			(uri: string, before: string[]) => [...before, uri],
			[] as string[],
		)
		.option("--help")
		.exitOverride()
		.parse(args, { from: "user" })
		.opts().config;
}

test("what is recognised is read as the whole program reads it", () => {
	const word = fc.constantFrom(
		...["--config", "--config=", "--config=a=b", "--configs=a", "--help"],
		...["a.yaml", "-", "--", "", "yaml:a: 1\nb: 2"],
	);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 6 }), (args) => {
			const uris = configAlone(args);
			if (uris !== undefined) expect(uris).toEqual(parsed(args));
		}),
	);
});
