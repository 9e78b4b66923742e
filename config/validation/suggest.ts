// What was probably meant by a misspelt word.

/** The nearest candidate, or undefined when none is near. */
export function suggest(
	word: string,
	candidates: readonly string[],
): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
	for (const candidate of candidates) {
		const distance = editDistance(normal(word), normal(candidate));
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** `pollInterval` and `poll-interval` are `poll_interval`. */
const normal = (word: string) => word.toLowerCase().replace(/[-_ ]/g, "");

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let distance = Math.min(
				(last[j] as number) + 1,
				(row[j - 1] as number) + 1,
				(last[j - 1] as number) + (same ? 0 : 1),
			);
			if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				distance = Math.min(distance, (beforeLast[j - 2] as number) + 1);
			}
			row.push(distance);
		}
		beforeLast = last;
		last = row;
	}
	return last[b.length] as number;
}
