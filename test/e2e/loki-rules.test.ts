// The rules for Loki as a ruler's file: its ruler's has the form of Prometheus's, which is
// what reads it here, with the templates of its texts. Of the expressions, the unit and
// integration tests have what can be had without Loki.

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryDirectory } from "../integration/support/temporary-directory.ts";
import { buildEngines, type Engines } from "./support/engines.ts";

const RULES = join(
	import.meta.dirname,
	"../../alerts/loki/salesforce-events.yaml",
);
/** Long enough to build the engine from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;

let faultsOf: Engines["faultsOfRules"];
beforeAll(async () => {
	faultsOf = (await buildEngines()).faultsOfRules;
}, BUILD_MS);

test("the rules are without fault", () => {
	expect(faultsOf(RULES)).toBe("");
});

test.for([
	["a hole that nothing fills", "$value", "$valeu", 'variable "$valeu"'],
	["a key that no rule has", "annotations", "notes", "field notes not found"],
])("%s is refused", async ([, right = "", wrong = "", fault = ""]) => {
	using directory = temporaryDirectory();
	const file = join(directory.path, "rules.yaml");
	const text = readFileSync(RULES, "utf8");
	await writeFile(file, text.replaceAll(right, wrong));
	expect(faultsOf(file)).toContain(fault);
});
