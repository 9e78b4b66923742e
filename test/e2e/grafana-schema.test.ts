// Every file for Grafana is a dashboard by Grafana's own schema, which knows the options
// of each kind of panel and the queries of each kind of source. It comes with the SDK
// for Go; the one for TypeScript, which the files are made with, has types alone.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryDirectory } from "../integration/support/temporary-directory.ts";
import { buildModule } from "./go-build.ts";

const FOLDER = join(import.meta.dirname, "../../dashboards/grafana");
/** Long enough to build the schema from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;

const files = readdirSync(FOLDER).map((name) => join(FOLDER, name));

let program: string;
beforeAll(async () => {
	program = await buildModule("grafana-schema", "grafana-schema");
}, BUILD_MS);

function faultsOf(file: string): string {
	const { stderr } = spawnSync(program, [file], { encoding: "utf8" });
	return stderr;
}

test.for(files)("%s", (file) => {
	expect(faultsOf(file)).toBe("");
});

test.for([
	["a query without an expression", '"expr"', '"expression"'],
	["an option that a panel does not have", '"stacking"', '"stackin"'],
	["a number for a text", '"refresh": "5m"', '"refresh": 5'],
])("it refuses %s", async ([, from = "", to = ""]) => {
	using directory = temporaryDirectory();
	const file = join(directory.path, "dashboard.json");
	const text = readFileSync(join(FOLDER, "login.json"), "utf8");
	await writeFile(file, text.replaceAll(from, to));
	expect(faultsOf(file)).toMatch(/unexpected field|cannot unmarshal/);
});
