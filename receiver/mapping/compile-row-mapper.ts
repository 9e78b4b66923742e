// Compiles a header, once a file, into the mapper of its rows. The mapper keeps
// two promises: every row becomes a record, whatever its cells hold, and every
// record is a plain literal of one shape, because records are made a million
// times.

import { type HrTime, SeverityNumber, TraceFlags } from "@opentelemetry/api";
import type { LogRecord } from "../../pipeline/log-record.ts";
import {
	applySteps,
	firstFilled,
	type RecordAttributes,
} from "./apply-steps.ts";
import { createReasons, renderBody } from "./body.ts";
import { createCellProblems } from "./cell-problems.ts";
import { compileHeader } from "./compile-steps.ts";
import { createRowIdentity } from "./row-identity.ts";
import type { RecordContext, RowMapper } from "./row-mapper.ts";
import type { Severity } from "./table.ts";
import { eventTable } from "./tables/event-tables.ts";
import { isTraceId } from "./texts.ts";
import { parseTimestamp } from "./timestamp.ts";

export interface RowMapperOptions {
	/** Column to type, as LogFileFieldNames and LogFileFieldTypes tell them. Only columns without a rule need one. */
	readonly fieldTypes?: ReadonlyMap<string, string> | undefined;
	/** LogDate of the file, in Salesforce's own words: the time of a row that tells none. Such a row's own time is counted as `not_a_date`. */
	readonly logDate?: string | undefined;
}

const SEVERITY_NUMBERS: Readonly<Record<Severity, SeverityNumber>> = {
	INFO: SeverityNumber.INFO,
	WARN: SeverityNumber.WARN,
	ERROR: SeverityNumber.ERROR,
};

export function compileRowMapper(
	header: readonly string[],
	eventType: string,
	context: RecordContext,
	options: RowMapperOptions = {},
): RowMapper {
	const table = eventTable(eventType);
	const { steps, time, outcome } = compileHeader(
		header,
		table,
		context.source,
		options.fieldTypes,
	);
	const identity = createRowIdentity(header, eventType, context.organizationId);
	const problems = createCellProblems();
	const reasonOf = createReasons(table.outcome?.reasons ?? new Map());
	const requestId = steps.find((step) => step.as === "request_id")?.first;
	const logDate = parseTimestamp(options.logDate ?? "");
	const timeColumn = time.names[0] ?? "TIMESTAMP_DERIVED";
	const quotedNames = header.map((name) => `${JSON.stringify(name)}:`);

	function timeOf(cells: readonly string[], observed: HrTime): HrTime {
		let found: HrTime | undefined;
		let unreadable: string | undefined;
		for (let n = 0; n < time.indexes.length; n++) {
			const cell = cells[time.indexes[n] as number];
			if (cell === undefined || cell === "") continue;
			found = parseTimestamp(cell);
			if (found !== undefined) break;
			unreadable ??= time.names[n];
		}
		if (found === undefined || unreadable !== undefined)
			problems.add(unreadable ?? timeColumn, "not_a_date");
		return found ?? logDate ?? observed;
	}

	function original(cells: readonly string[]): string {
		const members = quotedNames.map(
			(name, n) => name + JSON.stringify(cells[n] ?? ""),
		);
		return `{${members.join(",")}}`;
	}

	return {
		map(cells, observed): LogRecord {
			const hrTime = timeOf(cells, observed);
			const attributes: RecordAttributes = {
				"log.record.uid": identity.next(cells),
				"salesforce.event.type": eventType,
				"salesforce.event.source": context.source,
			};

			let severity: Severity = "INFO";
			let body = table.body.neutral;
			let reason = "";
			const status = firstFilled(outcome.indexes, cells);
			if (table.outcome !== undefined && status !== "") {
				if (table.outcome.success.includes(status)) {
					attributes["salesforce.event.outcome"] = "success";
					body = table.body.success;
				} else {
					const code = table.outcome.errorType?.get(status) ?? status;
					attributes["salesforce.event.outcome"] = "failure";
					attributes["error.type"] = code;
					severity = table.outcome.failure;
					body = table.body.failure;
					reason = reasonOf(code);
				}
			}

			applySteps(steps, cells, attributes, problems);
			if (context.includeOriginal)
				attributes["log.record.original"] = original(cells);

			const traceId =
				requestId === undefined ? undefined : attributes[requestId];
			return {
				hrTime,
				hrTimeObserved: observed,
				// An empty span id is none: both OTLP encodings leave it out or
				// empty, which the protocol allows. Zeros would be an invalid one.
				spanContext:
					typeof traceId === "string" && isTraceId(traceId)
						? { traceId, spanId: "", traceFlags: TraceFlags.NONE }
						: undefined,
				severityText: severity,
				severityNumber: SEVERITY_NUMBERS[severity],
				body: renderBody(body, attributes, reason),
				eventName: table.eventName,
				resource: context.resource,
				instrumentationScope: context.scope,
				attributes,
				droppedAttributesCount: 0,
			};
		},
		skip(cells) {
			identity.skip(cells);
		},
		takeProblems() {
			return problems.take();
		},
	};
}
