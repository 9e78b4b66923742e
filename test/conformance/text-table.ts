// Figures for people.

export function table(
	head: readonly string[],
	rows: readonly (readonly string[])[],
): string {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd();
	return [
		line(head),
		line(widths.map((width) => "-".repeat(width))),
		...rows.map(line),
	].join("\n");
}

/** `1 h 02 min`, `3 min 20 s`, `12 s`. */
export function duration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	const minutes = Math.floor(seconds / 60);
	if (minutes >= 60) {
		return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
	}
	return minutes > 0
		? `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`
		: `${seconds} s`;
}
