// What a published row of an event log file has to look like when it arrives, for
// every event type but Login (expected-login.ts). Written from the description of the
// record alone; it imports nothing of the product.

import type { Attributes } from "./collected-record.ts";
import { APEX_ORACLES } from "./expected-apex-row.ts";
import { type Cell, COMMON, type FileOracle } from "./expected-columns.ts";
import { FURTHER_ORACLES } from "./expected-further-row.ts";
import {
	addresses,
	type ExpectedRecord,
	id18,
	nanoseconds,
	type PublishedRow,
	traceId,
	withoutEmpty,
} from "./expected-login.ts";
import { outcomeAttributes, SEVERITY_NUMBERS } from "./expected-rule.ts";

const ORACLES: Readonly<Record<string, FileOracle>> = {
	...APEX_ORACLES,
	...FURTHER_ORACLES,
};

/** `uid` as `uidsOfFile` (expected-uid.ts) gives it for the row. */
export function expectedFileRow(
	eventType: string,
	row: PublishedRow,
	uid: string,
): ExpectedRecord {
	const oracle = ORACLES[eventType];
	if (oracle === undefined) throw new Error(`no oracle knows ${eventType}`);
	const cell: Cell = (column) => row[column] ?? "";
	const outcome = oracle.outcome?.(cell);
	const severity = outcome?.severity ?? "INFO";
	const identity = {
		"log.record.uid": uid,
		"salesforce.event.type": eventType,
		"salesforce.event.source": "event_log_file",
	};
	const record = {
		eventName: oracle.eventName,
		severityNumber: SEVERITY_NUMBERS[severity],
		severityText: severity,
		timestamp: nanoseconds(cell("TIMESTAMP_DERIVED") || cell("TIMESTAMP")),
		traceId: traceId(cell("REQUEST_ID")),
	};
	const attributes: Attributes = {};
	for (const [column, value] of Object.entries(row)) {
		if (value === "") continue;
		const rule = oracle.columns[column] ?? COMMON[column];
		if (rule === undefined)
			throw new Error(`no oracle knows the column ${eventType}.${column}`);
		Object.assign(attributes, rule(value));
	}
	const took = cell(oracle.duration ?? "");
	return {
		...record,
		attributes: withoutEmpty({
			...attributes,
			...identity,
			...outcomeAttributes(outcome),
			...addresses(cell("SOURCE_IP"), cell("CLIENT_IP")),
			"user.id": id18(cell("USER_ID_DERIVED") || cell("USER_ID")),
			"salesforce.duration_ms": took === "" ? "" : BigInt(took),
			...(eventType === "ApexSoap"
				? { "code.function.name": soapMethod(cell) }
				: {}),
		}),
	};
}

function soapMethod(cell: Cell): string {
	return [cell("CLASS_NAME"), cell("METHOD_NAME")]
		.filter((part) => part !== "")
		.join(".");
}
