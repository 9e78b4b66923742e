// Writes what is generated from the schemas. A test fails when it was not run.

import { writeFileSync } from "node:fs";
import { generated } from "./generated.ts";

for (const { url, render } of generated) {
	writeFileSync(url, await render());
	console.log(`wrote ${url.pathname}`);
}
