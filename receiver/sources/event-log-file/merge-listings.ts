// One listing of several, each of other event types. Pure.

import { compareFiles, type LogFile } from "./log-file.ts";

export interface Listing {
	/** To be read, oldest first. */
	readonly ready: readonly LogFile[];
	/** When the last of them was created, ms, if there may be further ones behind it. */
	readonly moreAfter?: number;
}

/** Ends where the first of them ends, so that no file is passed that was not listed. */
export function mergeListings(listings: readonly Listing[]): Listing {
	const ends = listings.flatMap(({ moreAfter }) => moreAfter ?? []);
	const ready = listings.flatMap((listing) => listing.ready).sort(compareFiles);
	if (ends.length === 0) return { ready };
	const moreAfter = Math.min(...ends);
	const last = new Date(moreAfter).toISOString();
	return {
		ready: ready.filter(({ createdDate }) => createdDate <= last),
		moreAfter,
	};
}

/** At most `size` each; every type as one when they have no names. */
export function inParts<T>(
	types: readonly T[] | undefined,
	size: number,
): (readonly T[] | undefined)[] {
	if (types === undefined) return [undefined];
	const parts: T[][] = [];
	for (let at = 0; at < types.length; at += size) {
		parts.push(types.slice(at, at + size));
	}
	return parts;
}
