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

/** `time<TAB>level<TAB>message<TAB>{fields}`, one physical line whatever the text holds. */
export const formatConsole: FormatLine = ({ time, level, message, fields }) => {
	const text = message.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
	const line = `${new Date(time).toISOString()}\t${level}\t${text}`;
	return Object.keys(fields).length === 0
		? line
		: `${line}\t${JSON.stringify(fields, plainValue)}`;
};

export const formatJson: FormatLine = ({ time, level, message, fields }) =>
	JSON.stringify(
		{ ts: new Date(time).toISOString(), level, msg: message, ...fields },
		plainValue,
	);

/** What JSON has no form for: errors become their message, big integers their digits. */
export function plainValue(_key: string, value: unknown): unknown {
	if (value instanceof Error) return value.message;
	if (typeof value === "bigint") return value.toString();
	return value;
}
