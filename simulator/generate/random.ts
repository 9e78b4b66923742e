// A seeded generator of random numbers (sfc32). The same seed parts give the
// same sequence on every machine, so that whatever was published can be
// generated again instead of being kept.

const UINT32 = 2 ** 32;

export interface Random {
	/** An unsigned 32-bit integer. */
	uint32(): number;
	/** 0 <= x < 1. */
	float(): number;
	/** An integer, 0 <= x < `limit`. */
	below(limit: number): number;
	chance(probability: number): boolean;
	pick<T>(values: readonly T[]): T;
}

/** 32-bit FNV-1a, once for each word of state, each with a start of its own. */
function hash(text: string, start: number): number {
	let value = (0x811c9dc5 ^ start) >>> 0;
	for (let i = 0; i < text.length; i++) {
		value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	}
	return value >>> 0;
}

export function createRandom(...seed: readonly (string | number)[]): Random {
	const text = seed.join("\u0000");
	let a = hash(text, 0x9e3779b9);
	let b = hash(text, 0x243f6a88);
	let c = hash(text, 0xb7e15162);
	let counter = 1;

	function uint32(): number {
		const t = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (c << 21) | (c >>> 11);
		c = (c + t) | 0;
		return t >>> 0;
	}

	// The first numbers still look like the seed.
	for (let i = 0; i < 12; i++) uint32();

	const below = (limit: number) => Math.floor((uint32() / UINT32) * limit);
	return {
		uint32,
		float: () => uint32() / UINT32,
		below,
		chance: (probability) => uint32() / UINT32 < probability,
		pick: <T>(values: readonly T[]) => values[below(values.length)] as T,
	};
}
