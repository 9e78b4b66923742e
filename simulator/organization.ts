// The simulated org: who it is, who its users are, and the app that may log in.

import { createHash } from "node:crypto";
import { createUsers, type User } from "./generate/people.ts";
import {
	createPopulation,
	organizationShortId,
	type Population,
} from "./generate/population.ts";
import { toLongId } from "./generate/salesforce-id.ts";
import type { ResolvedOptions } from "./options.ts";

export interface Organization {
	/** 18 characters. */
	readonly id: string;
	/** 15 characters. */
	readonly shortId: string;
	readonly name: string;
	/** The host that users log in at, as rows name it. */
	readonly loginHost: string;
	readonly users: readonly User[];
	/** The user that is approved for the app. */
	readonly integrationUser: User;
	/** The consumer key. */
	readonly clientId: string;
	readonly population: Population;
}

export function createOrganization(options: ResolvedOptions): Organization {
	const users = createUsers(options.seed, options.users);
	const shortId = organizationShortId(options.seed);
	const loginHost = `${options.organization.my_domain}.my.salesforce.com`;
	return {
		id: toLongId(shortId),
		shortId,
		name: options.organization.name,
		loginHost,
		users,
		integrationUser: users[0] as User,
		clientId: `3MVG9${createHash("sha512").update(`${options.seed} app`).digest("base64url").slice(0, 80)}`,
		population: createPopulation({
			seed: options.seed,
			organizationId: shortId,
			loginHost,
			users,
		}),
	};
}
