// The stock OTLP exporters merge `OTEL_EXPORTER_OTLP_*` headers under their own even
// when they are given options, which would send one destination's key to another. So
// they are constructed while those variables are out of sight.

import type { Secret } from "../../pipeline/secret.ts";

export function withoutOtlpEnvironment<T>(construct: () => T): T {
	const hidden = Object.entries(process.env).filter(([name]) =>
		name.startsWith("OTEL_EXPORTER_OTLP_"),
	);
	for (const [name] of hidden) delete process.env[name];
	try {
		return construct();
	} finally {
		for (const [name, value] of hidden) process.env[name] = value;
	}
}

export function revealHeaders(
	headers: Readonly<Record<string, Secret>>,
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, value.reveal()]),
	);
}
