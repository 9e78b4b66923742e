// The fields of OTLP's messages as their tags in Protobuf (opentelemetry-proto 1.x,
// logs.proto and common.proto), as far as records have them.

/** Fields with their wire types: 0 varint, 1 eight bytes, 2 length and content, 5 four bytes. */
export const FIELD = {
	RESOURCE: (1 << 3) | 2,
	RESOURCE_ATTRIBUTE: (1 << 3) | 2,
	RESOURCE_DROPPED: (2 << 3) | 0,
	SCOPE: (1 << 3) | 2,
	SCOPE_NAME: (1 << 3) | 2,
	SCOPE_VERSION: (2 << 3) | 2,
	SCOPE_ATTRIBUTE: (3 << 3) | 2,
	SCOPE_DROPPED: (4 << 3) | 0,
	/** Of ResourceLogs and of ScopeLogs. */
	SCHEMA_URL: (3 << 3) | 2,
	RECORD: (2 << 3) | 2,
	TIME: (1 << 3) | 1,
	SEVERITY_NUMBER: (2 << 3) | 0,
	SEVERITY_TEXT: (3 << 3) | 2,
	BODY: (5 << 3) | 2,
	ATTRIBUTE: (6 << 3) | 2,
	DROPPED: (7 << 3) | 0,
	FLAGS: (8 << 3) | 5,
	TRACE_ID: (9 << 3) | 2,
	SPAN_ID: (10 << 3) | 2,
	OBSERVED_TIME: (11 << 3) | 1,
	EVENT_NAME: (12 << 3) | 2,
	KEY: (1 << 3) | 2,
	VALUE: (2 << 3) | 2,
	STRING: (1 << 3) | 2,
	BOOLEAN: (2 << 3) | 0,
	INTEGER: (3 << 3) | 0,
	DOUBLE: (4 << 3) | 1,
	ARRAY: (5 << 3) | 2,
	MAP: (6 << 3) | 2,
	BYTES: (7 << 3) | 2,
	/** Of an array and of a map. */
	ITEM: (1 << 3) | 2,
} as const;
