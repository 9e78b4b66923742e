// A configuration as read: plain data in which each value and each key knows
// where it was written, and each scalar how.

export interface Position {
	readonly file: string;
	/** From 1; 0 where a position makes no sense. */
	readonly line: number;
	readonly column: number;
}

interface NodeBase {
	readonly at: Position;
	/** The reference that the value came from, e.g. `${env:NAME}`. */
	readonly from?: string | undefined;
	/** Why there is no value, e.g. "the environment variable NAME is not set". */
	readonly reason?: string | undefined;
}

export interface ScalarNode extends NodeBase {
	readonly kind: "scalar";
	readonly value: string | number | boolean | null;
	/** As written: what a string key gets, so that `0123` stays "0123". */
	readonly text: string;
}

export interface ListNode extends NodeBase {
	readonly kind: "list";
	readonly items: readonly ConfigNode[];
	/** As written, when it came out of a reference. */
	readonly text?: string | undefined;
}

export interface MapEntry {
	/** Where the key is. */
	readonly at: Position;
	readonly node: ConfigNode;
}

export interface MapNode extends NodeBase {
	readonly kind: "map";
	readonly entries: ReadonlyMap<string, MapEntry>;
	/** As written, when it came out of a reference. */
	readonly text?: string | undefined;
}

export type ConfigNode = ScalarNode | ListNode | MapNode;

export const isNull = (node: ConfigNode | undefined): boolean =>
	node === undefined || (node.kind === "scalar" && node.value === null);

/** The node one step down. */
export function nodeAt(
	node: ConfigNode | undefined,
	key: PropertyKey,
): ConfigNode | undefined {
	if (node?.kind === "map") return node.entries.get(String(key))?.node;
	if (node?.kind === "list") return node.items[Number(key)];
	return undefined;
}
