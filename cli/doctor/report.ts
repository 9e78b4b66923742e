// What doctor found, as a table for a person or as JSON for a machine.

import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";
import type { Result, Status } from "./check.ts";

const STATUS_WIDTH = 4;
const CHECK_WIDTH = 42;
const INDENT = " ".repeat(STATUS_WIDTH + 2);

export interface Printer {
	/** The lines of one result, with a heading before the first of a subject. */
	lines(result: Result): string;
}

export function createPrinter(options: { readonly color: boolean }): Printer {
	const colors = picocolors.createColors(options.color);
	const paint: Record<Status, (text: string) => string> = {
		PASS: colors.green,
		WARN: colors.yellow,
		FAIL: colors.red,
		SKIP: colors.dim,
	};
	let last: string | undefined;
	return {
		lines({ subject, check, status, found, cure }) {
			const heading =
				subject === last
					? []
					: [
							...(last === undefined ? [] : [""]),
							colors.bold(oneLine(subject)),
						];
			last = subject;
			return [
				...heading,
				`${paint[status](status)}  ${oneLine(check).padEnd(CHECK_WIDTH)}  ${oneLine(found)}`,
				...(cure === undefined
					? []
					: [`${INDENT}${colors.dim("->")} ${oneLine(cure)}`]),
			].join("\n");
		},
	};
}

export function countsOf(results: readonly Result[]): Record<Status, number> {
	const counts = { PASS: 0, WARN: 0, FAIL: 0, SKIP: 0 };
	for (const { status } of results) counts[status]++;
	return counts;
}

export function summaryLine(results: readonly Result[]): string {
	const { PASS, WARN, FAIL, SKIP } = countsOf(results);
	return `${PASS} passed, ${WARN} with a warning, ${FAIL} failed, ${SKIP} skipped`;
}

export function jsonReport(
	results: readonly Result[],
	version: string,
): string {
	const counts = countsOf(results);
	return JSON.stringify(
		{
			version,
			summary: {
				pass: counts.PASS,
				warn: counts.WARN,
				fail: counts.FAIL,
				skip: counts.SKIP,
			},
			checks: results.map(({ subject, check, status, found, cure }) => ({
				subject,
				check,
				status,
				found,
				cure: cure ?? null,
			})),
		},
		undefined,
		2,
	);
}

/** What a server said must not move the cursor, or look like another line. */
function oneLine(text: string): string {
	return stripVTControlCharacters(text)
		.replace(/\p{Cc}+/gu, " ")
		.trim();
}
