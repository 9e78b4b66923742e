// How a line of the process's own log looks: for a person (console) or for a
// machine (json). The keys are those of the Collector's own log.

import type { LogFields, LogLevel } from "../../pipeline/logger.ts";

export interface LogLine {
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly level: LogLevel;
	readonly message: string;
	readonly fields: LogFields;
}

export type FormatLine = (line: LogLine) => string;

/** `time<TAB>level<TAB>message<TAB>{fields}`, one physical line that no text can break or colour. */
export const formatConsole: FormatLine = ({ time, level, message, fields }) => {
	const line = `${new Date(time).toISOString()}\t${level}\t${visible(message)}`;
	return Object.keys(fields).length === 0
		? line
		: `${line}\t${visible(JSON.stringify(fields, plainValue))}`;
};

export const formatJson: FormatLine = ({ time, level, message, fields }) => {
	const own = { ts: new Date(time).toISOString(), level, msg: message };
	// First by place, last by value: no field can take their names.
	return JSON.stringify({ ...own, ...fields, ...own }, plainValue);
};

/** Control characters and line ends as JSON would escape them. */
function visible(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
		if (character === "\n") return "\\n";
		if (character === "\r") return "\\r";
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}

/** What JSON has no form for: errors become their message, big integers their digits. */
export function plainValue(_key: string, value: unknown): unknown {
	if (value instanceof Error) return value.message;
	if (typeof value === "bigint") return value.toString();
	return value;
}
