// The error body that OTLP prescribes: google.rpc.Status, of which only the
// message (field 2) tells an operator something.

import { readFields } from "./request/wire.ts";

const MESSAGE_FIELD = 2;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The message of a Protobuf google.rpc.Status; undefined when the bytes are not one. */
export function rpcStatusMessage(bytes: Uint8Array): string | undefined {
	try {
		let message: string | undefined;
		for (const field of readFields(bytes)) {
			if (field.number === MESSAGE_FIELD && field.delimited) {
				message = utf8.decode(bytes.subarray(field.valueStart, field.end));
			}
		}
		return message;
	} catch {
		return undefined;
	}
}
