// Looking into JSON that may be anything. What is absent or null reads as in
// Protobuf: an empty map, an empty list, nothing. What is of another type is not OTLP.

export type JsonMap = Readonly<Record<string, unknown>>;

/** The message says where and what. */
export class NotOtlp extends Error {}

export function map(value: unknown, where: string): JsonMap {
	if (value === undefined || value === null) return {};
	if (typeof value !== "object" || Array.isArray(value)) {
		throw new NotOtlp(`${where} is not an object`);
	}
	return value as JsonMap;
}

export function list(value: unknown, where: string): readonly unknown[] {
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) throw new NotOtlp(`${where} is not a list`);
	return value;
}

/** Undefined when it is empty, which Protobuf can't tell from absent. */
export function text(value: unknown, where: string): string | undefined {
	if (value === undefined || value === null || value === "") return undefined;
	if (typeof value !== "string") throw new NotOtlp(`${where} is not a string`);
	return value;
}

/** A whole number from 0 up, as the enums, flags and counts of OTLP are. */
export function count(value: unknown, where: string): number | undefined {
	if (value === undefined || value === null) return undefined;
	if (!Number.isInteger(value) || (value as number) < 0) {
		throw new NotOtlp(`${where} is not a whole number from 0 up`);
	}
	return value as number;
}

/** An int64, which OTLP JSON writes as a decimal string and takes as a number. */
export function int64(value: unknown, where: string): bigint {
	if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) {
		return BigInt(value);
	}
	if (Number.isInteger(value)) return BigInt(value as number);
	throw new NotOtlp(`${where} is not an integer`);
}
