// Every configuration that the documentation shows is one that the product takes.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";

const ROOT = join(import.meta.dirname, "../../..");
const SECTION = /^(receivers|processors|exporters|extensions|service):/m;
/** A part that shows something else than this product's configuration says so in its first line. */
const FOREIGN = /^# (OpenTelemetry Collector|Helm)/;

/** What a part of a configuration leaves out. */
const REST = `
receivers:
  salesforce:
    instance_url: https://acme.my.salesforce.com
    auth: { jwt_bearer: { client_id: id, username: user, private_key_file: server.key } }
    streams: { login: {} }
exporters:
  debug: {}
  otlp_http/archive: { endpoint: http://localhost:4318 }
  otlp_http/elastic: { endpoint: http://localhost:4318 }
service:
  pipelines:
    logs: { receivers: [salesforce], exporters: [debug] }
`;

interface Snippet {
	readonly name: string;
	readonly text: string;
}

function snippetsOf(file: string): Snippet[] {
	const text = readFileSync(join(ROOT, file), "utf8");
	return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)]
		.map(({ 1: yaml = "", index }) => ({
			name: `${file}:${text.slice(0, index).split("\n").length + 1}`,
			text: yaml,
		}))
		.filter(({ text }) => SECTION.test(text) && !FOREIGN.test(text));
}

const FILES = [
	"README.md",
	...readdirSync(join(ROOT, "docs"))
		.filter((name) => name.endsWith(".md"))
		.map((name) => `docs/${name}`),
];
const snippets = FILES.flatMap(snippetsOf);

describe("what the documentation shows", () => {
	test("is found at all", () => {
		expect(snippets.length).toBeGreaterThan(10);
	});

	test.for(snippets)("$name is taken", ({ name, text }) => {
		// Each variable stands for something that fits wherever it is used.
		const env = Object.fromEntries(
			[...text.matchAll(/\$\{env:(\w+)/g)].map(([, variable = ""]) => [
				variable,
				/URL|ENDPOINT/.test(variable)
					? "https://example.com"
					: "a-value-of-16-bytes",
			]),
		);
		loadConfig(
			[
				{ name: "the rest", text: REST },
				{ name, text },
			],
			env,
		);
	});
});
