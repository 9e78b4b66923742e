// The Collector's `tls` keys as options of a node TLS connection. Files are read
// once, when the exporter is made, so that a missing one stops the start.

import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import type { TlsConfig } from "../../config/schema/tls.ts";

/**
 * A `ca_file` or `ca_pem` replaces the system's authorities, as in the Collector.
 * `insecure` has no meaning here: whether TLS is used is the URL's scheme.
 */
export function tlsOptions(config: TlsConfig | undefined): ConnectionOptions {
	if (config === undefined) return {};
	const ca = config.ca_pem ?? readPem(config.ca_file, "ca_file");
	const cert = config.cert_pem ?? readPem(config.cert_file, "cert_file");
	const key = config.key_pem?.reveal() ?? readPem(config.key_file, "key_file");
	return {
		minVersion: config.min_version === "1.3" ? "TLSv1.3" : "TLSv1.2",
		rejectUnauthorized: !config.insecure_skip_verify,
		...(ca !== undefined && { ca }),
		...(cert !== undefined && { cert }),
		...(key !== undefined && { key }),
		...(config.server_name_override !== undefined && {
			servername: config.server_name_override,
		}),
	};
}

function readPem(path: string | undefined, key: string): string | undefined {
	if (path === undefined) return undefined;
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new Error(
			`tls: ${key}: ${path} can't be read: ${(error as Error).message}`,
			{ cause: error },
		);
	}
}
