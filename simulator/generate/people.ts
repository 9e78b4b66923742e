// The users of the simulated org: people from several places, and the
// integrations that log in all day and all night.

import { createRandom, type Random } from "./random.ts";
import { shortId, toLongId } from "./salesforce-id.ts";
import {
	AGENTS_OF_DESKTOPS,
	AGENTS_OF_INTEGRATIONS,
	AGENTS_OF_MOBILES,
} from "./user-agents.ts";

/** How somebody logs in; it decides the URI, the login type and the agent. */
export type Habit = "password" | "sso" | "mobile" | "oauth" | "soap";

export interface User {
	/** 15 characters. */
	readonly id: string;
	/** 18 characters. */
	readonly longId: string;
	readonly username: string;
	readonly name: string;
	readonly profile: string;
	readonly habit: Habit;
	/** Two letters (ISO 3166). */
	readonly country: string;
	/** Where the user usually is: an office, a home, a data centre. */
	readonly addresses: readonly string[];
	readonly agents: readonly string[];
}

export const POD = "5j";
const COMPANY_DOMAIN = "example.com";

/** Given name, family name, spelling in ASCII, country. */
const NAMES = [
	["Ana", "Souza", "ana.souza", "BR"],
	["Björn", "Lindqvist", "bjorn.lindqvist", "SE"],
	["Chloé", "Lefèvre", "chloe.lefevre", "FR"],
	["Dmytro", "Kovalenko", "dmytro.kovalenko", "UA"],
	["Emily", "Carter", "emily.carter", "US"],
	["Fatima", "Al-Sayed", "fatima.alsayed", "AE"],
	["Giulia", "Bianchi", "giulia.bianchi", "IT"],
	["陽菜", "佐藤", "hina.sato", "JP"],
	["Ifeoma", "Okafor", "ifeoma.okafor", "NG"],
	["Jürgen", "Müller", "juergen.mueller", "DE"],
	["Kavya", "Reddy", "kavya.reddy", "IN"],
	["Łukasz", "Wójcik", "lukasz.wojcik", "PL"],
	["Marta", "Nuñez", "marta.nunez", "ES"],
	["Nguyễn", "Thị Hoa", "hoa.nguyen", "VN"],
	["Siobhán", "O'Brien", "siobhan.o'brien", "IE"],
	["Paula", "Jansen", "paula.jansen", "NL"],
	["Rachel", "Goldberg", "rachel.goldberg", "IL"],
	["Sven", "Keller", "sven.keller", "CH"],
	["Tom", "Whitfield", "tom.whitfield", "GB"],
	["伟", "王", "wei.wang", "SG"],
] as const;

const INTEGRATIONS = [
	["Data Warehouse Sync", "warehouse.sync", "oauth"],
	["ERP Connector", "erp.connector", "soap"],
	["Marketing Bridge", "marketing.bridge", "oauth"],
	["Support Desk Link", "support.desk", "oauth"],
	["Nightly Data Loader", "data.loader", "soap"],
] as const;

const OFFICES = ["198.51.100.17", "198.51.100.34", "198.51.100.130"];
const DATA_CENTRES = ["203.0.113.10", "203.0.113.11", "203.0.113.26"];

/** Addresses are those reserved for documentation: nobody's real one is shown as an attacker's. */
function homeAddress(random: Random): string {
	return random.chance(0.15)
		? `2001:db8:${random.below(0xffff).toString(16)}:${random.below(0xffff).toString(16)}::${(1 + random.below(0xfffe)).toString(16)}`
		: `192.0.2.${1 + random.below(254)}`;
}

/** The first user is the one that the receiver logs in as; about one in eight of the rest is an integration. */
export function createUsers(seed: number, count: number): User[] {
	const random = createRandom(seed, "users");
	const firstNumber = 1_000_000 + random.below(60_000_000);
	const users: User[] = [];
	const ids = (index: number) => {
		const id = shortId("005", POD, firstNumber + index * 37);
		return { id, longId: toLongId(id) };
	};
	users.push({
		...ids(0),
		username: `event.reader@${COMPANY_DOMAIN}`,
		name: "Event Reader",
		profile: "Minimum Access - API Only Integrations",
		habit: "oauth",
		country: "DE",
		addresses: ["203.0.113.40"],
		agents: ["salesforce-otlp"],
	});
	for (let index = 1; index < count; index++) {
		const integration = index % 8 === 3;
		const generation = Math.floor(
			index / (integration ? 8 * INTEGRATIONS.length : NAMES.length),
		);
		const suffix = generation === 0 ? "" : String(generation + 1);
		if (integration) {
			const [name, local, habit] = INTEGRATIONS[
				Math.floor(index / 8) % INTEGRATIONS.length
			] as (typeof INTEGRATIONS)[number];
			users.push({
				...ids(index),
				username: `${local}${suffix}@integration.${COMPANY_DOMAIN}`,
				name: `${name} ${suffix}`.trim(),
				profile: "API Integration",
				habit,
				country: "US",
				addresses: [random.pick(DATA_CENTRES)],
				agents: [random.pick(AGENTS_OF_INTEGRATIONS)],
			});
			continue;
		}
		const [given, family, local, country] = NAMES[
			index % NAMES.length
		] as (typeof NAMES)[number];
		const office = random.pick(OFFICES);
		const habit = random.pick([
			"password",
			"password",
			"sso",
			"sso",
			"mobile",
		] as const);
		users.push({
			...ids(index),
			username: `${local}${suffix}@${COMPANY_DOMAIN}`,
			name: `${given} ${family}`,
			profile: index % 9 === 1 ? "System Administrator" : "Standard User",
			habit,
			country,
			addresses: [office, office, homeAddress(random)],
			agents:
				habit === "mobile"
					? [random.pick(AGENTS_OF_MOBILES)]
					: [random.pick(AGENTS_OF_DESKTOPS), random.pick(AGENTS_OF_DESKTOPS)],
		});
	}
	return users;
}
