import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfigSources } from "../../../../config/load.ts";
import { configErrorOf } from "../minimal.ts";

test("paths and the schemes file:, env: and yaml:", () => {
	const directory = mkdtempSync(join(tmpdir(), "config-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	const path = join(directory, "otel.yaml");
	writeFileSync(path, "service:\n");
	expect(
		readConfigSources(
			[path, `file:${path}`, "env:CONFIG", "yaml:service::x: 1"],
			{ CONFIG: "receivers:\n" },
		),
	).toEqual([
		{ name: path, text: "service:\n" },
		{ name: path, text: "service:\n" },
		{ name: "env:CONFIG", text: "receivers:\n" },
		{ name: "yaml:", text: "service::x: 1" },
	]);
});

test("all sources that can't be read are reported together", () => {
	const error = configErrorOf(() =>
		readConfigSources(["missing.yaml", tmpdir(), "env:NO", "https://x/y"], {}),
	);
	expect(error.message.split("\n")).toEqual([
		"missing.yaml: there is no such file",
		`${tmpdir()}: this is a directory, not a file`,
		"env:NO: the environment variable is not set",
		"https:: a configuration is not read over the network; use a path, file:, env: or yaml:",
	]);
});
