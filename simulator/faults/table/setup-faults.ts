// The setup audit trail.

import { fault } from "../fault.ts";

const SECOND_MS = 1000;

export const SETUP_FAULTS = [
	fault({
		name: "setup_burst",
		behaviour: "setup_audit_trail",
		does: "Writes all rows of an hour in one second.",
		fact: "CreatedDate has whole seconds, and one deed of an administrator writes several rows.",
		trust: ["seen"],
		usually: {},
		inChaos: { probability: 0.3 },
		act: {
			at: "rows",
			object: "SetupAuditTrail",
			rows(rows) {
				const [first] = rows;
				if (first === undefined) return rows;
				const at = Math.floor(first.at / SECOND_MS) * SECOND_MS;
				return rows.map(({ row, visibleAt }) => ({
					at,
					visibleAt: Math.max(at, visibleAt),
					row: { ...row, CreatedDate: at, SystemModstamp: at },
				}));
			},
		},
	}),
	fault({
		name: "setup_created_by_null",
		behaviour: "setup_audit_trail",
		does: "Shows no CreatedBy for some rows, though they have a CreatedById.",
		fact: "CreatedBy can be null for automated and cross-org changes, although the description says that CreatedById never is.",
		trust: ["unverified"],
		usually: {},
		inChaos: { probability: 0.3 },
		act: {
			at: "rows",
			object: "SetupAuditTrail",
			rows: (rows, random) =>
				rows.map((entry) =>
					random.chance(0.5)
						? { ...entry, row: { ...entry.row, CreatedBy: null } }
						: entry,
				),
		},
	}),
] as const;
