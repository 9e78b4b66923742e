// What the Collector's file exporter wrote, as plain values to compare with. It
// reads the OTLP JSON itself: the product's own encoder has no part in it.

/** An int64 is a bigint, so that a double that looks like one is told apart. */
export type AttributeValue =
	| string
	| boolean
	| bigint
	| number
	| null
	| AttributeValue[]
	| { [key: string]: AttributeValue };

export type Attributes = Record<string, AttributeValue>;

export interface CollectedRecord {
	readonly resource: Attributes;
	readonly scope: { readonly name: string; readonly version: string };
	/** Nanoseconds since the epoch, as decimal text. */
	readonly timestamp: string;
	readonly observedTimestamp: string;
	readonly eventName: string;
	readonly severityNumber: number;
	readonly severityText: string;
	readonly body: AttributeValue;
	/** Empty when the record has none. */
	readonly traceId: string;
	readonly attributes: Attributes;
}

interface AnyValue {
	stringValue?: string;
	boolValue?: boolean;
	intValue?: string | number;
	doubleValue?: number;
	arrayValue?: { values?: AnyValue[] };
	kvlistValue?: { values?: KeyValue[] };
}

interface KeyValue {
	key: string;
	value?: AnyValue;
}

interface LogsData {
	resourceLogs?: {
		resource?: { attributes?: KeyValue[] };
		scopeLogs?: {
			scope?: { name?: string; version?: string };
			logRecords?: {
				timeUnixNano?: string;
				observedTimeUnixNano?: string;
				eventName?: string;
				severityNumber?: number;
				severityText?: string;
				body?: AnyValue;
				traceId?: string;
				attributes?: KeyValue[];
			}[];
		}[];
	}[];
}

/** The records of one line of the file exporter, that is of one request. */
export function parseLine(line: string): CollectedRecord[] {
	const logs = JSON.parse(line) as LogsData;
	const records: CollectedRecord[] = [];
	for (const { resource, scopeLogs = [] } of logs.resourceLogs ?? []) {
		const resourceAttributes = flatten(resource?.attributes);
		for (const { scope, logRecords = [] } of scopeLogs) {
			for (const record of logRecords) {
				records.push({
					resource: resourceAttributes,
					scope: { name: scope?.name ?? "", version: scope?.version ?? "" },
					timestamp: record.timeUnixNano ?? "0",
					observedTimestamp: record.observedTimeUnixNano ?? "0",
					eventName: record.eventName ?? "",
					severityNumber: record.severityNumber ?? 0,
					severityText: record.severityText ?? "",
					body: plain(record.body),
					traceId: record.traceId ?? "",
					attributes: flatten(record.attributes),
				});
			}
		}
	}
	return records;
}

/** Refuses a key that comes twice: the data model calls for unique keys, and a backend keeps one of them at random. */
function flatten(pairs: readonly KeyValue[] = []): Attributes {
	const attributes: Attributes = {};
	for (const { key, value } of pairs) {
		if (Object.hasOwn(attributes, key))
			throw new Error(`the attribute ${key} comes twice in one record`);
		attributes[key] = plain(value);
	}
	return attributes;
}

function plain(value: AnyValue | undefined): AttributeValue {
	if (value?.stringValue !== undefined) return value.stringValue;
	if (value?.boolValue !== undefined) return value.boolValue;
	if (value?.intValue !== undefined) return BigInt(value.intValue);
	if (value?.doubleValue !== undefined) return value.doubleValue;
	if (value?.arrayValue) return (value.arrayValue.values ?? []).map(plain);
	if (value?.kvlistValue) return flatten(value.kvlistValue.values);
	return null;
}
