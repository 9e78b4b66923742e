// The rows of a page's JSON, which engine/list.ts finds.
//
// Invariants: what it takes is JSON, and the cells are those that the reference
// (receiver/sources/object/cells.ts) finds in the parsed rows; of a list that is anything
// else, were it by a single byte, it takes nothing.

import { isUtf8 } from "node:buffer";
import type { CellRows } from "./cell-rows.ts";
import {
	ATTRIBUTES_KEY,
	ATTRIBUTES_KEY_LENGTH,
	END,
	HELD_END,
	LIST_IMAGE,
	LIST_IMAGE_SIZE,
	MEMBER_SIZE,
	MEMBERS,
	MEMBERS_END,
	NOT_ASCII,
	ROWS,
	SLACK,
	START,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import { createImage, NoRoomError } from "./image.ts";

/** Rows are written over the page; they are smaller but for odd numbers and relationships without end. */
const MOST_AHEAD = 4096;

/**
 * Adds the rows of a list, given without its brackets; answers false when it has added
 * nothing. `names` are what was asked for, relationship fields dotted.
 */
export function createListScanner(
	names: readonly string[],
	rows: CellRows,
	engine: Engine,
): (list: Uint8Array) => boolean {
	if (!describeRows(names, engine)) return () => false;

	function set(address: number, value: number): void {
		engine.words[address / 4] = value;
	}

	return (list) => {
		const ahead = MOST_AHEAD + 4 * names.length;
		const held = rows.reserve(ahead + list.length + SLACK);
		const start = held + ahead;
		engine.store.bytes.set(list, start);
		set(START, start);
		set(END, start + list.length);
		if (engine.readList() === 0) return false;
		if (engine.words[NOT_ASCII / 4] !== 0 && !isUtf8(list)) {
			set(HELD_END, held);
			return false;
		}
		rows.added(engine.words[ROWS / 4] as number);
		return true;
	};
}

/** False when there are more names than the engine has room for. */
function describeRows(names: readonly string[], engine: Engine): boolean {
	const image = createImage(engine, LIST_IMAGE, LIST_IMAGE_SIZE);
	try {
		const attributes = Buffer.from('{"attributes":');
		image.set(ATTRIBUTES_KEY, image.bytes(attributes));
		image.set(ATTRIBUTES_KEY_LENGTH, attributes.length);
		const members = membersOf(names.map((name) => name.split("."))).map(
			({ key, columns, inner }) => [
				image.bytes(key),
				key.length,
				columns,
				inner,
			],
		);
		const first = image.numbers(members.flat());
		image.set(MEMBERS, first);
		image.set(MEMBERS_END, first + MEMBER_SIZE * members.length);
		return true;
	} catch (error) {
		if (error instanceof NoRoomError) return false;
		throw error;
	}
}

/** A field, or a relationship, whose own members come next. */
interface Member {
	/** `,"Name":` */
	readonly key: Uint8Array;
	/** How many cells it is. */
	readonly columns: number;
	/** How many members come next. */
	readonly inner: number;
}

/** `paths` are names in parts; those of one relationship stand together. */
function membersOf(paths: readonly (readonly string[])[]): Member[] {
	const members: Member[] = [];
	for (let at = 0; at < paths.length; ) {
		const [name = "", ...rest] = paths[at] as readonly string[];
		const related = rest.length === 0 ? [] : relatedTo(name, paths.slice(at));
		const inner = membersOf(related);
		const key = Buffer.from(`,${JSON.stringify(name)}:`);
		const columns = Math.max(related.length, 1);
		members.push({ key, columns, inner: inner.length }, ...inner);
		at += columns;
	}
	return members;
}

/** What is asked of a relationship by the first of the paths and those that follow at once. */
function relatedTo(
	name: string,
	paths: readonly (readonly string[])[],
): (readonly string[])[] {
	const others = paths.findIndex(
		(path) => path[0] !== name || path.length === 1,
	);
	return paths
		.slice(0, others < 0 ? paths.length : others)
		.map((path) => path.slice(1));
}
