// QUIDDITY: how a piece of Apex was started. Salesforce adds codes; those pass
// through.

import type { CodeTable } from "../table.ts";

export const QUIDDITIES: CodeTable = new Map([
	["A", "Batch Apex (old style)"],
	["B", "Bulk API"],
	["BA", "Batch Apex start"],
	["C", "Scheduled Apex"],
	["CI", "Commerce Integration"],
	["DL", "Discoverable Login"],
	["E", "Inbound Email Service"],
	["F", "Future"],
	["FC", "Function Callback"],
	["H", "Apex REST"],
	["I", "Invocable Action"],
	["K", "Quick Action"],
	["L", "Lightning"],
	["M", "Remote Action"],
	["P", "Bulk API (parallel)"],
	["PEPC", "Platform Event Publish Callback"],
	["PI", "Post-install Script"],
	["Q", "Queueable"],
	["QTXF", "Queueable Finalizer"],
	["R", "Synchronous"],
	["S", "Query Locator Batch"],
	["TA", "Tests (asynchronous)"],
	["TD", "Tests (deployment)"],
	["TS", "Tests (synchronous)"],
	["UD", "Undefined"],
	["V", "Visualforce"],
	["W", "SOAP Web Service"],
	["X", "Execute Anonymous"],
]);
