// What the parts of a file say about each other: every id that is used is
// defined, pipelines carry logs, and no extension is left out by mistake. It works
// on the nodes, so it also runs when single values are wrong.

import type { Problem } from "../config-error.ts";
import type { ComponentKind } from "../schema/component-types.ts";
import {
	type ConfigNode,
	isNull,
	type MapNode,
	nodeAt,
	type Position,
} from "../source/node.ts";
import { componentIdProblem } from "./component-id.ts";
import { suggest } from "./suggest.ts";

const PIPELINE_KINDS = ["receivers", "processors", "exporters"] as const;

export function checkReferences(root: MapNode): Problem[] {
	const problems: Problem[] = [];
	const service = root.entries.get("service");
	const pipelines = nodeAt(service?.node, "pipelines");
	if (pipelines?.kind === "map") {
		if (pipelines.entries.size === 0) {
			problems.push(
				problem(
					pipelines.at,
					"service.pipelines",
					"at least one pipeline is required",
				),
			);
		}
		for (const [id, entry] of pipelines.entries) {
			const path = `service.pipelines.${id}`;
			const message = pipelineIdProblem(id);
			if (message !== undefined)
				problems.push(problem(entry.at, path, message));
			for (const kind of PIPELINE_KINDS) {
				const list = nodeAt(entry.node, kind);
				problems.push(...checkList(root, kind, list, `${path}.${kind}`));
			}
		}
	}
	const started = nodeAt(service?.node, "extensions");
	problems.push(
		...checkList(root, "extensions", started, "service.extensions"),
		...checkExtensions(root, new Set(idsOf(started).map(({ id }) => id))),
	);
	return problems;
}

function pipelineIdProblem(id: string): string | undefined {
	const [signal] = id.split("/", 1);
	if (signal === "logs") return componentIdProblem(id);
	return signal === "traces" || signal === "metrics" || signal === "profiles"
		? `there are no ${signal} here: this product carries logs only, so a pipeline is \`logs\` or \`logs/NAME\``
		: "a pipeline is `logs` or `logs/NAME`";
}

function checkList(
	root: MapNode,
	kind: ComponentKind,
	list: ConfigNode | undefined,
	path: string,
): Problem[] {
	const defined = idsIn(root, kind);
	if (defined === undefined) return [];
	const seen = new Set<string>();
	return idsOf(list).flatMap(({ id, at, index }) => {
		const here = `${path}[${index}]`;
		if (seen.has(id)) return [problem(at, here, `"${id}" is listed twice`)];
		seen.add(id);
		if (defined.includes(id)) return [];
		const singular = kind.slice(0, -1);
		const known =
			defined.length > 0
				? `defined are: ${defined.join(", ")}`
				: `none is defined under \`${kind}\``;
		return [
			{
				...problem(at, here, `no ${singular} has the id "${id}"; ${known}`),
				expected: `an id defined under \`${kind}\``,
				suggestion: suggest(id, defined),
			},
		];
	});
}

function checkExtensions(
	root: MapNode,
	started: ReadonlySet<string>,
): Problem[] {
	const section = root.entries.get("extensions")?.node;
	if (section?.kind !== "map") return [];
	const problems: Problem[] = [];
	let storage: string | undefined;
	for (const [id, { at }] of section.entries) {
		const path = `extensions.${id}`;
		if (!started.has(id)) {
			problems.push(
				problem(
					at,
					path,
					"defined but not started: add it to `service.extensions`, or remove it",
				),
			);
		}
		if (id.split("/", 1)[0] !== "file_storage") continue;
		if (storage !== undefined) {
			problems.push(
				problem(
					at,
					path,
					`only one file_storage is allowed; there is "${storage}" already`,
				),
			);
		}
		storage ??= id;
	}
	return problems;
}

/** Undefined when the section is no map, which is a mistake of its own. */
function idsIn(root: MapNode, kind: ComponentKind): string[] | undefined {
	const section = root.entries.get(kind)?.node;
	if (section === undefined || isNull(section)) return [];
	return section.kind === "map" ? [...section.entries.keys()] : undefined;
}

function idsOf(list: ConfigNode | undefined) {
	if (list?.kind !== "list") return [];
	return list.items.flatMap((item, index) =>
		item.kind === "scalar" && !isNull(item)
			? [{ id: item.text, at: item.at, index }]
			: [],
	);
}

function problem(at: Position, path: string, message: string): Problem {
	const { file, line, column } = at;
	return { file, line, column, path, message };
}
