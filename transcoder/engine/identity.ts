// The bytes whose digest is a row's uid; receiver/mapping/row-identity.ts has the
// definition.

import { copy } from "./bytes.ts";
import {
	ENDS,
	IDENTITY,
	IDENTITY_COUNT,
	IDENTITY_PARTS,
	IDENTITY_PREFIX_LENGTH,
	IDENTITY_SIZE,
	STARTS,
} from "./layout.ts";

/** Hashes so many bytes from IDENTITY on, and writes the uid of the record that is next in the batch. */
export declare function digest(length: i32): void;

/** Gives the length. What precedes the cells stands there already. */
export function writeIdentity(): i32 {
	let at: i32 = IDENTITY + load<i32>(IDENTITY_PREFIX_LENGTH);
	const parts: i32 = load<i32>(IDENTITY_PARTS);
	const count = IDENTITY_SIZE * load<i32>(IDENTITY_COUNT);
	for (let n = 0; n < count; n += IDENTITY_SIZE) {
		const part = parts + n;
		const cell = 4 * load<i32>(part);
		const start: i32 = load<i32>(STARTS + cell);
		const length = load<i32>(ENDS + cell) - start;
		if (length === 0) continue;
		const nameLength: i32 = load<i32>(part, 8);
		copy(at, load<i32>(part, 4), nameLength);
		at += nameLength;
		store<i32>(at, length);
		copy(at + 4, start, length);
		at += 4 + length;
	}
	return at - IDENTITY;
}
