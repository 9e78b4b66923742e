// How much of the org's daily API calls is used: a rolling 24 hours, kept by the
// hour.

const HOUR_MS = 3_600_000;
const HOURS = 24;

export interface ApiUsage {
	readonly max: number;
	used(): number;
	/** Counts calls; false when the limit was reached before. */
	spend(calls?: number): boolean;
}

export function createApiUsage(max: number, now: () => number): ApiUsage {
	const byHour = new Map<number, number>();
	function used(): number {
		const hour = Math.floor(now() / HOUR_MS);
		let sum = 0;
		for (const [of, calls] of byHour) {
			if (of <= hour - HOURS) byHour.delete(of);
			else sum += calls;
		}
		return sum;
	}
	return {
		max,
		used,
		spend(calls = 1) {
			if (used() >= max) return false;
			const hour = Math.floor(now() / HOUR_MS);
			byHour.set(hour, (byHour.get(hour) ?? 0) + calls);
			return true;
		},
	};
}
