// TLS of an outgoing connection; the Collector's `configtls` keys and defaults.

import { z } from "zod";
import { crossCheck } from "./cross-check.ts";
import { bool } from "./number.ts";
import { choice, filePath, pem, pemSecret, text } from "./text.ts";

export const tlsSchema = crossCheck(
	z.strictObject({
		insecure: bool()
			.prefault(false)
			.describe(
				"Plain text, where an `otlp_grpc` endpoint has no scheme. The scheme of a URL decides by itself.",
			),
		insecure_skip_verify: bool()
			.prefault(false)
			.describe("Accept any certificate. For experiments only."),
		ca_file: filePath()
			.optional()
			.describe(
				"Certificates to trust instead of the system's, as a PEM file.",
			),
		ca_pem: pem()
			.optional()
			.describe("The same, inline. Only one of the two may be set."),
		cert_file: filePath()
			.optional()
			.describe("The client certificate, as a PEM file."),
		cert_pem: pem()
			.optional()
			.describe("The same, inline. Only one of the two may be set."),
		key_file: filePath()
			.optional()
			.describe("The key of the client certificate, as a PEM file."),
		key_pem: pemSecret()
			.optional()
			.describe("The same, inline. Only one of the two may be set."),
		min_version: choice(["1.2", "1.3"])
			.prefault("1.2")
			.describe("The lowest TLS version to accept."),
		server_name_override: text()
			.optional()
			.describe("The name to ask for and to verify instead of the host's."),
	}),
	(value, report) => {
		const has = (key: string) => value[key] !== undefined;
		if (has("ca_file") && has("ca_pem")) {
			report(
				"provide either a CA file or the PEM-encoded string, but not both",
				"ca_pem",
			);
		}
		for (const [file, inline, what] of [
			["cert_file", "cert_pem", "a certificate"],
			["key_file", "key_pem", "a key"],
		] as const) {
			if (has(file) && has(inline)) {
				report(
					`provide either ${what} file or the PEM-encoded string, but not both`,
					inline,
				);
			}
		}
		const cert = has("cert_file") || has("cert_pem");
		const key = has("key_file") || has("key_pem");
		if (cert !== key) {
			report("provide both certificate and key, or neither");
		}
	},
);

export type TlsConfig = z.output<typeof tlsSchema>;
