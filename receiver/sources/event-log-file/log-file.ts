// One EventLogFile record: what a listing says of a file, before it is read.

export interface LogFile {
	readonly id: string;
	readonly eventType: string;
	/** ISO 8601 in UTC with milliseconds, so that strings compare as times do. */
	readonly createdDate: string;
	/** Start of the hour or day whose events it holds; likewise. */
	readonly logDate: string;
	readonly interval: "Hourly" | "Daily";
	/** 0 for a daily file; a late hourly file has a higher one and only the new events. */
	readonly sequence: number;
	/** Path of the body, as the `LogFile` field gives it. */
	readonly path: string;
	/** `LogFileLength`, in bytes of the decompressed body; 0 when it is not known. */
	readonly length: number;
	/** `LogFileFieldNames` and `LogFileFieldTypes`: comma-joined, of at most 1,333 characters; missing for some files. */
	readonly fieldNames: string | null;
	readonly fieldTypes: string | null;
}

/**
 * What makes a file this file. A daily file that is replaced becomes another one,
 * whether Salesforce keeps its Id or not (that is not documented): CreatedDate moves.
 */
export function identityOf(file: LogFile): string {
	return `${file.createdDate} ${file.id} ${file.length}`;
}

/** Column to type. The longer of the two lists is cut off first, so names end where types do. */
export function fieldTypesOf(file: LogFile): ReadonlyMap<string, string> {
	const names = file.fieldNames?.split(",") ?? [];
	const types = file.fieldTypes?.split(",") ?? [];
	if (names.length !== types.length) {
		// The last one of a list that was cut off may itself be cut.
		names.length = Math.max(0, Math.min(names.length, types.length) - 1);
	}
	return new Map(
		names.map((name, index) => [name.trim(), types[index]?.trim() ?? ""]),
	);
}

/** The `createdDate` in an identity. */
export function createdDateOf(identity: string): string {
	return identity.slice(0, identity.indexOf(" "));
}

/** Order of reading: (CreatedDate, Id). */
export function compareFiles(a: LogFile, b: LogFile): number {
	if (a.createdDate !== b.createdDate) {
		return a.createdDate < b.createdDate ? -1 : 1;
	}
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
