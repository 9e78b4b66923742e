// A configuration from its sources: read, merge, substitute, validate. Nothing
// that can't work gets through, and all mistakes are told at once.

import {
	ConfigError,
	type ConfigWarning,
	type Problem,
} from "./config-error.ts";
import type { Config } from "./schema/config.ts";
import { mergeNodes } from "./source/merge.ts";
import { type ConfigNode, isNull } from "./source/node.ts";
import { parseYaml } from "./source/parse-yaml.ts";
import type { ConfigSource } from "./source/read-config-sources.ts";
import { substitute } from "./source/substitute.ts";
import { validate } from "./validation/validate.ts";

export {
	ConfigError,
	type ConfigWarning,
	formatProblem,
	formatWarning,
	type Problem,
} from "./config-error.ts";
export { configFromEnvironment } from "./environment/config-from-environment.ts";
export { formatConfig } from "./format.ts";
export type { Config } from "./schema/config.ts";
export {
	type ConfigSource,
	readConfigSources,
} from "./source/read-config-sources.ts";

export interface LoadedConfig {
	readonly config: Config;
	/** Unset and empty environment variables, corrected addresses, and the like. */
	readonly warnings: readonly ConfigWarning[];
}

/** Later sources merge over earlier ones. Throws ConfigError with every problem of every source. */
export function loadConfig(
	sources: readonly ConfigSource[],
	env: NodeJS.ProcessEnv,
): LoadedConfig {
	if (sources.length === 0) {
		throw new ConfigError([
			{
				file: "environment",
				line: 0,
				column: 0,
				path: "",
				message: "at least one config file must be provided",
			},
		]);
	}
	const problems: Problem[] = [];
	const nodes: ConfigNode[] = [];
	for (const { name, text } of sources) {
		const parsed = parseYaml(text, name);
		problems.push(...parsed.problems);
		if (parsed.node !== undefined) nodes.push(mapOf(parsed.node));
	}
	// A source that can't be read leaves holes that would be reported as further mistakes.
	const [first, ...rest] = nodes;
	if (problems.length > 0 || first === undefined)
		throw new ConfigError(problems);
	const merged = rest.reduce(mergeNodes, first);
	const substituted = substitute(merged, env);
	const validated = validate(substituted.node, env);
	const all = inOrder(sources, [
		...substituted.problems,
		...validated.problems.filter(
			// What a broken reference stands for is not known, so it can't be wrong too.
			({ file, line, column }) =>
				!substituted.problems.some(
					(broken) =>
						broken.file === file &&
						broken.line === line &&
						broken.column === column,
				),
		),
	]);
	if (validated.config === undefined || all.length > 0) {
		throw new ConfigError(all);
	}
	return {
		config: validated.config,
		warnings: [...substituted.warnings, ...validated.warnings],
	};
}

/** A file without a key takes nothing away from the others. */
function mapOf(node: ConfigNode): ConfigNode {
	return isNull(node) ? { kind: "map", at: node.at, entries: new Map() } : node;
}

/** File by file, from top to bottom, as they are read. */
function inOrder(
	sources: readonly ConfigSource[],
	problems: readonly Problem[],
): Problem[] {
	const files = sources.map(({ name }) => name);
	return problems.toSorted(
		(a, b) =>
			files.indexOf(a.file) - files.indexOf(b.file) ||
			a.line - b.line ||
			a.column - b.column,
	);
}
