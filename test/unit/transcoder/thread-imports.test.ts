// A thread's modules are memory a second time.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What is there at run time, by relative path or by name. */
function importsOf(text: string): string[] {
	return [
		...text.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)";/gm),
	].map(([, name]) => String(name));
}

test("a thread imports one package, and none of those that only the service needs", () => {
	const modules = new Set<string>();
	const packages = new Set<string>();
	const visit = (url: URL) => {
		if (modules.has(url.href)) return;
		modules.add(url.href);
		for (const name of importsOf(readFileSync(url, "utf8"))) {
			if (name.startsWith(".")) visit(new URL(name, url));
			else if (!name.startsWith("node:")) packages.add(name);
		}
	};

	visit(new URL("../../../transcoder/thread/main.ts", import.meta.url));

	expect([...packages]).toEqual(["csv-parse/sync"]);
});
