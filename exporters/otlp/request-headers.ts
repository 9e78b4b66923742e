// The headers of a request: those configured, those from files, and the token of
// `auth`. The values are secrets, and a backend may repeat them in its errors, so
// whoever shows a message of this exporter lets it go through `redact`.

import type { OtlpHttpExporterConfig } from "../../config/schema/otlp-http-exporter.ts";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { REDACTED } from "../../pipeline/secret.ts";
import { createHeaderFiles, type Headers } from "./header-files.ts";

export interface RequestHeaders {
	/** For one request; `authorization` wins over what is configured. */
	of(request: EncodedRequest, authorization: string | undefined): Headers;
	redact(message: string): string;
}

/** A tenant called "a" is no secret, and its name must not be cut out of every word. */
const MIN_SECRET_LENGTH = 6;

/** Throws when a header file can't be read. */
export function createRequestHeaders(
	config: Pick<OtlpHttpExporterConfig, "headers" | "header_files">,
	userAgent: string,
	logger: Logger,
): RequestHeaders {
	const configured = revealed(config.headers);
	const fromFiles = createHeaderFiles(config.header_files, logger);
	/** Those of the last request. */
	let sent: Headers = { ...configured, ...fromFiles() };

	return {
		of(request, authorization) {
			sent = {
				...configured,
				...fromFiles(),
				...(authorization !== undefined && { authorization }),
			};
			return {
				"user-agent": userAgent,
				...sent,
				// Bare: Loki refuses parameters.
				"content-type": request.contentType,
				...(request.contentEncoding !== undefined && {
					"content-encoding": request.contentEncoding,
				}),
			};
		},

		redact(message) {
			let redacted = message;
			for (const value of Object.values(sent)) {
				// The whole value, and without its scheme ("Bearer", "ApiKey").
				for (const secret of [value, value.replace(/^\S+\s+/, "")]) {
					if (secret.length >= MIN_SECRET_LENGTH) {
						redacted = redacted.replaceAll(secret, REDACTED);
					}
				}
			}
			return redacted;
		},
	};
}

function revealed(headers: OtlpHttpExporterConfig["headers"]): Headers {
	return Object.fromEntries(
		Object.entries(headers).map(([name, secret]) => [
			name.toLowerCase(),
			secret.reveal(),
		]),
	);
}
