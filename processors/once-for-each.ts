// Resources and scopes are shared by many records, and grouped by identity on
// the wire: what is derived from one must be one object again.

/** Derives once for each object, and forgets it with the object. */
export function onceForEach<T extends object>(
	derive: (from: T) => T,
): (from: T) => T {
	const derived = new WeakMap<T, T>();
	return (from) => {
		const known = derived.get(from);
		if (known !== undefined) return known;
		const result = derive(from);
		derived.set(from, result);
		return result;
	};
}
