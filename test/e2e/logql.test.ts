// Every query for Loki, in the dashboards and in the rules, is one that Loki's own
// parser takes.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { buildModule } from "./go-build.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Long enough to build Loki's parser from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;

function textsIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder)).map((name) =>
		readFileSync(join(ROOT, folder, name), "utf8"),
	);
}

interface Target {
	readonly datasource: { readonly type: string };
	readonly expr: string;
}

const inDashboards = textsIn("dashboards/grafana")
	.flatMap((text) =>
		JSON.parse(text).panels.flatMap(
			({ targets }: { targets: Target[] }) => targets,
		),
	)
	.filter(({ datasource }: Target) => datasource.type === "loki")
	.map(({ expr }: Target) =>
		expr
			.replaceAll("$__range", "24h")
			.replaceAll("$__auto", "5m")
			.replaceAll("$service", ".+")
			.replaceAll("$organization", ".*"),
	);
const inRules = textsIn("alerts/loki").flatMap((text) =>
	parse(text).groups.flatMap(({ rules }: { rules: { expr: string }[] }) =>
		rules.map(({ expr }) => expr.replaceAll("\n", " ")),
	),
);

test("Loki's parser takes every query, and would refuse another", {
	timeout: BUILD_MS,
}, async () => {
	const parser = await buildModule("logql", "logqlcheck");
	const check = (queries: readonly string[]) => {
		const { status, stdout, stderr } = spawnSync(parser, {
			input: `${queries.join("\n")}\n`,
			encoding: "utf8",
		});
		return { status, output: stdout + stderr };
	};
	expect(inDashboards.length).toBeGreaterThan(50);
	expect(inRules.length).toBeGreaterThan(5);
	expect(check([...inDashboards, ...inRules])).toEqual({
		status: 0,
		output: "",
	});
	expect(check(['sum(count_over_time({a="b"}))']).status).toBe(1);
});
