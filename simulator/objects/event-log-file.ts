// EventLogFile as an object: its fields as Salesforce documents them, and the
// rule about intervals that is not documented as one.

import { columnType } from "../generate/column-type.ts";
import type { LogFile } from "../log-files/log-file.ts";
import type {
	FieldDefinition,
	FieldType,
	ObjectDefinition,
	ObjectRow,
} from "../soql/object-definition.ts";

type Field = readonly [
	name: string,
	type: FieldType,
	use: "filter+sort" | "none",
	nillable?: "nillable",
	length?: number,
];

const FIELDS: readonly Field[] = [
	["Id", "id", "filter+sort", undefined, 18],
	["IsDeleted", "boolean", "filter+sort"],
	["CreatedDate", "datetime", "filter+sort"],
	["CreatedById", "reference", "filter+sort", undefined, 18],
	["LastModifiedDate", "datetime", "filter+sort"],
	["LastModifiedById", "reference", "filter+sort", undefined, 18],
	["SystemModstamp", "datetime", "filter+sort"],
	["EventType", "picklist", "filter+sort", undefined, 50],
	["LogDate", "datetime", "filter+sort"],
	["LogFileLength", "double", "filter+sort"],
	["LogFileContentType", "string", "filter+sort", undefined, 64],
	["ApiVersion", "double", "filter+sort"],
	["LogFileFieldNames", "string", "none", "nillable", 1333],
	["LogFileFieldTypes", "string", "none", "nillable", 1333],
	["LogFile", "base64", "none"],
	["Interval", "picklist", "filter+sort", "nillable", 10],
	["Sequence", "int", "filter+sort"],
];

const RELATED_USERS: Readonly<Record<string, string>> = {
	CreatedById: "CreatedBy",
	LastModifiedById: "LastModifiedBy",
};

function toDefinition([
	name,
	type,
	use,
	nillable,
	length,
]: Field): FieldDefinition {
	const related = RELATED_USERS[name];
	return {
		name,
		type,
		filterable: use === "filter+sort",
		sortable: use === "filter+sort",
		nillable: nillable !== undefined,
		...(length === undefined ? {} : { length }),
		...(related ? { relationship: { name: related, object: "User" } } : {}),
	};
}

/** Longer lists are not stored. */
const MAX_LIST_LENGTH = 1333;

function listOf(values: readonly string[]): string | null {
	const list = values.join(",");
	return list === "" || list.length > MAX_LIST_LENGTH ? null : list;
}

function toRow(file: LogFile, creator: ObjectRow): ObjectRow {
	const { columns } = file.content;
	return {
		Id: file.id,
		IsDeleted: false,
		CreatedDate: file.createdDate,
		CreatedById: creator.Id as string,
		CreatedBy: creator,
		LastModifiedDate: file.createdDate,
		LastModifiedById: creator.Id as string,
		LastModifiedBy: creator,
		SystemModstamp: file.createdDate,
		EventType: file.eventType,
		LogDate: file.logDate,
		LogFileLength: file.length,
		LogFileContentType: "text/csv",
		ApiVersion: 68,
		LogFileFieldNames: listOf(columns),
		LogFileFieldTypes: listOf(
			file.content.columnTypes ?? columns.map(columnType),
		),
		Interval: file.interval,
		Sequence: file.sequence,
	};
}

const FIELDS_THAT_SHOW_HOURLY_FILES = new Set(["interval", "sequence", "id"]);

export function eventLogFileObject(
	files: () => readonly LogFile[],
	creator: ObjectRow,
): ObjectDefinition {
	return {
		name: "EventLogFile",
		label: "Event Log File",
		keyPrefix: "0AT",
		fields: FIELDS.map(toDefinition),
		rows: () => files().map((file) => toRow(file, creator)),
		// Without a predicate on one of these fields an org answers as if it had
		// daily files only; with one, hourly files are there too.
		hidden(filtered) {
			const named = filtered.some(({ names }) =>
				FIELDS_THAT_SHOW_HOURLY_FILES.has(names.join(".").toLowerCase()),
			);
			return named ? () => false : (row) => row.Interval !== "Daily";
		},
	};
}
