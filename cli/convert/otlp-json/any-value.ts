// AnyValue and KeyValue to the JavaScript values that a record is made of.
//
// Two types of OTLP have no JavaScript value of their own, and that is noted: an
// integer beyond 2^53 becomes text, because its last digits would be lost, and a
// double without a fraction is sent on as an integer.

import type { AnyValue } from "@opentelemetry/api";
import { int64, list, map, NotOtlp, text } from "./json-value.ts";

/** Told what has changed its type, by the name of the attribute. */
export type Note = (what: string) => void;

/** A later value of the same name wins. */
export function readAttributes(
	json: unknown,
	where: string,
	note: Note,
): Record<string, AnyValue> {
	return Object.fromEntries(
		list(json, where).map((entry, index) => {
			const at = `${where}[${index}]`;
			const { key, value } = map(entry, at);
			const name = text(key, `${at}.key`) ?? "";
			return [
				name,
				readAnyValue(value, `${at}.value`, (what) => note(`${name}: ${what}`)),
			];
		}),
	);
}

export function readAnyValue(
	json: unknown,
	where: string,
	note: Note,
): AnyValue {
	const value = map(json, where);
	if (value.stringValue !== undefined) {
		return text(value.stringValue, `${where}.stringValue`) ?? "";
	}
	if (value.boolValue !== undefined) {
		if (typeof value.boolValue !== "boolean") {
			throw new NotOtlp(`${where}.boolValue is not true or false`);
		}
		return value.boolValue;
	}
	if (value.intValue !== undefined) {
		const integer = int64(value.intValue, `${where}.intValue`);
		if (Number.isSafeInteger(Number(integer))) return Number(integer);
		note("an integer beyond 2^53 became text");
		return String(integer);
	}
	if (value.doubleValue !== undefined) {
		const double = readDouble(value.doubleValue, `${where}.doubleValue`);
		if (Number.isInteger(double)) {
			note("a double without a fraction became an integer");
		}
		return double;
	}
	if (value.bytesValue !== undefined) {
		const base64 = text(value.bytesValue, `${where}.bytesValue`) ?? "";
		return new Uint8Array(Buffer.from(base64, "base64"));
	}
	if (value.arrayValue !== undefined) {
		const at = `${where}.arrayValue`;
		return list(map(value.arrayValue, at).values, `${at}.values`).map(
			(entry, index) => readAnyValue(entry, `${at}.values[${index}]`, note),
		);
	}
	if (value.kvlistValue !== undefined) {
		const at = `${where}.kvlistValue`;
		return readAttributes(
			map(value.kvlistValue, at).values,
			`${at}.values`,
			note,
		);
	}
	return undefined;
}

/** ProtoJSON writes what is no number as text; our own encoder writes null for it. */
function readDouble(value: unknown, where: string): number {
	if (typeof value === "number") return value;
	if (value === null || value === "NaN") return Number.NaN;
	if (value === "Infinity") return Number.POSITIVE_INFINITY;
	if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
	throw new NotOtlp(`${where} is not a number`);
}
