// PLATFORM_TYPE of Logout.

import type { CodeTable } from "../table.ts";

export const PLATFORM_TYPES: CodeTable = new Map([
	["1000", "Windows"],
	["1008", "Windows 2003"],
	["1013", "Windows 8.1"],
	["1015", "Windows 10"],
	["2003", "Mac OSX"],
	["4000", "Linux"],
	["5005", "Android"],
	["5006", "iPhone"],
	["5007", "iPad"],
	["5200", "Android 10"],
]);
