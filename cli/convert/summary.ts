// What `convert` says at its end.

import type { FileCounts } from "./convert-file.ts";

export function formatSummary(
	files: readonly FileCounts[],
	undelivered: number,
	seconds: number,
): string {
	const sum = (of: (file: FileCounts) => number) =>
		files.reduce((total, file) => total + of(file), 0);
	const records = sum((file) => file.records);
	const lines = files.flatMap(({ file, problems }) =>
		problems.map((problem) => `${file}: ${problem}`),
	);
	lines.push(
		`${count(files.length, "file")}, ${count(
			sum((file) => file.rows),
			"row",
		)}, ${count(records, "record")}; set aside: ${count(
			sum((file) => file.rowsSetAside),
			"row",
		)}, ${count(
			sum((file) => file.cellsSetAside),
			"cell",
		)}; ${seconds.toFixed(1)} s${seconds >= 1 ? `, ${Math.round(records / seconds)} records/s` : ""}`,
	);
	if (undelivered > 0) {
		lines.push(`the backend refused ${count(undelivered, "record")}`);
	}
	return lines.join("\n");
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
