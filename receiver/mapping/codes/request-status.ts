// REQUEST_STATUS: documented as letters, but real rows carry words too.

import type { CodeTable } from "../table.ts";

export const REQUEST_STATUSES: CodeTable = new Map([
	["S", "success"],
	["F", "failure"],
	["U", "undefined"],
	["A", "authorization_error"],
	["R", "redirect"],
	["N", "not_found"],
	["Success", "success"],
	["Failure", "failure"],
	["Undefined", "undefined"],
	["Authorization Error", "authorization_error"],
	["Redirect", "redirect"],
	["Not Found", "not_found"],
]);
