// `attributes: {drop, keep}` of a stream. A filter exists only where one of them
// names something, so that a stream without them pays nothing.

import type { RecordAttributes } from "./apply-steps.ts";

export interface AttributeSelection {
	/** Names, and namespaces as `salesforce.apex.*`. */
	readonly drop: readonly string[];
	/** Only these, when there are any. What is in both is dropped. */
	readonly keep: readonly string[];
}

/** A record without them can be told neither from another nor by its kind. */
export const ALWAYS_KEPT: readonly string[] = [
	"log.record.uid",
	"salesforce.event.type",
];

/** Takes the attributes out of the object that it is given. */
export type AttributeFilter = (attributes: RecordAttributes) => void;

export function createAttributeFilter(
	selection: AttributeSelection | undefined,
): AttributeFilter | undefined {
	const wanted = selectAttributes(selection);
	if (wanted === undefined) return undefined;
	// The names of one file's records are few.
	const decisions = new Map<string, boolean>();
	return (attributes) => {
		for (const name of Object.keys(attributes)) {
			let keep = decisions.get(name);
			if (keep === undefined) {
				keep = wanted(name);
				decisions.set(name, keep);
			}
			if (!keep) delete attributes[name];
		}
	};
}

/** Says of each name whether records have it; undefined when they have them all. */
export function selectAttributes(
	selection: AttributeSelection | undefined,
): ((name: string) => boolean) | undefined {
	if (
		selection === undefined ||
		(selection.drop.length === 0 && selection.keep.length === 0)
	)
		return undefined;
	const isDropped = matcher(selection.drop);
	const isKept =
		selection.keep.length === 0 ? () => true : matcher(selection.keep);
	return (name) =>
		ALWAYS_KEPT.includes(name) || (isKept(name) && !isDropped(name));
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
	const names = new Set<string>();
	const namespaces: string[] = [];
	for (const pattern of patterns)
		if (pattern.endsWith(".*")) namespaces.push(pattern.slice(0, -1));
		else names.add(pattern);
	return (name) =>
		names.has(name) ||
		namespaces.some((namespace) => name.startsWith(namespace));
}
