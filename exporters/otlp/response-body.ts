// Reading what a backend answers. Backends answer with Protobuf, JSON, text, HTML
// or nothing, with and without a Content-Type, so nothing here may fail.

import { readProtobufResponse } from "./partial-success.ts";
import { rpcStatusMessage } from "./rpc-status.ts";

export interface PartialSuccess {
	readonly rejected: number;
	readonly message: string;
}

const MAX_MESSAGE_LENGTH = 500;

/** What an ExportLogsServiceResponse says beyond success; undefined when it says nothing or is not one. */
export function readPartialSuccess(
	contentType: string,
	body: Uint8Array,
): PartialSuccess | undefined {
	if (body.length === 0) return undefined;
	try {
		const response = isJson(contentType)
			? JSON.parse(text(body))
			: isProtobuf(contentType)
				? readProtobufResponse(body)
				: undefined;
		const partial = response?.partialSuccess;
		// JSON writes an int64 as a string.
		const rejected = Number(partial?.rejectedLogRecords ?? 0);
		const message = oneLine(String(partial?.errorMessage ?? ""));
		if (!(rejected > 0) && message === "") return undefined;
		return { rejected: rejected > 0 ? rejected : 0, message };
	} catch {
		return undefined;
	}
}

/** One line of at most 500 characters that says why a backend refused, "" when it doesn't. */
export function readErrorMessage(
	contentType: string,
	body: Uint8Array,
): string {
	if (body.length === 0) return "";
	if (isProtobuf(contentType)) {
		const message = rpcStatusMessage(body);
		if (message !== undefined) return oneLine(message);
	}
	const content = text(body);
	try {
		const json = JSON.parse(content);
		const message = json?.message ?? json?.error?.reason ?? json?.error;
		if (typeof message === "string") return oneLine(message);
	} catch {
		// Not JSON; the text itself is all there is.
	}
	return oneLine(content);
}

function isJson(contentType: string): boolean {
	return /^application\/json\b/i.test(contentType);
}

function isProtobuf(contentType: string): boolean {
	return /^application\/(x-)?protobuf\b/i.test(contentType);
}

function text(body: Uint8Array): string {
	return new TextDecoder().decode(body);
}

/** Without control characters: the message ends in a log line. */
function oneLine(message: string): string {
	const line = message.replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line.length > MAX_MESSAGE_LENGTH
		? `${line.slice(0, MAX_MESSAGE_LENGTH)}...`
		: line;
}
