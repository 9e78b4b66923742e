// Rows of an object as Avro, the payload of events: every field is null or a value,
// datetimes are milliseconds.

import type {
	FieldDefinition,
	FieldType,
	ObjectRow,
} from "../soql/object-definition.ts";

const AVRO_TYPES: Partial<Record<FieldType, string>> = {
	datetime: "long",
	int: "int",
	double: "double",
	boolean: "boolean",
};

const avroType = ({ type }: FieldDefinition) => AVRO_TYPES[type] ?? "string";

export function avroSchema(
	name: string,
	fields: readonly FieldDefinition[],
): string {
	return JSON.stringify({
		type: "record",
		name,
		namespace: "com.sforce.eventbus",
		fields: fields.map((field) => ({
			name: field.name,
			type: ["null", avroType(field)],
			default: null,
		})),
	});
}

/** Zigzag, then seven bits a byte. */
function long(value: number): Buffer {
	let left = value >= 0 ? BigInt(value) * 2n : BigInt(value) * -2n - 1n;
	const bytes: number[] = [];
	for (; left >= 128n; left /= 128n) bytes.push(Number(left % 128n) + 128);
	return Buffer.from([...bytes, Number(left)]);
}

function avroValue(type: string, value: string | number | boolean): Buffer {
	switch (type) {
		case "long":
		case "int":
			return long(Number(value));
		case "boolean":
			return Buffer.from([value ? 1 : 0]);
		case "double": {
			const bytes = Buffer.alloc(8);
			bytes.writeDoubleLE(Number(value));
			return bytes;
		}
		default: {
			const text = Buffer.from(String(value));
			return Buffer.concat([long(text.length), text]);
		}
	}
}

export function avroRecord(
	fields: readonly FieldDefinition[],
	row: ObjectRow,
): Buffer {
	return Buffer.concat(
		fields.flatMap((field) => {
			const value = row[field.name] ?? null;
			return value === null || typeof value === "object"
				? [long(0)]
				: [long(1), avroValue(avroType(field), value)];
		}),
	);
}
