// Who logs in where: what all rows of one org have in common.

import { createUsers, POD, type User } from "./people.ts";
import { createRandom } from "./random.ts";
import { shortId } from "./salesforce-id.ts";

export interface Population {
	readonly seed: number;
	/** 15 characters. */
	readonly organizationId: string;
	readonly loginHost: string;
	readonly people: readonly User[];
	readonly integrations: readonly User[];
	readonly administrators: readonly User[];
	/** By 15-character id. */
	readonly byId: ReadonlyMap<string, User>;
}

export function createPopulation(options: {
	seed: number;
	organizationId: string;
	loginHost: string;
	users: readonly User[];
}): Population {
	const { users, ...rest } = options;
	const automatic = (user: User) =>
		user.habit === "oauth" || user.habit === "soap";
	const integrations = users.filter(automatic);
	const people = users.filter((user) => !automatic(user));
	const anybody = people.length > 0 ? people : integrations;
	const administrators = people.filter(
		({ profile }) => profile === "System Administrator",
	);
	return {
		...rest,
		integrations,
		people: anybody,
		administrators: administrators.length > 0 ? administrators : anybody,
		byId: new Map(users.map((user) => [user.id, user])),
	};
}

/** The population of an org that nobody configured, for `generateLoginCsv`. */
export function defaultPopulation(seed: number, users: number): Population {
	return createPopulation({
		seed,
		organizationId: organizationShortId(seed),
		loginHost: "acme.my.salesforce.com",
		users: createUsers(seed, users),
	});
}

export function organizationShortId(seed: number): string {
	return shortId("00D", POD, 100_000 + createRandom(seed, "org").below(9e8));
}
