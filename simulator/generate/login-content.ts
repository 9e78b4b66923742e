// Login files from a seed: rows and bytes of the same content, each made anew
// whenever it is asked for.

import type { FileContent } from "../log-files/file-content.ts";
import { generatedContent } from "./generated-content.ts";
import {
	ALL_LOGIN_COLUMNS,
	loginColumns,
	type Release,
} from "./login-columns.ts";
import { loginRows } from "./login-rows.ts";
import { defaultPopulation, type Population } from "./population.ts";
import { activity } from "./rhythm.ts";

const HOUR_MS = 3_600_000;

/** A stretch of one hour and how many events it has. */
export interface Slice {
	/** The beginning of the hour, ms. */
	readonly hour: number;
	/** ms from the beginning of the hour. */
	readonly from: number;
	readonly to: number;
	readonly rows: number;
	/** 1 for each row that the file has; all of them when it is not said. */
	readonly mask?: Uint8Array | undefined;
}

export function hourSlice(
	hour: number,
	rows: number,
	mask?: Uint8Array,
): Slice {
	return { hour, from: 0, to: HOUR_MS, rows, mask };
}

/** How many rows a file of these slices has. */
export function rowCountOf(slices: readonly Slice[]): number {
	return slices.reduce(
		(sum, { rows, mask }) =>
			sum + (mask ? mask.reduce((ones, bit) => ones + bit, 0) : rows),
		0,
	);
}

/** Shares `rows` among the hours between two moments by how busy each is. */
export function slicesBetween(from: number, to: number, rows: number): Slice[] {
	const pieces: (Omit<Slice, "rows"> & { weight: number })[] = [];
	for (
		let hour = Math.floor(from / HOUR_MS) * HOUR_MS;
		hour < to;
		hour += HOUR_MS
	) {
		const start = Math.max(from - hour, 0);
		const end = Math.min(to - hour, HOUR_MS);
		pieces.push({
			hour,
			from: start,
			to: end,
			weight: activity(hour) * (end - start),
		});
	}
	const total = pieces.reduce((sum, piece) => sum + piece.weight, 0);
	let weight = 0;
	let shared = 0;
	return pieces.map((piece) => {
		weight += piece.weight;
		const until = Math.round((rows * weight) / total);
		const slice: Slice = {
			hour: piece.hour,
			from: piece.from,
			to: piece.to,
			rows: until - shared,
		};
		shared = until;
		return slice;
	});
}

export function loginContent(
	population: Population,
	release: Release,
	slices: readonly Slice[],
): FileContent {
	const columns: readonly string[] = loginColumns(release);
	const order = columns.map((column) =>
		(ALL_LOGIN_COLUMNS as readonly string[]).indexOf(column),
	);

	/** The cells of each row in the order of the header; the array is reused. */
	function* cells(): Generator<readonly string[]> {
		const projected: string[] = columns.map(() => "");
		for (const slice of slices) {
			const source = loginRows(
				population,
				slice.hour,
				slice.rows,
				slice.from,
				slice.to,
			);
			for (let row = 0; row < slice.rows; row++) {
				const all = source.next();
				if (slice.mask?.[row] === 0) continue;
				for (let i = 0; i < order.length; i++) {
					projected[i] = all[order[i] as number] as string;
				}
				yield projected;
			}
		}
	}

	return generatedContent(columns, rowCountOf(slices), cells);
}

export interface LoginCsvOptions {
	readonly rows: number;
	readonly seed: number;
	readonly release: Release;
	readonly from: Date;
	readonly to: Date;
	/** How many users log in; 50. */
	readonly users?: number;
}

/** A Login file of any size, without holding it. The same options give the same bytes. */
export function generateLoginCsv(options: LoginCsvOptions): Iterable<Buffer> {
	const { rows, seed, release, from, to, users = 50 } = options;
	return loginContent(
		defaultPopulation(seed, users),
		release,
		slicesBetween(from.getTime(), to.getTime(), rows),
	).bytes();
}
