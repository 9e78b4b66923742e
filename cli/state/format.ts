// Tables, sizes and times for a person.

const UNITS = ["KiB", "MiB", "GiB", "TiB"];

/** Columns as wide as they need to be; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [index, cell] of row.entries()) {
			widths[index] = Math.max(widths[index] ?? 0, cell.length);
		}
	}
	return rows
		.map((row) =>
			row
				.map((cell, index) => cell.padEnd(widths[index] ?? 0))
				.join("  ")
				.trimEnd(),
		)
		.join("\n");
}

export function formatBytes(bytes: number): string {
	let value = bytes;
	let unit = "B";
	for (const next of UNITS) {
		if (value < 1024) break;
		value /= 1024;
		unit = next;
	}
	return `${unit === "B" ? value : value.toFixed(1)} ${unit}`;
}

/** The two largest units, e.g. `3d4h`, `12m5s`. */
export function formatAge(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000));
	const parts = [
		[Math.floor(seconds / 86_400), "d"],
		[Math.floor(seconds / 3_600) % 24, "h"],
		[Math.floor(seconds / 60) % 60, "m"],
		[seconds % 60, "s"],
	] as const;
	const first = parts.findIndex(([count]) => count > 0);
	if (first < 0) return "0s";
	return parts
		.slice(first, first + 2)
		.filter(([count]) => count > 0)
		.map(([count, unit]) => `${count}${unit}`)
		.join("");
}

export function formatTime(ms: number): string {
	return new Date(ms).toISOString();
}

export function plural(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
