// Files of any event type but Login from a seed, row by row.

import type { FileContent } from "../../log-files/file-content.ts";
import { columnType } from "../column-type.ts";
import { generatedContent } from "../generated-content.ts";
import type { Release } from "../login-columns.ts";
import { rowCountOf, type Slice } from "../login-content.ts";
import type { Population } from "../population.ts";
import { createRandom } from "../random.ts";
import { COMMON_CELLS } from "./common-cells.ts";
import { columnsOf, type EventType, type RowSource } from "./event-type.ts";
import type { Session } from "./sessions.ts";
import type { HourPlan } from "./transaction.ts";

const HOUR_MS = 3_600_000;
/** Rows of one transaction are so close together that some are equal. */
const EQUAL_SHARE = 0.06;
const STEP_MS = 40;

/** Cells of every column of the type for each row of the hour; the array is reused. */
export function* eventRows(
	type: EventType,
	population: Population,
	plan: HourPlan,
	rows: number,
	sessions?: Iterator<Session>,
): Generator<readonly string[]> {
	const { hour } = plan;
	const random = createRandom(population.seed, type.name, hour);
	const cells = type.columns.map(() => "");
	let requestId = "";
	let at = 0;
	for (let row = 0; row < rows; row++) {
		const transaction = plan.transactionOf(type.name, row);
		if (transaction.requestId === requestId && random.chance(EQUAL_SHARE)) {
			yield cells;
			continue;
		}
		at =
			(transaction.requestId === requestId ? at : transaction.at) +
			random.below(STEP_MS);
		requestId = transaction.requestId;
		const source: RowSource = {
			random,
			at: Math.min(at, hour + HOUR_MS - 1),
			transaction,
			session: sessions?.next().value ?? undefined,
			administrators: population.administrators,
			organizationId: population.organizationId,
			host: population.loginHost,
		};
		const own = type.cells(source);
		for (const [i, column] of type.columns.entries()) {
			cells[i] = own[column] ?? COMMON_CELLS[column]?.(source, type.name) ?? "";
		}
		yield cells;
	}
}

export function eventContent(
	type: EventType,
	population: Population,
	release: Release,
	slices: readonly Slice[],
	planOf: (hour: number, type: EventType) => HourPlan,
	sessionsOf: (hour: number) => Iterator<Session>,
): FileContent {
	const columns = columnsOf(type, release);
	const order = columns.map((column) => type.columns.indexOf(column));

	function* cells(): Generator<readonly string[]> {
		const projected = columns.map(() => "");
		for (const { hour, rows, mask } of slices) {
			let row = 0;
			const source = eventRows(
				type,
				population,
				planOf(hour, type),
				rows,
				type.endsSessions ? sessionsOf(hour) : undefined,
			);
			for (const all of source) {
				if (mask?.[row++] === 0) continue;
				for (let i = 0; i < order.length; i++) {
					projected[i] = all[order[i] as number] as string;
				}
				yield projected;
			}
		}
	}

	return generatedContent(
		columns,
		rowCountOf(slices),
		cells,
		columns.map((column) => type.types?.[column] ?? columnType(column)),
	);
}
