// Applies the schemas to a whole tree and gathers everything that is wrong.

import type { ConfigWarning, Problem } from "../config-error.ts";
import {
	type ComponentKind,
	componentKinds,
	componentSchema,
	componentType,
	componentTypes,
} from "../schema/component-types.ts";
import { type Config, sections } from "../schema/config.ts";
import {
	defaultStateDirectory,
	type FileStorageConfig,
} from "../schema/file-storage.ts";
import { serviceSchema } from "../schema/service.ts";
import {
	type ConfigNode,
	isNull,
	type MapEntry,
	type MapNode,
	type Position,
} from "../source/node.ts";
import { componentIdProblem } from "./component-id.ts";
import { materialize } from "./materialize.ts";
import { problemsOf, type Subject } from "./problems.ts";
import { checkReferences } from "./references.ts";
import { suggest } from "./suggest.ts";
import { warningsOf } from "./warnings.ts";

export type Validated =
	| {
			readonly config: Config;
			readonly problems: readonly [];
			readonly warnings: readonly ConfigWarning[];
	  }
	| { readonly config?: undefined; readonly problems: readonly Problem[] };

export function validate(node: ConfigNode, env: NodeJS.ProcessEnv): Validated {
	if (node.kind !== "map") {
		const expected = `a map with the keys ${Object.keys(sections).join(", ")}`;
		return {
			problems: [
				{
					...position(node.at),
					path: "",
					message: `expected ${expected}`,
					expected,
				},
			],
		};
	}
	const root = node;
	const problems: Problem[] = unknownSections(root);
	const components: Record<string, Record<string, unknown>> = {};
	for (const kind of componentKinds) {
		components[kind] = parseComponents(kind, root.entries.get(kind), problems);
	}
	const service = parse(
		{
			path: ["service"],
			schema: serviceSchema,
			node: root.entries.get("service")?.node,
			at: root.entries.get("service")?.at ?? root.at,
		},
		problems,
	);
	problems.push(...checkReferences(root));
	if (problems.length > 0) return { problems };
	return {
		config: withFileStorage({ ...components, service } as Config, env),
		problems: [],
		warnings: warningsOf(root),
	};
}

function unknownSections(root: MapNode): Problem[] {
	const known = Object.keys(sections);
	return [...root.entries]
		.filter(([key]) => !known.includes(key))
		.map(([key, { at }]) => {
			const suggestion = suggest(key, known);
			const expected = `one of ${known.join(", ")}`;
			return {
				...position(at),
				path: key,
				message: suggestion
					? "unknown key"
					: `unknown key, expected ${expected}`,
				expected,
				suggestion,
			};
		});
}

function parseComponents(
	kind: ComponentKind,
	section: MapEntry | undefined,
	problems: Problem[],
): Record<string, unknown> {
	const parsed: Record<string, unknown> = {};
	if (section === undefined || isNull(section.node)) return parsed;
	if (section.node.kind !== "map") {
		const expected = `a map of ${kind} by id`;
		problems.push({
			...position(section.node.at),
			path: kind,
			message: `expected ${expected}`,
			expected,
			found: section.node.kind === "list" ? "a list" : "a single value",
		});
		return parsed;
	}
	for (const [id, { at, node }] of section.node.entries) {
		const wrongId = wrongIdOf(kind, id);
		if (wrongId !== undefined) {
			problems.push({
				...position(at),
				path: `${kind}.${id}`,
				expected: "an id `type[/name]` of a type that exists",
				...wrongId,
			});
			continue;
		}
		const type = componentType(id);
		const schema = componentSchema(kind, type) as Subject["schema"];
		const value = parse({ path: [kind, id], schema, node, at }, problems);
		parsed[id] = { type, ...(value as object) };
	}
	return parsed;
}

function wrongIdOf(
	kind: ComponentKind,
	id: string,
): Pick<Problem, "message" | "suggestion"> | undefined {
	const message = componentIdProblem(id);
	if (message !== undefined) return { message };
	const type = componentType(id);
	if (componentSchema(kind, type) !== undefined) return undefined;
	const types = Object.keys(componentTypes[kind]);
	const singular = kind.slice(0, -1);
	const known =
		types.length > 0
			? `there are: ${types.join(", ")}`
			: `this version has no ${kind}`;
	return {
		message: `there is no ${singular} of the type "${type}"; ${known}`,
		suggestion: suggest(type, types),
	};
}

/** The parsed value; on mistakes an unusable one, and they are added to `problems`. */
function parse(subject: Subject, problems: Problem[]): unknown {
	const input = materialize(subject.node, subject.schema) ?? {};
	// zod would compile each schema before it is used, and this one is used once.
	const result = subject.schema.safeParse(input, { jitless: true });
	if (result.success) return result.data;
	problems.push(...problemsOf(result.error.issues, subject));
	return {};
}

/** Queue and checkpoints always live somewhere, and print-config shows where. */
function withFileStorage(config: Config, env: NodeJS.ProcessEnv): Config {
	const directory = defaultStateDirectory(env);
	const [id] = Object.keys(config.extensions).filter(
		(key) => componentType(key) === "file_storage",
	);
	if (id === undefined) {
		config.extensions.file_storage = { type: "file_storage", directory };
		config.service.extensions = [...config.service.extensions, "file_storage"];
	} else {
		const storage = config.extensions[id] as Partial<FileStorageConfig>;
		storage.directory ??= directory;
	}
	return config;
}

function position({ file, line, column }: Position): Position {
	return { file, line, column };
}
