// The two encodings of OTLP.

export type OtlpEncoding = "proto" | "json";

export const OTLP_ENCODINGS = {
	/** Sent bare: Loki refuses `application/json; charset=utf-8`. */
	proto: { contentType: "application/x-protobuf" },
	json: { contentType: "application/json" },
} as const;
