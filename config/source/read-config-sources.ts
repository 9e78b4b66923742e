// The texts behind `--config`: a path, or a URI with one of the Collector's
// schemes `file:`, `env:` and `yaml:`.

import { readFileSync } from "node:fs";
import { ConfigError, type Problem } from "../config-error.ts";

export interface ConfigSource {
	/** As shown in errors. */
	readonly name: string;
	readonly text: string;
}

/** Rejects nothing silently: all sources that can't be read are in one ConfigError. */
export function readConfigSources(
	uris: readonly string[],
	env: NodeJS.ProcessEnv = process.env,
): ConfigSource[] {
	const problems: Problem[] = [];
	const sources = uris.map((uri): ConfigSource => {
		const fail = (name: string, message: string) => {
			problems.push({ file: name, line: 0, column: 0, path: "", message });
			return { name, text: "" };
		};
		// A single letter before the colon is a Windows drive.
		const [, scheme, rest = ""] = /^([a-z]{2,}):(.*)$/s.exec(uri) ?? [];
		if (scheme === "yaml") return { name: "yaml:", text: rest };
		if (scheme === "env") {
			const text = env[rest];
			return text === undefined
				? fail(uri, "the environment variable is not set")
				: { name: uri, text };
		}
		if (scheme === "http" || scheme === "https") {
			return fail(
				`${scheme}:`,
				"a configuration is not read over the network; use a path, file:, env: or yaml:",
			);
		}
		const path = scheme === "file" ? rest : uri;
		try {
			return { name: path, text: readFileSync(path, "utf8") };
		} catch (error) {
			return fail(path, reasonOf(error as NodeJS.ErrnoException));
		}
	});
	if (problems.length > 0) throw new ConfigError(problems);
	return sources;
}

function reasonOf({ code }: NodeJS.ErrnoException): string {
	if (code === "ENOENT") return "there is no such file";
	if (code === "EACCES") return "the file may not be read (EACCES)";
	if (code === "EISDIR") return "this is a directory, not a file";
	return `the file can't be read (${code ?? "unknown error"})`;
}
