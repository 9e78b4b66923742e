// The alert rules in Prometheus's own rule engine: each fires on what it is for, and on
// nothing else.

import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { goTool } from "./go-build.ts";
import { ALERT_CASES, LOOKED_AT, seriesOf } from "./support/alert-cases.ts";

const RULES = join(
	import.meta.dirname,
	"../../alerts/prometheus/salesforce-otlp.yaml",
);
/** Long enough to build promtool from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;

let promtool: string;
let directory: string;

beforeAll(async () => {
	promtool = await goTool("promtool");
	directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-alerts-"));
}, BUILD_MS);
afterAll(() => rm(directory, { recursive: true }));

function run(...args: string[]): { status: number | null; output: string } {
	const { status, stdout, stderr } = spawnSync(promtool, args, {
		encoding: "utf8",
	});
	return { status, output: stdout + stderr };
}

test("the rules are without fault", () => {
	expect(run("check", "rules", "--lint=all", "--lint-fatal", RULES)).toEqual({
		status: 0,
		output: expect.stringContaining("SUCCESS"),
	});
});

test("every alert has a case in which it fires", async () => {
	const { groups } = parse(await readFile(RULES, "utf8"));
	const alerts = groups.flatMap(({ rules }: { rules: { alert: string }[] }) =>
		rules.map(({ alert }) => alert),
	);
	const fired = new Set(ALERT_CASES.flatMap(({ fires }) => fires));
	expect([...fired].sort()).toEqual(alerts.sort());
});

test.for(ALERT_CASES.map((one, index) => ({ ...one, index })))(
	"$name: $fires",
	async ({ index, ...one }) => {
		const file = join(directory, `${index}.yaml`);
		const tests = {
			rule_files: [RULES],
			evaluation_interval: "1m",
			tests: [
				{
					interval: "1m",
					input_series: seriesOf(one),
					promql_expr_test: [
						{
							expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
							eval_time: LOOKED_AT,
							exp_samples: one.fires.map((alertname) => ({
								labels: `{alertname="${alertname}"}`,
								value: 1,
							})),
						},
					],
				},
			],
		};
		await writeFile(file, stringify(tests));
		expect(run("test", "rules", file)).toEqual({
			status: 0,
			output: expect.any(String),
		});
	},
);
