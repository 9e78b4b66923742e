// OTLP Protobuf to records, for processors and encoders that look into one: the other
// way round of record-encoder.ts. Invariant: what it gives is encoded to the bytes it
// came from; a property test holds the two together. Nothing of it refers to the bytes.

import type { EncodedBatch } from "../../../pipeline/encoded-records.ts";
import type { LogRecord, LogResource } from "../../../pipeline/log-record.ts";
import { FIELD } from "./fields.ts";
import { MessageReader } from "./message-reader.ts";
import {
	readAttribute,
	readValue,
	unknownField,
	type Values,
} from "./read-value.ts";

/** Of organizations and configurations: few. */
const MOST_SHARED = 1_000;

type Scope = LogRecord["instrumentationScope"];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface RecordDecoder {
	/** Records with the same resource and scope get the same objects, also in different batches. */
	decode(records: EncodedBatch): LogRecord[];
}

export function createRecordDecoder(): RecordDecoder {
	const reader = new MessageReader();
	const resources = new Map<string, LogResource>();
	const scopes = new Map<string, Scope>();

	function readRecord(resource: LogResource, scope: Scope): LogRecord {
		reader.tag();
		const end = reader.end();
		// A hash table from the start, as the row mapper makes one.
		const attributes: Values = Object.create(null);
		const record: Mutable<LogRecord> = {
			hrTime: [0, 0],
			hrTimeObserved: [0, 0],
			spanContext: undefined,
			severityText: undefined,
			severityNumber: undefined,
			body: undefined,
			eventName: undefined,
			resource,
			instrumentationScope: scope,
			attributes: attributes as LogRecord["attributes"],
			droppedAttributesCount: 0,
		};
		let traceFlags = 0;
		let traceId = "";
		let spanId = "";
		while (reader.position < end) {
			const tag = reader.tag();
			switch (tag) {
				case FIELD.ATTRIBUTE:
					readAttribute(reader, attributes);
					break;
				case FIELD.TIME:
					record.hrTime = reader.time();
					break;
				case FIELD.SEVERITY_NUMBER:
					record.severityNumber = reader.varint();
					break;
				case FIELD.SEVERITY_TEXT:
					record.severityText = reader.name();
					break;
				case FIELD.BODY:
					record.body = readValue(reader) as LogRecord["body"];
					break;
				case FIELD.DROPPED:
					record.droppedAttributesCount = reader.varint();
					break;
				case FIELD.FLAGS:
					traceFlags = reader.fixed32();
					break;
				case FIELD.TRACE_ID:
					traceId = reader.hex();
					break;
				case FIELD.SPAN_ID:
					spanId = reader.hex();
					break;
				case FIELD.OBSERVED_TIME:
					record.hrTimeObserved = reader.time();
					break;
				case FIELD.EVENT_NAME:
					record.eventName = reader.name();
					break;
				default:
					throw unknownField(tag);
			}
		}
		if (traceId !== "" || spanId !== "" || traceFlags !== 0) {
			record.spanContext = { traceId, spanId, traceFlags };
		}
		return record;
	}

	/** The fields of ResourceLogs but for its ScopeLogs. */
	function readResource(bytes: Uint8Array): LogResource {
		const attributes: Values = Object.create(null);
		const resource: Mutable<LogResource> = {
			attributes: attributes as LogResource["attributes"],
		};
		reader.begin(bytes);
		reader.tag();
		const end = reader.end();
		while (reader.position < end) {
			if (reader.tag() === FIELD.RESOURCE_ATTRIBUTE)
				readAttribute(reader, attributes);
			else reader.varint();
		}
		if (reader.position < bytes.length) {
			reader.tag();
			resource.schemaUrl = reader.text();
		}
		return resource;
	}

	/** The fields of ScopeLogs but for its records. */
	function readScope(bytes: Uint8Array): Scope {
		const attributes: Values = Object.create(null);
		const scope: Mutable<Scope> = { name: "" };
		reader.begin(bytes);
		reader.tag();
		const end = reader.end();
		while (reader.position < end) {
			const tag = reader.tag();
			if (tag === FIELD.SCOPE_NAME) scope.name = reader.text();
			else if (tag === FIELD.SCOPE_VERSION) scope.version = reader.text();
			else if (tag === FIELD.SCOPE_DROPPED)
				scope.droppedAttributesCount = reader.varint();
			else {
				readAttribute(reader, attributes);
				scope.attributes = attributes as NonNullable<Scope["attributes"]>;
			}
		}
		if (reader.position < bytes.length) {
			reader.tag();
			scope.schemaUrl = reader.text();
		}
		return scope;
	}

	return {
		decode({ bytes, count, ...shared }) {
			const resource = remembered(resources, shared.resource, readResource);
			const scope = remembered(scopes, shared.scope, readScope);
			reader.begin(bytes);
			const records: LogRecord[] = [];
			for (let n = 0; n < count; n++) records.push(readRecord(resource, scope));
			return records;
		},
	};
}

function remembered<T>(
	known: Map<string, T>,
	bytes: Uint8Array,
	read: (bytes: Uint8Array) => T,
): T {
	const key = Buffer.from(bytes).toString("latin1");
	let value = known.get(key);
	if (value === undefined) {
		value = read(bytes);
		if (known.size >= MOST_SHARED) known.clear();
		known.set(key, value);
	}
	return value;
}
