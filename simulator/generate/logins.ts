// The logins of an hour with what is only seen of them in objects. Invariant: the
// cells are those of the Login file; a login is the same one in every form.

import { ALL_LOGIN_COLUMNS, type LoginColumn } from "./login-columns.ts";
import { loginRows } from "./login-rows.ts";
import { POD } from "./people.ts";
import type { Population } from "./population.ts";
import { createRandom, type Random } from "./random.ts";
import { uuid } from "./random-text.ts";
import { shortId, toLongId } from "./salesforce-id.ts";

const HOUR_MS = 3_600_000;
/** More logins than any hour has. */
const NUMBERS_PER_HOUR = 4_000_000;

/** A cell of the Login file, by its column. */
export type LoginCells = (column: LoginColumn) => string;

export interface Login {
	/** ms. */
	readonly at: number;
	readonly cell: LoginCells;
	/** EventIdentifier of LoginEvent. */
	readonly eventIdentifier: string;
	/** 18 characters each. */
	readonly historyId: string;
	readonly geoId: string;
	/** For the rest; the same for the same login. */
	readonly random: Random;
}

const COLUMN = Object.fromEntries(
	ALL_LOGIN_COLUMNS.map((name, index) => [name, index]),
) as Record<LoginColumn, number>;

/** In the order of the file. What a login's `cell` and `random` give must be taken before the next one is. */
export function* loginsOfHour(
	population: Population,
	hour: number,
	rows: number,
): Generator<Login> {
	const source = loginRows(population, hour, rows);
	const identifiers = createRandom(population.seed, "LoginEvent", hour);
	const first = (Math.floor(hour / HOUR_MS) % 1e6) * NUMBERS_PER_HOUR;
	for (let row = 0; row < rows; row++) {
		const cells = source.next();
		const cell: LoginCells = (column) => cells[COLUMN[column]] as string;
		yield {
			at: Date.parse(cell("TIMESTAMP_DERIVED")),
			cell,
			eventIdentifier: uuid(identifiers),
			historyId: toLongId(shortId("0Ya", POD, first + row)),
			geoId: toLongId(shortId("04F", POD, first + row)),
			random: createRandom(population.seed, "login", hour, row),
		};
	}
}
