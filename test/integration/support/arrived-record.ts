// A log record as a backend reads it from the wire, whatever the encoding.

export type AttributeValue =
	| string
	| boolean
	| number
	| bigint
	| Uint8Array
	| readonly AttributeValue[]
	| { readonly [key: string]: AttributeValue | undefined }
	| undefined;

export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface ArrivedRecord {
	readonly timeUnixNano: bigint;
	readonly severityText: string;
	readonly body: AttributeValue;
	readonly eventName: string;
	readonly attributes: Attributes;
	readonly resource: Attributes;
}

/** `log.record.uid`. */
export function uidOf(record: ArrivedRecord): string {
	return String(record.attributes["log.record.uid"]);
}
