// Sessions that people have begun: logouts end the ones that logins of the hour
// before began, so that LOGIN_KEY joins the two.

import { type LoginCells, loginsOfHour } from "../logins.ts";
import type { User } from "../people.ts";
import type { Population } from "../population.ts";

const HOUR_MS = 3_600_000;

export interface Session {
	readonly user: User;
	readonly loginKey: string;
	readonly address: string;
	readonly agent: string;
}

/** Those that may end in `hour`. */
export function* sessionsEndingIn(
	population: Population,
	hour: number,
	loginsIn: (hour: number) => number,
): Generator<Session> {
	const before = hour - HOUR_MS;
	for (const { cell } of loginsOfHour(population, before, loginsIn(before))) {
		const session = sessionOf(population, cell);
		if (session) yield session;
	}
}

function sessionOf(
	{ byId, integrations }: Population,
	cell: LoginCells,
): Session | undefined {
	const user = byId.get(cell("USER_ID"));
	if (cell("LOGIN_STATUS") !== "LOGIN_NO_ERROR" || !user) return undefined;
	if (integrations.includes(user)) return undefined;
	return {
		user,
		loginKey: cell("LOGIN_KEY"),
		address: cell("SOURCE_IP"),
		agent: cell("BROWSER_TYPE"),
	};
}
