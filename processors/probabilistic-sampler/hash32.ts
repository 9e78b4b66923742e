// A 32-bit hash of a text: FNV-1a, whose state starts from the seed, and the
// finalizer of MurmurHash3, because texts that differ in their last character
// only would otherwise lie close together.

/** 0 to 2^32 - 1. */
export function hash32(text: string, seed: number): number {
	let hash = 0x811c9dc5 ^ seed;
	for (let at = 0; at < text.length; at++) {
		hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}
