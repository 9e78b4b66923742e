// What administrators do in Setup, and the rows that each deed leaves in the audit
// trail: often several in the same second.

import type { User } from "./people.ts";
import type { Random } from "./random.ts";

export interface SetupRow {
	readonly action: string;
	/** null where Salesforce names no section. */
	readonly section: string | null;
	readonly display: string;
	readonly namespace?: string;
}

export interface SetupDeed {
	readonly rows: readonly SetupRow[];
	/** Done by an automated process, for which there is no user to show. */
	readonly automatic?: boolean;
	/** Done by an assistant on somebody's behalf. */
	readonly context?: string;
}

type Deed = (target: User, random: Random) => SetupDeed;

const USERS = "Manage Users";

const row = (
	action: string,
	section: string | null,
	display: string,
): SetupRow => ({ action, section, display });

const CLASSES = ["OrderRestService", "InvoiceBatch", "StageCache"];
const OBJECTS = ["Invoice", "Quote Line", "Warehouse Stock"];

export const SETUP_DEEDS: readonly Deed[] = [
	({ username, name, profile }) => ({
		rows: [
			row("createduser", USERS, `Created new user ${name}`),
			row(
				"changedprofileforuser",
				USERS,
				`For user ${username}, changed profile to ${profile}`,
			),
			row(
				"changedemail",
				USERS,
				`For user ${username}, the email address was set to ${username}`,
			),
			row(
				"PermSetAssign",
				USERS,
				`Permission set Event Reader: assigned to user ${name} (UserID: [005])`,
			),
			row(
				"changedUserPasswordPolicy",
				USERS,
				`For user ${username}, the password was reset by an administrator`,
			),
		],
	}),
	({ username }) => ({
		rows: [row("resetpassword", USERS, `For user ${username}, reset password`)],
	}),
	({ username, profile }) => ({
		rows: [
			row(
				"changedprofileforuser",
				USERS,
				`For user ${username}, changed profile from Sales Agent to ${profile}`,
			),
			row(
				"changedroleforuser",
				USERS,
				`For user ${username}, changed role from (None) to EMEA Sales`,
			),
		],
	}),
	({ username }) => ({
		rows: [
			row("deactivateduser", USERS, `For user ${username}, deactivated user`),
			row("frozeuser", USERS, `For user ${username}, froze user`),
		],
	}),
	({ username }, random) => ({
		rows: [
			row(
				"suNetworkAdminLogin",
				"Login-As",
				`Login-As session started for ${username}${random.chance(0.5) ? ' ("support case 4711")' : ""}`,
			),
		],
	}),
	({ name }) => ({
		rows: [
			row(
				"PermSetAssign",
				USERS,
				`Permission set API Only: assigned to user ${name}`,
			),
			row(
				"PermSetAssign",
				USERS,
				`Permission set Manage Encryption Keys: assigned to user ${name}`,
			),
		],
	}),
	(_, random) => {
		const name = random.pick(CLASSES);
		return {
			rows: [
				row(
					"changedApexClass",
					"Apex Class",
					`Changed ${name} Apex Class code`,
				),
				row(
					"changedApexClass",
					"Apex Class",
					`Changed ${name}Test Apex Class code`,
				),
			],
		};
	},
	(_, random) => ({
		rows: [
			row(
				"changedApexTrigger",
				"Apex Trigger",
				`Changed ${random.pick(["Order", "Case"])}Trigger Apex Trigger code`,
			),
		],
	}),
	(_, random) => {
		const object = random.pick(OBJECTS);
		return {
			rows: [
				row(
					"createdCF",
					"Customize",
					`Created custom field: Discount (Percent) on ${object}`,
				),
				row(
					"profileFlsChangedCustom",
					USERS,
					`Changed profile System Administrator: field-level security for ${object}: Discount changed from No Access to Read/Write`,
				),
				row(
					"profileFlsChangedCustom",
					USERS,
					`Changed profile Standard User: field-level security for ${object}: Discount changed from No Access to Read Only`,
				),
				row("layout", "Customize", `Changed page layout ${object} Layout`),
			],
		};
	},
	() => ({
		rows: [
			row(
				"insertConnectedApplication",
				"Connected Apps",
				"For connected app ERP Connector, created connected application",
			),
			row(
				"oauthConsumerSecretViewed",
				"Connected Apps",
				"For connected app ERP Connector, the consumer secret was viewed",
			),
		],
	}),
	() => ({
		rows: [
			row(
				"loginHours",
				"Security Controls",
				"Changed login IP ranges: added 198.51.100.0 - 198.51.100.255",
			),
		],
	}),
	() => ({
		rows: [
			row(
				"changedPasswordPolicy",
				"Security Controls",
				"Password policies: changed maximum invalid login attempts from 10 to 5",
			),
			row(
				"changedSessionSettings",
				"Security Controls",
				"Session settings: timeout changed from 12 hours to 2 hours",
			),
		],
	}),
	() => ({
		rows: [
			{
				...row(
					"changedPackage",
					"Installed Packages",
					"Upgraded package Acme Quote to version 4.12",
				),
				namespace: "acme_quote",
			},
		],
		automatic: true,
	}),
	() => ({
		rows: [row("dataExport", null, "Requested an export of all data")],
	}),
	(_, random) => ({
		rows: [
			row(
				"changedFlow",
				"Flows",
				`Activated flow version 7 of "${random.pick(["Renew Contract", "Escalate Case"])}"`,
			),
		],
		context: "Einstein",
	}),
];
