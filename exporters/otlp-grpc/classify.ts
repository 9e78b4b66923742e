// What a gRPC status means for the request: the table of the OTLP specification,
// widened where real servers and the transport differ, always to the side that
// loses nothing.

import type { SendResult } from "../../pipeline/exporter.ts";
import { CREDENTIALS_RETRY_MS } from "../otlp/credentials-retry.ts";
import { saysPartlyDelivered, saysTooLarge } from "../otlp/refusal-texts.ts";
import { readPartialSuccess } from "../otlp/response-body.ts";
import { retryInfoDelayMs } from "./retry-info.ts";

export interface GrpcAnswer {
	/** A google.rpc.Code. */
	readonly code: number;
	/** The status message. */
	readonly details: string;
	/** `grpc-status-details-bin`: a google.rpc.Status. */
	readonly statusDetails?: Uint8Array | undefined;
	/** The response message; empty when the call failed. */
	readonly body: Uint8Array;
}

type Outcome = "accepted" | "retry" | "throttled" | "credentials" | "permanent";

const OK = 0;
const INVALID_ARGUMENT = 3;
export const UNAUTHENTICATED = 16;

/** By code. OTLP: `throttled` may be tried again only with RetryInfo. */
const STATUSES: readonly (readonly [name: string, outcome: Outcome])[] = [
	["OK", "accepted"],
	["CANCELLED", "retry"],
	["UNKNOWN", "permanent"],
	["INVALID_ARGUMENT", "permanent"],
	["DEADLINE_EXCEEDED", "retry"],
	["NOT_FOUND", "permanent"],
	["ALREADY_EXISTS", "permanent"],
	["PERMISSION_DENIED", "credentials"],
	["RESOURCE_EXHAUSTED", "throttled"],
	["FAILED_PRECONDITION", "permanent"],
	["ABORTED", "retry"],
	["OUT_OF_RANGE", "retry"],
	["UNIMPLEMENTED", "permanent"],
	["INTERNAL", "permanent"],
	["UNAVAILABLE", "retry"],
	["DATA_LOSS", "retry"],
	["UNAUTHENTICATED", "credentials"],
];

/** What gRPC for Java, Node and Rust (tonic) say of a message over the limit, 4 MiB by default, beside what is known from other backends. */
const TOO_LARGE =
	/exceeds maximum size|decompresses to a size larger than|message length too large/i;

/** A stream that broke off without a status; grpc-js gives it one that OTLP would call permanent. */
const BROKEN_STREAM =
	/^(?:Received RST_STREAM with code|Bandwidth exhausted or memory limit exceeded)/;

const MAX_MESSAGE_LENGTH = 500;

export function classifyAnswer(answer: GrpcAnswer): SendResult {
	const { code: status, details } = answer;
	if (status === OK) {
		const partial = readPartialSuccess("application/x-protobuf", answer.body);
		return partial === undefined
			? { kind: "accepted" }
			: { kind: "partial", ...partial };
	}

	const [name, outcome] = STATUSES[status] ?? [`status ${status}`, "permanent"];
	const detail = oneLine(details);
	const message = detail === "" ? name : `${name}: ${detail}`;
	const retryAfterMs =
		answer.statusDetails && retryInfoDelayMs(answer.statusDetails);

	// Whatever the status: tonic says OUT_OF_RANGE, and a Collector passes on the words
	// of its next hop under one of its own.
	const tooLarge = saysTooLarge(details) || TOO_LARGE.test(details);
	if (tooLarge && retryAfterMs === undefined) {
		return { kind: "too_large", status, message };
	}
	if (outcome === "credentials") {
		return {
			kind: "retry",
			status,
			message: `${message}: the backend refuses the credentials. Check the exporter's headers; a Collector may also be passing on the answer of its own next hop`,
			retryAfterMs: retryAfterMs ?? CREDENTIALS_RETRY_MS,
		};
	}
	const passing =
		outcome === "retry" ||
		(outcome === "throttled" && retryAfterMs !== undefined) ||
		BROKEN_STREAM.test(details);
	if (passing) return { kind: "retry", status, message, retryAfterMs };
	return status === INVALID_ARGUMENT && saysPartlyDelivered(details)
		? { kind: "permanent", status, message, partlyDelivered: true }
		: { kind: "permanent", status, message };
}

/** Without control characters: the message ends in a log line. */
function oneLine(text: string): string {
	const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line.length > MAX_MESSAGE_LENGTH
		? `${line.slice(0, MAX_MESSAGE_LENGTH)}...`
		: line;
}
