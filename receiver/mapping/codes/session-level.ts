// SESSION_LEVEL: a number in event log files, a word in event objects.

import type { CodeTable } from "../table.ts";

export const SESSION_LEVELS: CodeTable = new Map([
	["1", "standard"],
	["10", "high_assurance"],
	["LOW", "low"],
	["STANDARD", "standard"],
	["HIGH_ASSURANCE", "high_assurance"],
]);
