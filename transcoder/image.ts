// What a header was compiled to, as it is written into an engine's memory: numbers,
// texts and lists of them, one behind the other.

import { SLACK } from "./engine/layout.ts";
import type { Engine } from "./engine.ts";

/** A header, or a row, has more than the engine has room for. */
export class NoRoomError extends Error {}

export interface Image {
	/** Puts bytes down; gives their address. */
	bytes(content: Uint8Array): number;
	/** Puts numbers down, i32; gives the address of the first. */
	numbers(values: readonly number[]): number;
	/** Puts texts down, and pairs of pointer and length; gives the address of the first pair. */
	texts(contents: readonly Uint8Array[]): number;
	/** Sets a variable. */
	set(address: number, value: number): void;
}

/** Invariant: an engine has one image in each region. */
export function createImage(
	{ store, words }: Engine,
	region: number,
	regionSize: number,
): Image {
	let end = region;

	function room(size: number): number {
		const at = end;
		end += Math.ceil(size / 4) * 4;
		if (end > region + regionSize - SLACK) throw new NoRoomError();
		return at;
	}

	const image: Image = {
		bytes(content) {
			const at = room(content.length);
			store.bytes.set(content, at);
			return at;
		},
		numbers(values) {
			const at = room(4 * values.length);
			words.set(values, at / 4);
			return at;
		},
		texts(contents) {
			return image.numbers(
				contents.flatMap((text) => [image.bytes(text), text.length]),
			);
		},
		set(address, value) {
			words[address / 4] = value;
		},
	};
	return image;
}
