// USER_TYPE. Most event types write a word (`Standard`, `PowerPartner`, `CsnOnly`
// ...), which passes through; Logout writes a letter.
// Case-sensitive: `C` is not `c`, `N` is not `n`.

import type { CodeTable } from "../table.ts";

export const USER_TYPES: CodeTable = new Map([
	["A", "Automated Process"],
	["b", "High Volume Portal"],
	["C", "Customer Portal"],
	["D", "External Who"],
	["F", "Self-Service"],
	["G", "Guest"],
	["L", "Package License Manager"],
	["N", "Salesforce to Salesforce"],
	["n", "CSN Only"],
	["O", "Power Custom"],
	["o", "Custom"],
	["P", "Partner"],
	["p", "Customer Portal Manager"],
	["S", "Standard"],
	["X", "Salesforce Administrator"],
]);
