// grpc-js tells why there was no connection in words only. Here they are traced
// back to the code they came from, so that the operator reads what cures it.

import {
	describeConnectionError,
	RequestTimeout,
} from "../otlp/connection-error.ts";

const CODES: readonly (readonly [RegExp, string])[] = [
	[/self-signed certificate in certificate chain/, "SELF_SIGNED_CERT_IN_CHAIN"],
	[/self-signed certificate/, "DEPTH_ZERO_SELF_SIGNED_CERT"],
	[/unable to verify the first certificate/, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
	[
		/unable to get local issuer certificate/,
		"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	],
	[/certificate has expired/, "CERT_HAS_EXPIRED"],
	[/certificate is not yet valid/, "CERT_NOT_YET_VALID"],
	[/wrong version number/, "ERR_SSL_WRONG_VERSION_NUMBER"],
	[/packet length too long/, "ERR_SSL_PACKET_LENGTH_TOO_LONG"],
	[/^Name resolution failed/, "ENOTFOUND"],
];

/** Where no code stands behind the words. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
	[
		/^Protocol error/,
		"the other side doesn't speak gRPC: OTLP/gRPC usually listens on 4317, 4318 is OTLP/HTTP",
	],
	[
		/^Failed to connect/,
		"the connection was closed at once: if the backend expects TLS, put https:// in front of the endpoint",
	],
];

const NODE_CODE = /\b(?:E[A-Z]{4,}|ERR_[A-Z_]+)\b/;

/** A message for the operator, or undefined when these are not the words of a failed connection. */
export function describeConnectionFailure(
	details: string,
	target: string,
	timeoutMs: number,
): string | undefined {
	// The deadline travels with the call, and the server may be the one that tells of it.
	if (details.startsWith("Deadline exceeded")) {
		return describeConnectionError(new RequestTimeout(), target, timeoutMs);
	}
	// A load balancer repeats the words of the one below it.
	const reason = /^.*No connection established\. Last error: (?:Error: )?(.*)/s
		.exec(details)?.[1]
		?.replace(/\s*\. Resolution note: .*$/s, "");
	const words =
		reason ?? (details.startsWith("Name resolution failed") ? details : "");
	if (words === "") return undefined;
	return describeConnectionError(
		{
			code: firstMatch(CODES, words) ?? NODE_CODE.exec(words)?.[0],
			message: firstMatch(EXPLANATIONS, words) ?? words,
		},
		target,
		timeoutMs,
	);
}

function firstMatch(
	table: readonly (readonly [RegExp, string])[],
	words: string,
): string | undefined {
	return table.find(([pattern]) => pattern.test(words))?.[1];
}
