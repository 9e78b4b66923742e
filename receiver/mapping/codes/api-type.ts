// API_TYPE. Case-sensitive: `P` is not `p`. The values after `p` are from older
// releases' documentation.

import type { CodeTable } from "../table.ts";

export const API_TYPES: CodeTable = new Map([
	["D", "Apex Class"],
	["E", "SOAP Enterprise"],
	["M", "SOAP Metadata"],
	["P", "SOAP Partner"],
	["S", "SOAP Apex"],
	["T", "SOAP Tooling"],
	["f", "Feed"],
	["l", "Live Agent"],
	["p", "SOAP ClientSync"],
	["I", "SOAP Cross Instance"],
	["O", "Old SOAP"],
	["X", "XmlRPC"],
]);
