// What `convert` says at its end.

import type { FileCounts } from "./convert-file.ts";

export function formatSummary(
	files: readonly FileCounts[],
	undelivered: number,
	seconds: number,
	unit: "row" | "line" = "row",
): string {
	const sum = (of: (file: FileCounts) => number) =>
		files.reduce((total, file) => total + of(file), 0);
	const records = sum((file) => file.records);
	const lines = files.flatMap(({ file, problems, failure }) =>
		[...problems, ...(failure === undefined ? [] : [failure])].map(
			(line) => `${file}: ${line}`,
		),
	);
	const setAside = [
		count(
			sum((file) => file.rowsSetAside),
			unit,
		),
	];
	if (unit === "row") {
		setAside.push(
			count(
				sum((file) => file.cellsSetAside),
				"cell",
			),
		);
	}
	const read = [
		count(files.length, "file"),
		count(
			sum((file) => file.rows),
			unit,
		),
		count(records, "record"),
	];
	const rate =
		seconds >= 1 ? `, ${Math.round(records / seconds)} records/s` : "";
	lines.push(
		`${read.join(", ")}; set aside: ${setAside.join(", ")}; ${seconds.toFixed(1)} s${rate}`,
	);
	if (undelivered > 0) {
		lines.push(`the backend refused ${count(undelivered, "record")}`);
	}
	return lines.join("\n");
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
