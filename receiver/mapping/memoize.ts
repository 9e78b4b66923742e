// Remembers the results for texts that repeat from row to row. Bounded: when it
// is full it forgets everything and starts again.

const ENTRIES = 512;
/** Longer texts hardly repeat, and would make the bound meaningless. */
const LONGEST = 512;

export function memoize<T extends NonNullable<unknown>>(
	convert: (text: string) => T,
): (text: string) => T {
	const results = new Map<string, T>();
	return (text) => {
		if (text.length > LONGEST) return convert(text);
		const known = results.get(text);
		if (known !== undefined) return known;
		const own = copied(text);
		const result = convert(own);
		if (results.size >= ENTRIES) results.clear();
		results.set(own, result);
		return result;
	};
}

/** A cell is a slice that keeps the whole chunk it was cut from in memory; its copy is not. */
function copied(text: string): string {
	return ` ${text}`.slice(1);
}
