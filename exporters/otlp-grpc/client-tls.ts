// TLS of the connections, renewed when one of its files is.

import { createSecureContext, type SecureContext } from "node:tls";
import type { TlsConfig } from "../../config/schema/tls.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { watchFiles } from "../../pipeline/watched-files.ts";
import { tlsFiles, tlsOptions } from "../otlp/tls.ts";

export interface ClientTls {
	readonly context: SecureContext;
	readonly rejectUnauthorized: boolean;
}

/** Gives the same object until a file has changed. */
export type CurrentTls = () => ClientTls;

/** Throws when a file can't be used now; later trouble is a warning, and what was read before is still used. */
export function createClientTls(
	config: TlsConfig | undefined,
	logger: Logger,
): CurrentTls {
	const files = watchFiles(tlsFiles(config));
	files.changed();
	let current = read(config);
	return () => {
		if (!files.changed()) return current;
		try {
			current = read(config);
			logger.info("the TLS files have changed and are used anew");
		} catch (error) {
			logger.warn(
				`${(error as Error).message}; what was read before is still used`,
			);
		}
		return current;
	};
}

function read(config: TlsConfig | undefined): ClientTls {
	const { rejectUnauthorized = true, ...options } = tlsOptions(config);
	return { context: createSecureContext(options), rejectUnauthorized };
}
