// APP_TYPE of Logout.

import type { CodeTable } from "../table.ts";

export const APP_TYPES: CodeTable = new Map([
	["1000", "Application"],
	["1007", "SFDC Application"],
	["1014", "Chat"],
	["2501", "CTI"],
	["2514", "OAuth"],
	["3475", "SFDC Partner Portal"],
]);
