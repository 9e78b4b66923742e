// Modules of the built package, which is what operators run: sources cost their
// types' removal in time and memory at every start.

/** `path` is within `dist/`. */
export async function published<T>(path: string): Promise<T> {
	return (await import(
		new URL(`../../dist/${path}`, import.meta.url).href
	)) as T;
}
