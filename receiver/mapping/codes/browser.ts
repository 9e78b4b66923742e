// The first three digits of Salesforce's numeric code of a client. 999 is
// "unknown", which no name says as well.

import type { CodeTable } from "../table.ts";

export const BROWSERS: CodeTable = new Map([
	["100", "Internet Explorer"],
	["110", "Firefox"],
	["130", "Chrome"],
	["140", "Safari"],
	["150", "Opera"],
	["160", "Android"],
	["170", "Netscape"],
	["180", "Webkit"],
	["190", "Gecko"],
	["230", "Blackberry"],
	["240", "Good Access"],
]);
