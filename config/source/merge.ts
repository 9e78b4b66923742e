// Several files as one, as the Collector does it: maps join, everything else is
// replaced by the later file, and an explicit null wipes out what an earlier file
// set.

import type { ConfigNode, MapEntry, MapNode } from "./node.ts";

export function mergeNodes(under: MapNode, over: MapNode): MapNode;
export function mergeNodes(under: ConfigNode, over: ConfigNode): ConfigNode;
export function mergeNodes(under: ConfigNode, over: ConfigNode): ConfigNode {
	if (under.kind !== "map" || over.kind !== "map") return over;
	const entries = new Map<string, MapEntry>(under.entries);
	for (const [key, entry] of over.entries) {
		const earlier = entries.get(key);
		entries.set(
			key,
			earlier?.node.kind === "map" && entry.node.kind === "map"
				? { at: earlier.at, node: mergeNodes(earlier.node, entry.node) }
				: entry,
		);
	}
	return { ...under, entries };
}
