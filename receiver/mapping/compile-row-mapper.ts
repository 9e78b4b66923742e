// Compiles a header, once a file, into the mapper of its rows. The mapper keeps
// two promises: every row becomes a record, whatever its cells hold, and every
// record is a plain literal of one shape, because records are made a million
// times.

import type { SeverityNumber } from "@opentelemetry/api";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { applySteps, type RecordAttributes } from "./apply-steps.ts";
import {
	type AttributeSelection,
	createAttributeFilter,
} from "./attribute-filter.ts";
import { renderBody } from "./body.ts";
import { type CellProblems, createCellProblems } from "./cell-problems.ts";
import { compileHeader } from "./compile-steps.ts";
import { createEventTime } from "./event-time.ts";
import {
	createOccurrenceTable,
	type OccurrenceTable,
} from "./occurrence-table.ts";
import { createJudge, type Verdict } from "./outcome.ts";
import { createObjectRowIdentity, createRowIdentity } from "./row-identity.ts";
import type { RecordContext, RowMapper } from "./row-mapper.ts";
import type { Severity } from "./table.ts";
import { eventTable } from "./tables/event-tables.ts";
import { isTraceId } from "./texts.ts";

export interface RowMapperOptions {
	/** Column to type, as LogFileFieldNames and LogFileFieldTypes tell them. Only columns without a rule need one. */
	readonly fieldTypes?: ReadonlyMap<string, string> | undefined;
	/** LogDate of the file, in Salesforce's own words: the time of a row that tells none. Such a row's own time is counted as `not_a_date`. */
	readonly logDate?: string | undefined;
	/** In place of the table's own, by outcome. */
	readonly severity?: SeverityOverrides | undefined;
	/** Which attributes records have. A body says nothing of the others. */
	readonly attributes?: AttributeSelection | undefined;
}

/** What two readers of one file's rows have in common: each row goes through one of them. */
export interface SharedByReaders {
	readonly occurrences: OccurrenceTable;
	readonly problems: CellProblems;
}

export function createShared(
	occurrences: OccurrenceTable = createOccurrenceTable(),
): SharedByReaders {
	return {
		occurrences,
		problems: createCellProblems(),
	};
}

export type SeverityOverrides = {
	readonly [K in Verdict["outcome"]]?: Severity | undefined;
};

// The API's numbers, without the API: its 51 modules would be a twentieth of the CPU of
// each start, for six numbers.
export const SEVERITY_NUMBERS = {
	DEBUG: 5,
	INFO: 9,
	WARN: 13,
	ERROR: 17,
	FATAL: 21,
} as const satisfies Readonly<Record<Severity, SeverityNumber>>;
/** Nobody has sampled this trace. */
export const NO_TRACE_FLAGS = 0;

export function compileRowMapper(
	header: readonly string[],
	eventType: string,
	context: RecordContext,
	options: RowMapperOptions = {},
	shared: SharedByReaders = createShared(),
): RowMapper {
	const table = eventTable(eventType);
	const { steps, time, outcome } = compileHeader(
		header,
		table,
		context.source,
		options.fieldTypes,
	);
	const identity = (
		context.source === "event_log_file"
			? createRowIdentity
			: createObjectRowIdentity
	)(header, eventType, context.organizationId, shared.occurrences);
	const { problems } = shared;
	const judge = createJudge(outcome);
	const filter = createAttributeFilter(options.attributes);
	const requestId = steps.find((step) => step.as === "request_id")?.first;
	const timeOf = createEventTime(time, options.logDate, problems);
	const quotedNames = header.map((name) => `${JSON.stringify(name)}:`);

	function original(cells: readonly string[]): string {
		const members = quotedNames.map(
			(name, n) => name + JSON.stringify(cells[n] ?? ""),
		);
		return `{${members.join(",")}}`;
	}

	return {
		map(cells, observed): LogRecord {
			const hrTime = timeOf(cells, observed);
			// A hash table from the start: an object literal would become one after
			// a dozen attributes, and pay for each of them before.
			const attributes: RecordAttributes = Object.create(null);
			attributes["log.record.uid"] = identity.next(cells);
			attributes["salesforce.event.type"] = eventType;
			attributes["salesforce.event.source"] = context.source;

			const verdict = judge(cells);
			if (verdict.outcome !== "neutral") {
				attributes["salesforce.event.outcome"] = verdict.outcome;
				if (verdict.errorType !== "")
					attributes["error.type"] = verdict.errorType;
			}
			const severity = options.severity?.[verdict.outcome] ?? verdict.severity;

			applySteps(steps, cells, attributes, problems);
			if (context.includeOriginal)
				attributes["log.record.original"] = original(cells);

			const traceId =
				requestId === undefined ? undefined : attributes[requestId];
			filter?.(attributes);
			return {
				hrTime,
				hrTimeObserved: observed,
				// An empty span id is none: both OTLP encodings leave it out or
				// empty, which the protocol allows. Zeros would be an invalid one.
				spanContext:
					typeof traceId === "string" && isTraceId(traceId)
						? { traceId, spanId: "", traceFlags: NO_TRACE_FLAGS }
						: undefined,
				severityText: severity,
				severityNumber: SEVERITY_NUMBERS[severity],
				body: renderBody(
					table.body[verdict.outcome],
					attributes,
					verdict.reason,
				),
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
