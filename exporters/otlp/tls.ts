// The Collector's `tls` keys as options of a node TLS connection.

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ConnectionOptions, createSecureContext } from "node:tls";
import type { TlsConfig } from "../../config/schema/tls.ts";

/**
 * A `ca_file` or `ca_pem` replaces the system's authorities, as in the Collector.
 * `insecure` has no meaning here: whether TLS is used is the URL's scheme. Throws
 * when a file can't be read, or when what it holds can't be used.
 */
export function tlsOptions(config: TlsConfig | undefined): ConnectionOptions {
	if (config === undefined) return {};
	const ca = config.ca_pem ?? readPem(config.ca_file, "ca_file");
	const cert = config.cert_pem ?? readPem(config.cert_file, "cert_file");
	const key = config.key_pem?.reveal() ?? readPem(config.key_file, "key_file");
	const material = {
		...(ca !== undefined && { ca }),
		...(cert !== undefined && { cert }),
		...(key !== undefined && { key }),
	};
	try {
		createSecureContext(material);
		// An authority that can't be read is passed over in silence otherwise.
		if (ca !== undefined) new X509Certificate(ca);
	} catch (error) {
		throw new Error(
			`tls: the certificates or the key can't be used: ${(error as Error).message}`,
			{ cause: error },
		);
	}
	return {
		...material,
		minVersion: config.min_version === "1.3" ? "TLSv1.3" : "TLSv1.2",
		rejectUnauthorized: !config.insecure_skip_verify,
		...(config.server_name_override !== undefined && {
			servername: config.server_name_override,
		}),
	};
}

/** The files that `tlsOptions` reads. */
export function tlsFiles(config: TlsConfig | undefined): string[] {
	return [config?.ca_file, config?.cert_file, config?.key_file].filter(
		(file) => file !== undefined,
	);
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
